import type { RecordingState } from "#shared/contracts/call.ts";

import type { MarkSum } from "./averages.ts";
import { isMarkPair, isNumber, recordOf } from "./record-of.ts";

const countsSchema = recordOf(isNumber);
const marksSchema = recordOf(isMarkPair);

export type Counts = Record<string, number>;

/** A `{ key: count }` object as the rollups keep it. */
export function parseCounts(json: string): Counts {
  return countsSchema.parse(JSON.parse(json));
}

/** `{ criterion: [marks given, their sum] }` as the rollups keep it. */
export function parseMarks(json: string): MarkSum[] {
  return Object.entries(marksSchema.parse(JSON.parse(json))).map(
    ([criterionId, [marked, sumMark]]) => ({ criterionId, marked, sumMark }),
  );
}

/** Several counts as one. */
export function addCounts(counts: readonly Counts[]): Counts {
  const sums = new Map<string, number>();
  for (const one of counts) {
    for (const key in one) sums.set(key, (sums.get(key) ?? 0) + (one[key] ?? 0));
  }
  return Object.fromEntries(sums);
}

export function sumOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** How many calls are in any of these states of the on-prem queue. */
export function callsInState(
  states: Counts,
  ...wanted: readonly Exclude<RecordingState, "skipped">[]
): number {
  return wanted.reduce((sum, state) => sum + (states[state] ?? 0), 0);
}

const SKIPPED = "skipped:";

/** Skipped calls by reason, most first. */
export function skippedByReason(states: Counts): { reason: string; calls: number }[] {
  return Object.entries(states)
    .filter(([key]) => key.startsWith(SKIPPED))
    .map(([key, calls]) => ({ reason: key.slice(SKIPPED.length), calls }))
    .toSorted((a, b) => b.calls - a.calls);
}

export function skippedCalls(states: Counts): number {
  return skippedByReason(states).reduce((sum, { calls }) => sum + calls, 0);
}
