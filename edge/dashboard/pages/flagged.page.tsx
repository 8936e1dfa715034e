import type { ReviewVerdicts } from "../../agents/agent-reviews.repository.ts";
import type { FlaggedCall } from "../../qa-api/flagged-calls.repository.ts";
import { VerdictBadge } from "../../reviews/verdict-badge.tsx";
import { CallBadges } from "../components/badges.tsx";
import { Choice, PeriodChoice } from "../components/choice.tsx";
import { MarkStrip } from "../components/mark-strip.tsx";
import { Score } from "../components/score.tsx";
import type { FlaggedView } from "../flagged-view.usecase.ts";
import { MOST_FLAGGED_CALLS } from "../flagged-view.usecase.ts";
import { formatDuration, formatInstant, formatPeriod, formatScore, plural } from "../format.ts";
import { Layout, type Viewer } from "../layout.tsx";
import { CRITERIA } from "../wording.ts";

type Verdict = NonNullable<ReturnType<ReviewVerdicts["get"]>>;

/** Every flagged call of a period, lowest first. */
export function FlaggedPage({ view, viewer }: { view: FlaggedView; viewer: Viewer }) {
  const { calls } = view;
  return (
    <Layout
      title="Flagged calls"
      section="flagged"
      viewer={viewer}
      includesSamples={calls.some((call) => call.isSample)}
    >
      <div class="page-head">
        <div>
          <h1>Flagged calls</h1>
          <p class="lead">
            {formatPeriod(view.period)} · {plural(calls.length, "call")}, the judge's lowest first
            {view.isCut && `: the ${MOST_FLAGGED_CALLS} lowest are shown`}
            {view.choice.agentUser !== null && (
              <>
                {" · "}
                <a
                  href={`/agents/${encodeURIComponent(view.choice.agentUser)}?days=${view.choice.days}`}
                >
                  this agent's page
                </a>
              </>
            )}
          </p>
        </div>
        <Filters view={view} />
      </div>
      {calls.length === 0 ? (
        <Nothing view={view} />
      ) : (
        <table class="call-table">
          <thead>
            <tr>
              <th scope="col">Score</th>
              <th scope="col">Agent</th>
              <th scope="col">Why it is flagged</th>
              <th scope="col">Marks</th>
              <th scope="col">Call</th>
            </tr>
          </thead>
          <tbody>
            {calls.map((call) => (
              <tr>
                <td class="cell-score">
                  <Score
                    total={(view.verdicts.get(call.recordingId) ?? call).total}
                    isFlagged={(view.verdicts.get(call.recordingId) ?? call).flagReason !== null}
                  />
                  {view.verdicts.has(call.recordingId) && (
                    <span class="sub">judge {formatScore(call.total)}</span>
                  )}
                </td>
                <td class="cell-agent">
                  <a class="row-link clamp" href={`/calls/${encodeURIComponent(call.recordingId)}`}>
                    {call.agentName ?? call.agentUser ?? "Unknown agent"}
                  </a>
                  <span class="sub">{call.campaignId ?? "no campaign"}</span>
                </td>
                <td class="cell-reason">
                  <Reason call={call} verdict={view.verdicts.get(call.recordingId)} />
                  <span class="sub clamp">{call.summary}</span>
                </td>
                <td class="cell-marks">
                  <MarkStrip marks={call.marks} />
                </td>
                <td class="cell-when">
                  {formatInstant(call.startedAt, viewer.timeZone)}
                  <span class="sub">
                    {formatDuration(call.durationSec)}{" "}
                    <CallBadges provider={call.provider} isSample={call.isSample} />
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {calls.length > 0 && (
        <p class="table-note">
          Marks, from left to right:{" "}
          {CRITERIA.map((criterion) => criterion.name.toLowerCase()).join(", ")}.
        </p>
      )}
    </Layout>
  );
}

/** Why a call is flagged; what a person made of it wins. */
function Reason({ call, verdict }: { call: FlaggedCall; verdict?: Verdict }) {
  if (verdict === undefined) return <span class="reason">{call.flagReason}</span>;
  return (
    <>
      <span class="badge">{verdict.flagReason === null ? "Cleared by a person" : "Reviewed"}</span>{" "}
      <VerdictBadge verdict={verdict.verdict} />{" "}
      <span class="reason">{verdict.flagReason ?? `The judge: ${call.flagReason ?? ""}`}</span>
    </>
  );
}

function Filters({ view }: { view: FlaggedView }) {
  const { choice } = view;
  return (
    <form class="filters" method="get" action="/flagged">
      <PeriodChoice days={choice.days} />
      <Choice name="agent" label="Agent" all="All agents" value={choice.agentUser ?? undefined}>
        {view.agents.map(({ agentUser, agentName }): [string, string] => [
          agentUser,
          agentName ?? agentUser,
        ])}
      </Choice>
      <Choice
        name="campaign"
        label="Campaign"
        all="All campaigns"
        value={choice.campaignId ?? undefined}
      >
        {view.campaignIds.map((id): [string, string] => [id, id])}
      </Choice>
      <button class="button" type="submit">
        Show
      </button>
    </form>
  );
}

function Nothing({ view }: { view: FlaggedView }) {
  const isFiltered = view.choice.agentUser !== null || view.choice.campaignId !== null;
  return (
    <div class="empty">
      <h2>No flagged calls</h2>
      <p>
        {isFiltered
          ? "Nothing flagged matches this filter. Widen the period, or clear the agent and the campaign."
          : "Nothing was flagged in this period. A call is flagged when its score is below its scorecard's line, or when an auto-fail was found."}
      </p>
      <p>
        <a class="button" href={isFiltered ? `/flagged?days=${view.choice.days}` : "/"}>
          {isFiltered ? "Clear the filter" : "Go to the overview"}
        </a>
      </p>
    </div>
  );
}
