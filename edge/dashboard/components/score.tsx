import { formatScore } from "../format.ts";
import { toneOfTotal } from "../tone.ts";
import { ToneShape } from "./tone-shape.tsx";

/** A total in a list: the number with its shape. */
export function Score({ total }: { total: number | null }) {
  const tone = toneOfTotal(total);
  return (
    <span class={`score tone-${tone}`}>
      <ToneShape tone={tone} />
      <span class="score-number">{formatScore(total)}</span>
    </span>
  );
}
