import { Choice, PeriodChoice } from "../dashboard/components/choice.tsx";
import { formatDay, formatPeriod, plural } from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import { agentsAddress } from "./agents-address.ts";
import { AGENTS_ON_A_PAGE, type AgentsView } from "./agents-view.usecase.ts";
import { HeatMap } from "./heat-map.tsx";
import { Leaderboard } from "./leaderboard.tsx";
import { sortName } from "./sort-standings.ts";

const MINIMUMS = [1, 5, 10, 20, 30, 50];

/** Who does how well, how sure that is, and in what. */
export function AgentsPage({ view, viewer }: { view: AgentsView; viewer: Viewer }) {
  const all = view.ranked + view.unranked;
  return (
    <Layout title="Agents" section="agents" viewer={viewer} includesSamples={view.includesSamples}>
      <div class="page-head">
        <div>
          <h1>Agents</h1>
          <p class="lead">
            {formatPeriod(view.period)} · {plural(all, "agent")} with{" "}
            {plural(view.scoredCalls, "scored call")}
          </p>
        </div>
        <Filters view={view} />
      </div>
      {all === 0 ? (
        <Nothing view={view} />
      ) : (
        <>
          {view.countedFrom !== null && (
            <p class="notice">
              This campaign has more calls than are counted at once: those since{" "}
              {formatDay(view.countedFrom)} are.
            </p>
          )}
          <section class="panel" aria-labelledby="standings-heading">
            <h2 id="standings-heading">Leaderboard</h2>
            <Leaderboard view={view} />
            <Pages view={view} />
            <Notes view={view} />
          </section>
          <section class="panel" aria-labelledby="heat-heading">
            <div class="panel-head">
              <h2 id="heat-heading">Average mark by criterion</h2>
              <p class="quiet">Each cell leads to the calls behind it, lowest mark first.</p>
            </div>
            <HeatMap view={view} />
          </section>
        </>
      )}
    </Layout>
  );
}

function Filters({ view }: { view: AgentsView }) {
  const { choice } = view;
  const minimums = MINIMUMS.includes(choice.minCalls)
    ? MINIMUMS
    : [...MINIMUMS, choice.minCalls].toSorted((a, b) => a - b);
  const sort = sortName(choice.sort);
  return (
    <form class="filters" method="get" action="/agents">
      <PeriodChoice days={choice.days} />
      <Choice
        name="campaign"
        label="Campaign"
        all="All campaigns"
        value={choice.campaignId ?? undefined}
      >
        {view.campaignIds.map((id): [string, string] => [id, id])}
      </Choice>
      <Choice name="min_calls" label="Ranked from" all={null} value={String(choice.minCalls)}>
        {minimums.map((calls): [string, string] => [String(calls), plural(calls, "call")])}
      </Choice>
      {sort !== "rank" && <input type="hidden" name="sort" value={sort} />}
      <button class="button" type="submit">
        Show
      </button>
    </form>
  );
}

function Notes({ view }: { view: AgentsView }) {
  const { choice, unranked } = view;
  return (
    <div class="table-note">
      <p>
        Interval: with other calls like these, the average would stay within so many points 95 times
        in 100. Where two agents' intervals overlap widely, neither need be the better one.
        {view.agents.some(({ move }) => move !== null) &&
          ` Changes are against the ${choice.days} days before; ≈ marks one that chance alone explains.`}
        {choice.campaignId !== null && " Changes are shown for all campaigns together only."}
        {unranked > 0 &&
          ` ${plural(unranked, "agent")} with fewer than ${plural(choice.minCalls, "scored call")} ${unranked === 1 ? "is" : "are"} not ranked and ${unranked === 1 ? "stands" : "stand"} below the others.`}
      </p>
      <details>
        <summary>How the interval is computed</summary>
        <p>
          Average ± t · s / √calls, where s is the spread of calls around their own agent's average
          over all agents of the period (the within-group standard deviation), and t is Student's
          97.5 % quantile. A change counts as one when it is larger than t · √(s₁²/n₁ + s₂²/n₂) of
          the two periods.
        </p>
      </details>
    </div>
  );
}

function Pages({ view }: { view: AgentsView }) {
  const { choice, pages } = view;
  if (pages === 1) return null;
  return (
    <nav class="pages" aria-label="More agents">
      {choice.page > 1 && (
        <a href={agentsAddress({ ...choice, page: choice.page - 1 })} rel="prev">
          {plural(AGENTS_ON_A_PAGE, "agent")} before
        </a>
      )}
      <span>
        Page {choice.page} of {pages}
      </span>
      {choice.page < pages && (
        <a href={agentsAddress({ ...choice, page: choice.page + 1 })} rel="next">
          More agents
        </a>
      )}
    </nav>
  );
}

function Nothing({ view }: { view: AgentsView }) {
  const isFiltered = view.choice.campaignId !== null;
  return (
    <div class="empty">
      <h2>Nobody has a scored call here</h2>
      <p>
        {isFiltered
          ? "No call of this campaign was scored in this period. Widen the period, or show all campaigns."
          : "Agents appear with their first scored call. Widen the period, or look at the overview for what holds the calls up."}
      </p>
      <p>
        <a
          class="button"
          href={isFiltered ? agentsAddress({ ...view.choice, campaignId: null }) : "/"}
        >
          {isFiltered ? "Show all campaigns" : "Go to the overview"}
        </a>
      </p>
    </div>
  );
}
