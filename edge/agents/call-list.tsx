import type { CriterionId } from "#shared/scorecard/scorecard.ts";

import { CallBadges } from "../dashboard/components/badges.tsx";
import { MarkStrip } from "../dashboard/components/mark-strip.tsx";
import { Score } from "../dashboard/components/score.tsx";
import { formatDuration, formatInstant, formatScore } from "../dashboard/format.ts";
import type { ListedCall } from "../qa-api/call-list.repository.ts";
import { processingStatus } from "../qa-api/processing-status.ts";
import { VerdictBadge } from "../reviews/verdict-badge.tsx";
import { markFor } from "./agent-calls.usecase.ts";
import type { ReviewVerdicts } from "./agent-reviews.repository.ts";
import { callAddress } from "./agents-address.ts";
import { criterionLabel } from "./criterion-label.ts";

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
  verdicts,
  timeZone,
  criterion = null,
}: {
  calls: readonly ListedCall[];
  verdicts: ReviewVerdicts;
  timeZone: string;
  /** Whose mark is told beside each call, and led to. */
  criterion?: CriterionId | null;
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
              <Total call={call} verdicts={verdicts} />
            </td>
            <td class="cell-when">
              <a
                class="row-link"
                href={callAddress(
                  call.recordingId,
                  criterion === null ? "" : `criterion-${criterion}`,
                )}
              >
                {formatInstant(call.startedAt, timeZone)}
              </a>
              {criterion !== null && (
                <span class="criterion-mark">
                  {criterionLabel(criterion)}: {markFor(call, criterion) ?? "–"} of 5
                </span>
              )}
              <span class="sub">
                {formatDuration(call.durationSec)} · <bdi>{call.campaignId ?? "no campaign"}</bdi>{" "}
                <CallBadges provider={call.score?.provider ?? ""} isSample={call.isSample} />
              </span>
            </td>
            <td class="cell-reason">
              {call.score === null ? (
                <span class="quiet">{statusOf(call)}</span>
              ) : (
                <>
                  <FlagReason call={call} verdicts={verdicts} />{" "}
                  <VerdictBadge verdict={verdicts.get(call.recordingId)?.verdict ?? null} />
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

type Judged = { call: ListedCall; verdicts: ReviewVerdicts };

function Total({ call, verdicts }: Judged) {
  const judged = call.score?.total ?? null;
  const verdict = verdicts.get(call.recordingId);
  if (verdict === undefined) {
    return call.score === null ? <span class="quiet">–</span> : <Score total={judged} />;
  }
  return (
    <>
      <Score total={verdict.total} />
      <span class="sub">judge {formatScore(judged)}</span>
    </>
  );
}

function FlagReason({ call, verdicts }: Judged) {
  const verdict = verdicts.get(call.recordingId);
  const reason = verdict === undefined ? call.score?.flagReason : verdict.flagReason;
  return reason ? <span class="reason">{reason}</span> : null;
}

function statusOf({ agentState, jobState }: ListedCall): string {
  return STATUS_WORDS[processingStatus({ agentState, jobState, hasScore: false })];
}
