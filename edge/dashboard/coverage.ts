import {
  callsInState,
  skippedByReason,
  skippedCalls,
  type Counts,
} from "../qa-api/stored-counts.ts";

/** How far the calls of a period have come: each number is a part of the one before. */
export type Coverage = {
  recorded: number;
  eligible: number;
  transcribed: number;
  scored: number;
  /** By a person. */
  reviewed: number;
  /** Skipped recordings by reason, most first. */
  skipped: { reason: string | null; calls: number }[];
  failed: number;
  lost: number;
  /** Not transcribed yet. */
  waiting: number;
};

/** Turns counts of calls by the on-prem queue's state into a funnel. */
export function coverageOf(
  sums: { totalCalls: number; scoredCalls: number; reviewedCalls: number },
  states: Counts,
): Coverage {
  return {
    recorded: sums.totalCalls,
    eligible: sums.totalCalls - skippedCalls(states),
    transcribed: callsInState(states, "transcribed"),
    scored: sums.scoredCalls,
    reviewed: sums.reviewedCalls,
    skipped: skippedByReason(states),
    failed: callsInState(states, "failed"),
    lost: callsInState(states, "lost"),
    waiting: callsInState(states, "found", "waiting_file", "pending", "transcribing"),
  };
}
