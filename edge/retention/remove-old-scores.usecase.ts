import { addDays, localDateAt } from "#shared/time/site-time.ts";

import type { Database } from "../db/client.ts";
import {
  readSiteScores,
  REMOVAL_STATEMENTS,
  removeScores,
  walkCalls,
} from "./old-scores.repository.ts";

/** What one run takes of the invocation's statements: asking, walking, and a batch. */
export const SCORE_RETENTION_STATEMENTS = 2 + REMOVAL_STATEMENTS;
/**
 * So many calls a minute lose their scores: 7,200 a day, more than one D1 takes in for long. With three or four rows written for
 * each that is a quarter of what the free plan allows, and goes on for weeks where a site has just begun with it.
 */
export const CALLS_AT_ONCE = 5;
/** Many were never scored; so many are looked at to find those that were. */
const LOOKED_AT_ONCE = 50;
const MINUTE_MS = 60_000;

/**
 * Removes the scores, and what hangs on them, of some calls of one of the sites that keeps scores for some days only. What was
 * counted of them stays. A call that still waits for its score loses its turn: days are a promise. Answers how many calls it were.
 */
export async function removeOldScores(db: Database, nowMs: number): Promise<number> {
  const due = (await readSiteScores(db))
    .map((site) => ({
      ...site,
      // The last day that is kept is the one of so many days ago.
      keptFrom: addDays(localDateAt(nowMs, site.timeZone), -site.days),
    }))
    .filter(({ nextDate, keptFrom }) => nextDate !== null && nextDate < keptFrom);
  // One of them a minute, so that none of them waits for another.
  const site = due[Math.floor(nowMs / MINUTE_MS) % due.length];
  if (site === undefined) return 0;
  const walked = await walkCalls(db, site, site.keptFrom, LOOKED_AT_ONCE);
  const scored = walked.filter(({ isScored }) => isScored).slice(0, CALLS_AT_ONCE);
  // Up to the last that is dealt with now; past all of them where none is left over.
  const isAll = walked.filter(({ isScored }) => isScored).length <= CALLS_AT_ONCE;
  const place = (isAll ? walked : scored).at(-1)?.place;
  if (place === undefined) return 0;
  await removeScores(
    db,
    site,
    scored.map(({ recordingId }) => recordingId),
    { keptFrom: site.keptFrom, place },
  );
  return scored.length;
}
