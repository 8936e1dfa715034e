import { formatScore } from "../dashboard/format.ts";
import type { Move } from "./standing.ts";

const signed = (value: number) => `${value < 0 ? "−" : "+"}${formatScore(Math.abs(value))}`;

/** How an average moved; where chance may well be all there is to it, no arrow and no colour say otherwise. */
export function MoveMark({ move }: { move: Move | null }) {
  if (move === null) return <span class="change">–</span>;
  if (!move.isCertain) {
    return (
      <span class="change change-unsure">
        {signed(move.amount)} <span aria-hidden="true">≈</span>
        <span class="hidden">, within chance</span>
      </span>
    );
  }
  const rose = move.amount > 0;
  return (
    <span class={`change change-${rose ? "good" : "bad"}`}>
      {signed(move.amount)} <span aria-hidden="true">{rose ? "▲" : "▼"}</span>
    </span>
  );
}
