import { DEFAULT_TRANSCRIPT_DAYS } from "#shared/contracts/settings.ts";

import type { Database } from "../db/client.ts";
import {
  readSiteTexts,
  removeTexts,
  walkTexts,
  type SiteTexts,
  type WalkedText,
} from "./old-texts.repository.ts";

/** What one run takes of the invocation's statements: asking, walking, and a batch of four. */
export const RETENTION_STATEMENTS = 6;
/** A day has 1,440 ticks: far more than the calls that anybody scores in it. */
const TEXTS_AT_ONCE = 25;
const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

/**
 * Removes some of what one of the sites has kept for long enough: the words of transcripts, with them or in their own time the
 * quotes, reasons and summaries of scores, and the judges' raw answers. Marks and totals stay. Answers how many it were.
 */
export async function removeOldTexts(db: Database, nowMs: number): Promise<number> {
  const due = (await readSiteTexts(db)).filter(
    ({ nextReceivedAt, days }) =>
      nextReceivedAt !== null && nextReceivedAt < keptSinceMs(days, nowMs),
  );
  // One of them a minute, so that none of them waits for another.
  const site = due[Math.floor(nowMs / MINUTE_MS) % due.length];
  if (site === undefined) return 0;
  const walked = await walkTexts(db, site, TEXTS_AT_ONCE);
  const passed = passedTexts(walked, site, nowMs);
  // A few texts are looked at again, rather than have a place to write for each call that comes by itself.
  const newPlace = passed.length < TEXTS_AT_ONCE ? null : (passed.at(-1)?.place ?? null);
  const own = passed
    .filter(({ isOwn, isRemoved }) => isOwn === 1 && isRemoved === 0)
    .map(({ place, recordingId, version }) => ({ place, recordingId, version }));
  if (own.length === 0 && newPlace === null) return 0;
  return removeTexts(db, site, own, newPlace, nowMs);
}

/** Up to the first of the site's own that is not old enough, or that is still to be scored: it is come back to. */
function passedTexts(
  walked: readonly WalkedText[],
  { days }: SiteTexts,
  nowMs: number,
): readonly WalkedText[] {
  const end = walked.findIndex(
    ({ isOwn, isWaiting, receivedAt }) =>
      isOwn === 1 && (isWaiting === 1 || receivedAt >= keptSinceMs(days, nowMs)),
  );
  return end === -1 ? walked : walked.slice(0, end);
}

function keptSinceMs(wanted: number | null, nowMs: number): number {
  const days = wanted ?? DEFAULT_TRANSCRIPT_DAYS;
  return days === 0 ? Number.NEGATIVE_INFINITY : nowMs - days * DAY_MS;
}
