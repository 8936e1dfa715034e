import type { Mark } from "#shared/scoring/score-call.ts";
import { markValue } from "#shared/scoring/score-call.ts";

import { toneOfMark } from "../tone.ts";

const STEPS = [1, 2, 3, 4, 5] as const;

/** A mark as a place on the scale from 1 to 5. */
export function MarkScale({ mark }: { mark: Mark }) {
  const value = markValue(mark);
  if (value === null) return <span class="mark-na">Not applicable</span>;
  return (
    <span class={`mark-scale tone-${toneOfMark(value)}`} role="img" aria-label={`${value} of 5`}>
      {STEPS.map((step) => (
        <span class={step === value ? "mark-step mark-here" : "mark-step"}>{step}</span>
      ))}
    </span>
  );
}
