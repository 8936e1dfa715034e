import { formatInstant } from "../dashboard/format.ts";
import { nameById } from "../dashboard/wording.ts";
import type { ListedDispute } from "./dispute-list.repository.ts";
import { DISPUTE_STATE_NAMES } from "./dispute-state-names.ts";

/** An agent's disputes, newest first, for their page. */
export function DisputeHistory({
  disputes,
  timeZone,
}: {
  disputes: readonly ListedDispute[];
  timeZone: string;
}) {
  return (
    <ul class="coaching-list">
      {disputes.map((one) => (
        <li>
          <div class="coaching-head">
            <a class="row-link" href={`/calls/${encodeURIComponent(one.recordingId)}#dispute`}>
              {one.startedAt === null
                ? "A call"
                : `Call of ${formatInstant(one.startedAt, timeZone)}`}
            </a>
            <span class="coaching-state">{DISPUTE_STATE_NAMES[one.state]}</span>
          </div>
          <p class="quiet">{Object.keys(one.reasons).map(nameById).join(", ")}</p>
        </li>
      ))}
    </ul>
  );
}
