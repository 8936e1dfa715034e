import { markSchema } from "#shared/scoring/score-call.ts";

import type { CallRecord } from "../qa-api/call-record.repository.ts";
import { citationName, type CallCard } from "../reviews/card-of-call.ts";
import type { StoredDispute } from "./disputes.repository.ts";
import { givenText } from "./given-text.ts";
import { givenBefore } from "./item-answers.ts";
import type { DisputableItem } from "./standing-score.ts";

/** The form in which a reviewer answers a dispute, thing by thing: keep what was given, or say what is to count. */
export function AnswerForm({
  dispute,
  call,
  card,
  disputables,
}: {
  dispute: StoredDispute;
  call: CallRecord;
  card: CallCard;
  disputables: readonly DisputableItem[];
}) {
  const { scorecard } = card;
  const autoFails = new Set([
    ...scorecard.auto_fails.map(({ id }) => id),
    ...disputables.flatMap(({ id, mark }) => (mark === null ? [id] : [])),
  ]);
  const before = givenBefore(dispute.reasons, disputables, autoFails);
  return (
    <div class="dispute-answer">
      <form method="post" action={`/disputes/${dispute.id}/answer`} class="form">
        {Object.entries(dispute.reasons).map(([id, reason]) => {
          const name = citationName(card, id);
          const was = before.get(id) ?? null;
          const neverApplies =
            scorecard.criteria.find((one) => one.id === id)?.not_applicable_when === null;
          const choices = autoFails.has(id)
            ? (["not_found"] as const)
            : markSchema.options.filter((mark) => mark !== "NA" || !neverApplies);
          return (
            <fieldset class="dispute-item">
              <legend>{name}</legend>
              <p>
                <bdi>{reason}</bdi>
              </p>
              <div class="mark-choices">
                <Choice id={id} value="keep" words={`Keep: ${givenText(was)}`} />
                {choices
                  .filter((given) => given !== was)
                  .map((given) => (
                    <Choice id={id} value={given} words={givenText(given)} />
                  ))}
              </div>
              <label class="field">
                <span>Why, for the agent: {name.toLowerCase()}</span>
                <textarea name={`why.${id}`} maxlength={1000} required></textarea>
              </label>
            </fieldset>
          );
        })}
        <label class="field">
          <span>Anything else (optional)</span>
          <textarea name="comment" maxlength={1000}></textarea>
        </label>
        <p class="hint">
          What you revise makes a review of yours that wins over the score; the rest of it stays.
          Where you keep everything, the score stands.
        </p>
        <button class="button" type="submit">
          Send the answer
        </button>
      </form>
      {call.transcript !== null && (
        <p>
          More is wrong than that?{" "}
          <a href={`/calls/${encodeURIComponent(call.recordingId)}?review=1#review`}>
            Mark the whole call yourself
          </a>
          : your review answers the dispute as well.
        </p>
      )}
    </div>
  );
}

function Choice({ id, value, words }: { id: string; value: string; words: string }) {
  return (
    <label class="mark-choice">
      <input type="radio" name={`given.${id}`} value={value} required />
      <span>{words}</span>
    </label>
  );
}
