import { Figure } from "../dashboard/components/figure.tsx";
import { PeriodSwitch } from "../dashboard/components/period-switch.tsx";
import { ToneShape } from "../dashboard/components/tone-shape.tsx";
import { TrendChart, trendTitle } from "../dashboard/components/trend-chart.tsx";
import { formatCount, formatPeriod, formatScore, formatShare } from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import { toneOfTotal } from "../dashboard/tone.ts";
import type { AgentView } from "./agent-view.usecase.ts";
import { agentAddress, agentBase, agentCallsAddress } from "./agents-address.ts";
import { CallList } from "./call-list.tsx";
import { CriteriaTable } from "./criteria-table.tsx";
import { FindingsList } from "./findings-list.tsx";
import { FollowUpPanels } from "./follow-up-panels.tsx";
import type { FollowUp } from "./follow-up.usecase.ts";
import { MoveMark } from "./move-mark.tsx";
import { Radar } from "./radar.tsx";
import { ReviewsTable } from "./reviews-table.tsx";
import type { Standing } from "./standing.ts";

/** One agent's calls, marks and reviews beside the team's average; to agents themselves it is their own page. */
export function AgentPage({
  view,
  followUp,
  viewer,
  isSelf,
}: {
  view: AgentView;
  followUp: FollowUp;
  viewer: Viewer;
  isSelf: boolean;
}) {
  const { days } = view;
  const name = view.agentName ?? view.agentUser;
  const base = agentBase(view.agentUser, isSelf);
  return (
    <Layout
      title={isSelf ? "My calls" : name}
      section={isSelf ? "me" : "agents"}
      viewer={viewer}
      includesSamples={view.includesSamples}
    >
      {!isSelf && (
        <p class="crumb">
          <a href={agentAddress("/agents", days)}>Agents</a>
        </p>
      )}
      <div class="page-head">
        <div>
          <h1 class="agent-name">{name}</h1>
          <p class="lead">
            {isSelf ? (
              "Your calls"
            ) : (
              <>
                Agent <bdi>{view.agentUser}</bdi>
              </>
            )}{" "}
            · {formatPeriod(view.period)}
          </p>
        </div>
        <PeriodSwitch days={days} addressOf={(other) => agentAddress(base, other)} />
      </div>
      {view.standing === null ? (
        <NoScores view={view} base={base} />
      ) : (
        <Report
          view={view}
          standing={view.standing}
          viewer={viewer}
          base={base}
          name={isSelf ? "you" : name}
        />
      )}
      {view.recent.length > 0 && (
        <section class="calls-section" aria-labelledby="recent-heading">
          <div class="panel-head">
            <h2 id="recent-heading">Most recent calls</h2>
            <a href={agentCallsAddress(base, { days })}>All calls of the period</a>
          </div>
          <CallList calls={view.recent} verdicts={view.verdicts} timeZone={viewer.timeZone} />
        </section>
      )}
      {view.lowest.length > 0 && (
        <section class="calls-section" aria-labelledby="lowest-heading">
          <div class="panel-head">
            <h2 id="lowest-heading">Lowest scores of the period</h2>
          </div>
          <CallList calls={view.lowest} verdicts={view.verdicts} timeZone={viewer.timeZone} />
        </section>
      )}
      <section class="panel" aria-labelledby="agent-reviews-heading">
        <h2 id="agent-reviews-heading">What people say</h2>
        <ReviewsTable reviews={view.reviews} timeZone={viewer.timeZone} />
      </section>
      <FollowUpPanels
        followUp={followUp}
        agentUser={view.agentUser}
        viewer={viewer}
        isSelf={isSelf}
      />
    </Layout>
  );
}

function Report({
  view,
  standing,
  viewer,
  base,
  name,
}: {
  view: AgentView;
  standing: Standing;
  viewer: Viewer;
  base: string;
  name: string;
}) {
  const { days } = view;
  return (
    <>
      <KeyFigures view={view} standing={standing} />
      <section class="panel" aria-labelledby="trend-heading">
        <h2 id="trend-heading">{trendTitle(view.trend)}</h2>
        <TrendChart trend={view.trend} />
      </section>
      <section class="panel" aria-labelledby="criteria-heading">
        <h2 id="criteria-heading">Criterion by criterion</h2>
        <div class="radar-columns">
          <Radar criteria={view.criteria} name={name} />
          <div>
            <CriteriaTable criteria={view.criteria} base={base} days={days} />
          </div>
        </div>
      </section>
      <div class="columns columns-even">
        <section class="panel" aria-labelledby="strengths-heading">
          <h2 id="strengths-heading">Strengths</h2>
          <FindingsList
            findings={view.strengths}
            nothing="No criterion stands out above the team."
            timeZone={viewer.timeZone}
          />
        </section>
        <section class="panel" aria-labelledby="gaps-heading">
          <h2 id="gaps-heading">To work on</h2>
          <FindingsList
            findings={view.gaps}
            nothing="No criterion falls behind the team."
            timeZone={viewer.timeZone}
          />
        </section>
      </div>
    </>
  );
}

function KeyFigures({ view, standing }: { view: AgentView; standing: Standing }) {
  const { average, margin, calls, flagged } = standing;
  return (
    <section aria-label="Key figures">
      <dl class="figures">
        <Figure
          name="Average score"
          value={
            <>
              {formatScore(average)} <ToneShape tone={toneOfTotal(average)} />
            </>
          }
          detail={
            margin === null
              ? "too few calls for an interval"
              : `± ${formatScore(margin)}, 95 % interval`
          }
          change={standing.move === null ? null : <MoveMark move={standing.move} />}
        />
        <Figure
          name="Team average"
          value={formatScore(view.teamAverage)}
          detail="over all agents"
        />
        <Figure
          name="Calls scored"
          value={formatCount(calls)}
          detail={`of ${formatCount(view.totalCalls)} recorded`}
        />
        <Figure
          name="Flagged"
          value={formatCount(flagged)}
          detail={`${formatShare(flagged, calls)} of scored`}
        />
      </dl>
      <p class="figures-note">
        {standing.move === null
          ? `The ${view.days} days before had too few scored calls to compare with.`
          : standing.move.isCertain
            ? `The change is against the ${view.days} days before, and more than chance explains.`
            : `The change against the ${view.days} days before (≈) is no more than chance explains.`}
      </p>
    </section>
  );
}

function NoScores({ view, base }: { view: AgentView; base: string }) {
  return (
    <div class="empty">
      <h2>No scored calls in this period</h2>
      <p>
        {view.totalCalls === 0
          ? "There was no call in these days. A longer period may have some."
          : "There were calls, but none has a score: they may wait for tonight, or be too short to score."}
      </p>
      {view.days < 90 && (
        <p>
          <a class="button" href={agentAddress(base, 90)}>
            Show the last 90 days
          </a>
        </p>
      )}
    </div>
  );
}

/** For an agent of whom no call has arrived yet. */
export function NoCallsPage({ viewer }: { viewer: Viewer }) {
  return (
    <Layout title="My calls" section="me" viewer={viewer} includesSamples={false}>
      <div class="empty">
        <h1>No call of yours has arrived yet</h1>
        <p>
          Calls are transcribed overnight and scored by the morning. When yours still do not show up
          after a working day, ask your manager whether your ViciDial user is entered correctly.
        </p>
      </div>
    </Layout>
  );
}
