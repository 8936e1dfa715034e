import { markScores } from "../../qa-api/averages.ts";
import { toneOfMark } from "../tone.ts";
import { CRITERIA } from "../wording.ts";

/** The marks of one call side by side, in the scorecard's order. */
export function MarkStrip({ marks }: { marks: Readonly<Record<string, string>> }) {
  const values: Readonly<Record<string, number | null>> = markScores(marks);
  const inWords = CRITERIA.map(({ id, name }) => `${name} ${values[id] ?? "not applicable"}`);
  return (
    <span class="mark-strip" role="img" aria-label={inWords.join(", ")}>
      {CRITERIA.map(({ id, name }) => (
        <span class={`mark-cell tone-${toneOfMark(values[id] ?? null)}`} title={name}>
          {values[id] ?? "–"}
        </span>
      ))}
    </span>
  );
}
