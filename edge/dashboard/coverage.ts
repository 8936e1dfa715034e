import type { DaySums } from "../qa-api/sum-days.ts";

export type UntranscribedCount = { agentState: string; reason: string | null; calls: number };

/** How far the calls of a period have come: each number is a part of the one before. */
export type Coverage = {
  recorded: number;
  eligible: number;
  transcribed: number;
  scored: number;
  /** Skipped recordings by reason, most first. */
  skipped: { reason: string | null; calls: number }[];
  failed: number;
  lost: number;
  /** Not transcribed yet. */
  waiting: number;
};

/** Turns counts of calls that did not become a transcript into a funnel. */
export function coverageOf(
  sums: Pick<DaySums, "totalCalls" | "scoredCalls">,
  untranscribed: readonly UntranscribedCount[],
): Coverage {
  const count = (matches: (row: UntranscribedCount) => boolean) =>
    untranscribed.filter(matches).reduce((sum, row) => sum + row.calls, 0);
  const skipped = untranscribed
    .filter((row) => row.agentState === "skipped")
    .map(({ reason, calls }) => ({ reason, calls }))
    .toSorted((a, b) => b.calls - a.calls);
  const failed = count((row) => row.agentState === "failed");
  const lost = count((row) => row.agentState === "lost");
  const waiting = count((row) => !["skipped", "failed", "lost"].includes(row.agentState));
  const eligible = sums.totalCalls - count((row) => row.agentState === "skipped");
  return {
    recorded: sums.totalCalls,
    eligible,
    transcribed: eligible - failed - lost - waiting,
    scored: sums.scoredCalls,
    skipped,
    failed,
    lost,
    waiting,
  };
}
