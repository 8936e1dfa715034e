import { queueQuery } from "./queue-filter.ts";

/** Where a coaching task is made of a reviewed call; what has the lowest mark is chosen already. */
export function coachPath(
  recordingId: string,
  marks: Readonly<Partial<Record<string, string>>>,
): string {
  const [lowest] = Object.entries(marks)
    .filter(([, mark]) => !Number.isNaN(Number(mark)))
    .toSorted(([, a], [, b]) => Number(a) - Number(b));
  return `/coaching/new${queueQuery({ call: recordingId, criterion: lowest?.[0] ?? null })}`;
}
