import { VERDICTS } from "#shared/contracts/reviews.ts";

import { VERDICT_WORDS } from "./verdict-words.ts";

/** The fields in which a person says what they make of the call as a whole, which nobody has to. */
export function VerdictChoice() {
  return (
    <fieldset>
      <legend>
        Your verdict on the call <span class="weight">optional, changes no score</span>
      </legend>
      {VERDICTS.map((verdict) => {
        const { name, meaning, key } = VERDICT_WORDS[verdict];
        return (
          <label class="choice">
            <input type="radio" name="verdict" value={verdict} data-verdict-key={key} />
            <span>
              {name} <kbd>{key}</kbd>
              <span class="sub">{meaning}</span>
            </span>
          </label>
        );
      })}
      <label class="choice">
        <input type="radio" name="verdict" value="" checked />
        <span>No verdict</span>
      </label>
    </fieldset>
  );
}
