import { formatCount, formatInstant, plural } from "../format.ts";
import type { WorstCalls } from "../worst-calls.usecase.ts";
import { CallBadges } from "./badges.tsx";
import { Score } from "./score.tsx";

/** The lowest flagged calls of the period that nobody has reviewed, as a short list. */
export function WorstCallsList({
  worst: { calls, lookedAt },
  flagged,
  timeZone,
}: {
  worst: WorstCalls;
  /** All flagged calls of the period. */
  flagged: number;
  timeZone: string;
}) {
  if (calls.length === 0) {
    return (
      <p class="quiet">
        {flagged === 0 ? (
          "No call of this period is flagged."
        ) : (
          <>
            Nothing is left of the {formatCount(lookedAt)} lowest of{" "}
            {plural(flagged, "flagged call")}: they are reviewed, or yours to mark in a calibration
            round. <a href="/review">The review queue</a> has what is next.
          </>
        )}
      </p>
    );
  }
  return (
    <ol class="worst">
      {calls.map((call) => (
        <li>
          <Score total={call.total} isFlagged />
          <div class="worst-body">
            <p class="worst-head">
              <a class="row-link clamp" href={`/calls/${encodeURIComponent(call.recordingId)}`}>
                {call.agentName ?? call.agentUser ?? "Unknown agent"}
              </a>{" "}
              <CallBadges provider={call.provider} isSample={call.isSample} />
            </p>
            <p class="reason">{call.flagReason}</p>
            <p class="sub clamp">{call.summary}</p>
            <p class="sub">
              {formatInstant(call.startedAt, timeZone)} · {call.campaignId ?? "no campaign"}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}
