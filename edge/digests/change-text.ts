import { roundTo } from "#shared/scoring/score-call.ts";

import { formatScore } from "../dashboard/format.ts";

/** How far one average lies from an earlier one: `+1.2`, `−0.8`, `no change`. */
export function changeText(now: number, before: number): string {
  const by = roundTo(now - before, 1);
  if (by === 0) return "no change";
  return `${by > 0 ? "+" : "−"}${formatScore(Math.abs(by))}`;
}
