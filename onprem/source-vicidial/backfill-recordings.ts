import type { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";

import { addDays, epochOfWallTime, localDateAt } from "#shared/time/site-time.ts";

import { noteRecording } from "../queue/note-recording.ts";
import { inTransaction } from "../queue/open-database.ts";
import type { VicidialDatabase } from "./connect-database.ts";
import { findFirstId } from "./find-first-id.ts";
import { queueIdOf } from "./queue-id.ts";
import { isDated, toSeenRecording, type DatedRow } from "./recording-log-row.ts";
import { archive, live, PAGE_ROWS, type RecordingLogRow } from "./statements.ts";

/** Ids before and after the days' own that are looked through: several servers' ids are not in time order. */
const MARGIN_IDS = 2000;
const PAUSE_MS = 200;

export type BackfillProgress = {
  /** Rows read so far, and those of the days that were new. */
  read: number;
  found: number;
  /** Local date of the last row read; null at the start. */
  reached: string | null;
};

export type BackfillOptions = {
  db: DatabaseSync;
  database: VicidialDatabase;
  serverIps: ReadonlySet<string> | "all";
  timeZone: string;
  /** First and last local date, YYYY-MM-DD. */
  from: string;
  to: string;
  now: () => number;
  signal: AbortSignal;
  onProgress: (progress: BackfillProgress) => void;
  pauseMs?: number;
};

/**
 * Queues the recordings of past days, from recording_log and from its archive, page by page with a pause after each. What
 * is known already stays as it is, so it can be stopped and run again. Throws SourceError. Returns what it did.
 */
export async function backfillRecordings(options: BackfillOptions): Promise<BackfillProgress> {
  let progress: BackfillProgress = { read: 0, found: 0, reached: null };
  // The live log first: where both have a row, the live one is right.
  for (const log of [live, archive]) {
    const range = await idsOf(options, log);
    if (range === null) continue;
    let after = range.first - 1;
    while (after < range.last && !options.signal.aborted) {
      const page = await options.database.read(log.recordingsAfter, after, PAGE_ROWS);
      const last = page.at(-1);
      if (last === undefined) break;
      const found = notePage(options, page);
      progress = {
        read: progress.read + page.length,
        found: progress.found + found,
        reached: isDated(last)
          ? localDateAt(last.start_epoch * 1000, options.timeZone)
          : progress.reached,
      };
      options.onProgress(progress);
      after = last.recording_id;
      if (page.length < PAGE_ROWS) break;
      await delay(options.pauseMs ?? PAUSE_MS, undefined, { signal: options.signal }).catch(
        () => undefined,
      );
    }
  }
  return progress;
}

/** The ids among which the days' recordings lie, with a margin; null when the log is empty. */
async function idsOf(
  { database, timeZone, from, to }: BackfillOptions,
  log: typeof live | typeof archive,
): Promise<{ first: number; last: number } | null> {
  const first = await findFirstId(database, startOfDay(from, timeZone), log);
  const afterLast = await findFirstId(database, startOfDay(addDays(to, 1), timeZone), log);
  if (first === null || afterLast === null) return null;
  return { first: Math.max(1, first - MARGIN_IDS), last: afterLast - 1 + MARGIN_IDS };
}

function notePage(
  { db, serverIps, timeZone, from, to, now }: BackfillOptions,
  page: readonly RecordingLogRow[],
): number {
  const wanted = page.filter((row): row is DatedRow => {
    if (!isDated(row) || !(serverIps === "all" || serverIps.has(row.server_ip ?? ""))) return false;
    const date = localDateAt(row.start_epoch * 1000, timeZone);
    return date >= from && date <= to;
  });
  if (wanted.length === 0) return 0;
  return inTransaction(
    db,
    () =>
      wanted.filter((row) =>
        noteRecording(db, toSeenRecording(row, queueIdOf(db, row), timeZone), now()),
      ).length,
  );
}

/** The instant, in epoch seconds, at which a local date begins. */
function startOfDay(date: string, timeZone: string): number {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const wall = { year, month, day, hour: 0, minute: 0, second: 0 };
  return epochOfWallTime(wall, timeZone) / 1000;
}
