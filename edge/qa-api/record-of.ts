import * as z from "zod";

/*
 * Rollups hold JSON with hundreds of thousands of numbers in a year of a large team. A schema of zod's own looks at each of
 * them in its general way, which takes longer than a Worker has; these look at them in theirs.
 */

/** A schema for an object whose every value passes the check. */
export function recordOf<Value>(isValue: (value: unknown) => value is Value) {
  return z.custom<Record<string, Value>>((value) => isRecordOf(value, isValue));
}

export function isRecordOf<Value>(
  value: unknown,
  isValue: (value: unknown) => value is Value,
): value is Record<string, Value> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  for (const one of Object.values(value)) if (!isValue(one)) return false;
  return true;
}

export function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

/** `[marks given, their sum]`. */
export type MarkPair = [number, number];

export function isMarkPair(value: unknown): value is MarkPair {
  return Array.isArray(value) && value.length === 2 && isNumber(value[0]) && isNumber(value[1]);
}
