import type { Mark } from "#shared/scoring/score-call.ts";

/** Whose call it is. */
export function agentOf(call: { agentName: string | null; agentUser: string | null }): string {
  return call.agentName ?? call.agentUser ?? "Unknown agent";
}

/** A mark as tables show it. */
export function markText(mark: Mark | undefined): string {
  if (mark === undefined) return "–";
  return mark === "NA" ? "n/a" : mark;
}
