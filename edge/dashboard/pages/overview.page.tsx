import { CategoryTable } from "../components/category-table.tsx";
import { ChangesList } from "../components/changes-list.tsx";
import { CoverageFunnel } from "../components/coverage-funnel.tsx";
import { JudgePanel } from "../components/judge-panel.tsx";
import { KeyFigures } from "../components/key-figures.tsx";
import { LeaderboardTable } from "../components/leaderboard-table.tsx";
import { PeriodSwitch } from "../components/period-switch.tsx";
import { PipelinePanel, SilentAgentAlert } from "../components/pipeline-panel.tsx";
import { ScoreHistogram } from "../components/score-histogram.tsx";
import { TrendChart, trendTitle } from "../components/trend-chart.tsx";
import { WorstCallsList } from "../components/worst-calls.tsx";
import { formatPeriod } from "../format.ts";
import { Layout, type Viewer } from "../layout.tsx";
import type { Overview } from "../overview.usecase.ts";

/** How the site is doing, on one page. */
export function OverviewPage({
  overview,
  viewer,
  nowMs,
}: {
  overview: Overview;
  viewer: Viewer;
  nowMs: number;
}) {
  return (
    <Layout
      title="Overview"
      section="overview"
      viewer={viewer}
      includesSamples={overview.includesSamples}
    >
      <div class="page-head">
        <div>
          <h1>Call quality</h1>
          <p class="lead">
            <bdi>{viewer.siteName}</bdi> · {formatPeriod(overview.period)}
          </p>
        </div>
        <PeriodSwitch days={overview.days} addressOf={(days) => `/?days=${days}`} />
      </div>
      {overview.pipeline.silent && overview.hasAnyCalls && (
        <SilentAgentAlert pipeline={overview.pipeline} nowMs={nowMs} />
      )}
      {overview.hasAnyCalls ? (
        <Report overview={overview} viewer={viewer} nowMs={nowMs} />
      ) : (
        <FirstSteps />
      )}
    </Layout>
  );
}

function Report({
  overview,
  viewer,
  nowMs,
}: {
  overview: Overview;
  viewer: Viewer;
  nowMs: number;
}) {
  const { changes } = overview;
  const coverage = (
    <section class="panel" aria-labelledby="coverage-heading">
      <h2 id="coverage-heading">From recording to score</h2>
      <CoverageFunnel coverage={overview.coverage} />
    </section>
  );
  const agents = (
    <section class="panel" aria-labelledby="leaderboard-heading">
      <div class="panel-head">
        <h2 id="leaderboard-heading">Agents</h2>
        <a href={`/agents?days=${overview.days}`}>All agents, criterion by criterion</a>
      </div>
      <LeaderboardTable overview={overview} />
    </section>
  );
  return (
    <>
      <KeyFigures overview={overview} />
      <section class="panel" aria-labelledby="trend-heading">
        <h2 id="trend-heading">{trendTitle(overview.trend)}</h2>
        <TrendChart trend={overview.trend} />
      </section>
      <div class="columns">
        {/* Without anything to compare with, the next panel moves up. */}
        {changes.length === 0 ? (
          coverage
        ) : (
          <section class="panel" aria-labelledby="changes-heading">
            <h2 id="changes-heading">What changed</h2>
            <ChangesList changes={changes} days={overview.days} />
          </section>
        )}
        <section class="panel" aria-labelledby="histogram-heading">
          <h2 id="histogram-heading">How scores are spread</h2>
          <ScoreHistogram buckets={overview.distribution} />
        </section>
      </div>
      <div class="columns">
        <section class="panel" aria-labelledby="categories-heading">
          <h2 id="categories-heading">What the score is made of</h2>
          <CategoryTable rows={overview.categories} />
        </section>
        <section class="panel" aria-labelledby="worst-heading">
          <div class="panel-head">
            <h2 id="worst-heading">Calls to listen to first</h2>
            <a href={`/flagged?days=${overview.days}`}>All flagged calls</a>
          </div>
          <WorstCallsList
            worst={overview.worst}
            flagged={overview.now.flaggedCalls}
            timeZone={viewer.timeZone}
          />
        </section>
      </div>
      {changes.length === 0 ? (
        agents
      ) : (
        <div class="columns">
          {agents}
          {coverage}
        </div>
      )}
      <section class="panel" aria-labelledby="judge-heading">
        <div class="panel-head">
          <h2 id="judge-heading">Judge and people</h2>
          <a href={`/agreement?days=${overview.days}`}>Agreement by criterion</a>
        </div>
        <JudgePanel judge={overview.judge} />
      </section>
      <section class="panel" aria-labelledby="pipeline-heading">
        <h2 id="pipeline-heading">Pipeline</h2>
        <PipelinePanel pipeline={overview.pipeline} nowMs={nowMs} timeZone={viewer.timeZone} />
      </section>
    </>
  );
}

function FirstSteps() {
  return (
    <div class="empty">
      <h2>No calls have arrived yet</h2>
      <p>Three things bring the first scores here:</p>
      <ol>
        <li>
          Install the agent on the ViciDial host and give it this site's ingest token:{" "}
          <code>nightshift install</code>.
        </li>
        <li>
          Let it check itself with <code>nightshift doctor</code>. It should appear on this page
          within a few minutes.
        </li>
        <li>
          Wait for tonight, or start at once with <code>nightshift once</code>.
        </li>
      </ol>
    </div>
  );
}
