import { formatScore } from "../format.ts";
import { toneOfCall, toneOfTotal } from "../tone.ts";
import { ToneShape } from "./tone-shape.tsx";

/** A total in a list: the number with its shape. `isFlagged` is what a call is; an average has none. */
export function Score({ total, isFlagged }: { total: number | null; isFlagged?: boolean }) {
  const tone = isFlagged === undefined ? toneOfTotal(total) : toneOfCall(total, isFlagged);
  return (
    <span class={`score tone-${tone}`}>
      <ToneShape tone={tone} />
      <span class="score-number">{formatScore(total)}</span>
    </span>
  );
}
