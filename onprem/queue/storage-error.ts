/** SQLite's primary result codes for a store that cannot take a write at the moment. */
const MOMENTARY_CODES = new Map([
  [5, "the queue is locked by another process"],
  [10, "the disk gives an error"],
  [13, "the disk is full"],
  [14, "the queue's file cannot be opened"],
]);

/**
 * What is wrong with the store behind an error of SQLite: the disk is full or fails, or somebody holds the queue. Trying
 * again later may help. Null for every other error.
 */
export function storageTrouble(error: unknown): string | null {
  if (!(error instanceof Error) || !("errcode" in error)) return null;
  return MOMENTARY_CODES.get(Number(error.errcode) & 0xff) ?? null;
}
