import type { DisputeAnswers } from "#shared/contracts/disputes.ts";

import { formatInstant } from "../dashboard/format.ts";
import { nameById } from "../dashboard/wording.ts";
import type { ListedDispute } from "./dispute-list.repository.ts";
import { DISPUTE_STATE_NAMES } from "./dispute-state-names.ts";
import { givenText } from "./given-text.ts";

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
          <p class="quiet">
            {Object.keys(one.reasons)
              .map((id) => withOutcome(nameById(id), one.answers?.[id]))
              .join(", ")}
          </p>
        </li>
      ))}
    </ul>
  );
}

function withOutcome(name: string, answer: DisputeAnswers[string] | undefined): string {
  if (answer === undefined) return name;
  return answer.outcome === "kept"
    ? `${name} kept`
    : `${name} revised to ${givenText(answer.given)}`;
}
