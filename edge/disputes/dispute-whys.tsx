import type { CallCard } from "../reviews/card-of-call.ts";
import { citationName } from "../reviews/card-of-call.ts";
import type { StoredDispute } from "./disputes.repository.ts";

/** The fields in which whoever marks a disputed call says why each thing that is disputed is revised or kept. */
export function DisputeWhys({ dispute, card }: { dispute: StoredDispute; card: CallCard }) {
  return (
    <fieldset>
      <legend>Your answer to the dispute</legend>
      <p class="hint">
        What your marks change is revised, what they leave as it was is kept. The agent reads why.
      </p>
      <input type="hidden" name="dispute" value={dispute.id} />
      {Object.entries(dispute.reasons).map(([id, reason]) => (
        <div class="dispute-why">
          <p>
            <strong>{citationName(card, id)}:</strong> <bdi>{reason}</bdi>
          </p>
          <label class="field">
            <span>Why, for the agent: {citationName(card, id).toLowerCase()}</span>
            <textarea name={`why.${id}`} maxlength={1000} required></textarea>
          </label>
        </div>
      ))}
    </fieldset>
  );
}
