import type { Database } from "../db/client.ts";
import { addCounts, countPhrases, readDueTrackers } from "./tracker-counts.repository.ts";

/** What one run takes of the invocation's statements: asking, counting, and a batch of two. */
export const TRACKER_STATEMENTS = 4;
/**
 * Two rows read for each. A site with 2,500 calls a day and 20 trackers needs 35 a minute; where there is more to count, such as
 * the past for a new tracker, it takes longer.
 */
const TRANSCRIPTS_AT_ONCE = 100;
const MINUTE_MS = 60_000;

/** Counts some transcripts for one of the trackers, another one every minute; answers how many transcripts were looked at. */
export async function countTrackers(db: Database, nowMs: number): Promise<number> {
  const due = await readDueTrackers(db);
  const tracker = due[Math.floor(nowMs / MINUTE_MS) % due.length];
  if (tracker === undefined) return 0;
  const counts = await countPhrases(db, tracker, TRANSCRIPTS_AT_ONCE);
  if (counts.length === 0) return 0;
  const isAdded = await addCounts(db, tracker, counts);
  return isAdded ? counts.reduce((sum, { searched }) => sum + searched, 0) : 0;
}
