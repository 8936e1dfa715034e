import { CallBadges } from "../dashboard/components/badges.tsx";
import { MarkStrip } from "../dashboard/components/mark-strip.tsx";
import { Score } from "../dashboard/components/score.tsx";
import { formatDuration, formatInstant, formatScore } from "../dashboard/format.ts";
import type { ListedCall } from "../qa-api/call-list.repository.ts";
import { processingStatus } from "../qa-api/processing-status.ts";
import type { ReviewTotals } from "./agent-reviews.repository.ts";
import { callAddress } from "./agents-address.ts";

const STATUS_WORDS: Readonly<Record<ReturnType<typeof processingStatus>, string>> = {
  pending: "Waiting to be transcribed",
  transcribing: "Being transcribed",
  transcribed: "Waiting to be scored",
  scoring: "Being scored",
  complete: "No criterion applied",
  skipped: "Not scored: too short, or not a conversation",
  error: "Could not be scored",
};

/** One agent's calls; a total that a person gave wins, the judge's stays beside it. */
export function CallList({
  calls,
  reviewTotals,
  timeZone,
}: {
  calls: readonly ListedCall[];
  reviewTotals: ReviewTotals;
  timeZone: string;
}) {
  return (
    <table class="call-table agent-calls">
      <thead>
        <tr>
          <th scope="col">Score</th>
          <th scope="col">Call</th>
          <th scope="col">What happened</th>
          <th scope="col">Marks</th>
        </tr>
      </thead>
      <tbody>
        {calls.map((call) => (
          <tr>
            <td class="cell-score">
              <Total call={call} reviewTotals={reviewTotals} />
            </td>
            <td class="cell-when">
              <a class="row-link" href={callAddress(call.recordingId)}>
                {formatInstant(call.startedAt, timeZone)}
              </a>
              <span class="sub">
                {formatDuration(call.durationSec)} · {call.campaignId ?? "no campaign"}{" "}
                <CallBadges provider={call.score?.provider ?? ""} isSample={call.isSample} />
              </span>
            </td>
            <td class="cell-reason">
              {call.score === null ? (
                <span class="quiet">{statusOf(call)}</span>
              ) : (
                <>
                  {call.score.flagged && <span class="reason">{call.score.flagReason}</span>}
                  <span class="sub clamp">{call.score.summary}</span>
                </>
              )}
            </td>
            <td class="cell-marks">
              {call.score !== null && <MarkStrip marks={call.score.marks} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Total({ call, reviewTotals }: { call: ListedCall; reviewTotals: ReviewTotals }) {
  const judged = call.score?.total ?? null;
  if (call.score === null && !reviewTotals.has(call.recordingId)) {
    return <span class="quiet">–</span>;
  }
  if (!reviewTotals.has(call.recordingId)) return <Score total={judged} />;
  return (
    <>
      <Score total={reviewTotals.get(call.recordingId) ?? null} />
      <span class="sub">judge {formatScore(judged)}</span>
    </>
  );
}

function statusOf({ agentState, jobState }: ListedCall): string {
  return STATUS_WORDS[processingStatus({ agentState, jobState, hasScore: false })];
}
