import type { AutoFailId, CriterionId, Scorecard } from "#shared/scorecard/scorecard.ts";
import type { Mark } from "#shared/scoring/score-call.ts";

const MARKS = ["1", "2", "3", "4", "5"] as const;

/**
 * The fields of a form in which a person marks a call, as `reviewFormSchema` reads them. What the judge gave and found
 * stands beside them, unless it is left out because the person is not to see it.
 */
export function MarkFields({
  card,
  given = new Map(),
  found = new Set(),
}: {
  card: Scorecard;
  given?: ReadonlyMap<CriterionId, Mark>;
  found?: ReadonlySet<AutoFailId>;
}) {
  return (
    <>
      {card.criteria.map((criterion) => (
        <fieldset class="review-criterion" data-weight={criterion.weight}>
          <legend>
            {criterion.name} <span class="weight">{criterion.weight} %</span>
            {given.has(criterion.id) && (
              <span class="judge-mark">Judge: {given.get(criterion.id)}</span>
            )}
          </legend>
          <div class="mark-choices">
            {MARKS.map((mark) => (
              <label class="mark-choice" title={criterion.levels[mark]}>
                <input type="radio" name={`mark.${criterion.id}`} value={mark} required />
                <span>{mark}</span>
              </label>
            ))}
            {criterion.not_applicable_when !== null && (
              <label class="mark-choice" title={criterion.not_applicable_when}>
                <input type="radio" name={`mark.${criterion.id}`} value="NA" required />
                <span>n/a</span>
              </label>
            )}
          </div>
          <details>
            <summary>Levels and comment</summary>
            <ol class="levels">
              {MARKS.map((mark) => (
                <li>{criterion.levels[mark]}</li>
              ))}
            </ol>
            <label class="field">
              <span>Comment on {criterion.name.toLowerCase()}</span>
              <textarea name={`comment.${criterion.id}`} maxlength={2000}></textarea>
            </label>
          </details>
        </fieldset>
      ))}
      {card.auto_fails.length > 0 && (
        <fieldset>
          <legend>Auto-fail items found in this call</legend>
          {found.size > 0 && (
            <p class="hint">
              Leave the tick to confirm what the judge found, take it away to clear it.
            </p>
          )}
          {card.auto_fails.map((item) => (
            <label class="choice">
              <input
                type="checkbox"
                name="auto_fail"
                value={item.id}
                checked={found.has(item.id)}
              />
              <span>
                {item.name}
                {found.has(item.id) && <span class="judge-mark">Judge: found</span>}
                <span class="sub">{item.judged}</span>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      <label class="field">
        <span>Overall comment</span>
        <textarea name="comment" maxlength={2000}></textarea>
      </label>
      <output class="review-verdict" data-verdict data-flag-below={card.flag_below} hidden></output>
    </>
  );
}
