import type { DatabaseSync } from "node:sqlite";

import { noteRecording } from "../queue/note-recording.ts";
import { inTransaction } from "../queue/open-database.ts";
import { SourceError } from "../source.ts";
import type { VicidialDatabase } from "./connect-database.ts";
import { readCursor, writeCursor, type DiscoveryCursor } from "./discovery-cursor.ts";
import { findFirstId } from "./find-first-id.ts";
import { queueIdOf } from "./queue-id.ts";
import { isDated, toSeenRecording, type DatedRow } from "./recording-log-row.ts";
import { live, PAGE_ROWS, type RecordingLogRow } from "./statements.ts";

const DAY_SEC = 24 * 60 * 60;
/** Pages of new recordings that one look takes; the next goes on from there. */
const MAX_NEW_PAGES = 20;
/** A gap that looks cannot catch up with soon: after it the place to go on from is searched for by time. */
const GAP_IDS = MAX_NEW_PAGES * PAGE_ROWS;
/** How far before the latest known recording it is gone on from then. */
const MARGIN_SEC = DAY_SEC;
/** Before there was a Nightshift no clock was right. */
const EARLIEST_MS = Date.UTC(2025, 0, 1);

export type DiscoveryOptions = {
  db: DatabaseSync;
  database: VicidialDatabase;
  /** Dialers whose recordings are ours. */
  serverIps: ReadonlySet<string> | "all";
  timeZone: string;
  overlapIds: number;
  firstDays: number;
  /** Told what a person should know, also of a look that fails afterwards. */
  warn: (warning: string) => void;
  now: () => number;
};

/**
 * Notes what has entered recording_log since the last look, page by page in the order of its ids; each page and the cursor
 * move together. The ids just below the highest known one are read again, because several servers' ids are not in time
 * order. Returns how many recordings were new.
 */
export async function discoverRecordings(options: DiscoveryOptions): Promise<number> {
  const { db, database, overlapIds, warn } = options;
  let cursor = readCursor(db) ?? (await firstCursor(options));
  cursor = await whereToGoOn(options, cursor);
  let found = 0;
  let after = Math.max(0, cursor.highest_id - overlapIds);
  for (let newPages = 0; newPages < MAX_NEW_PAGES;) {
    const page = await database.read(live.recordingsAfter, after, PAGE_ROWS);
    const last = page.at(-1);
    if (last === undefined) break;
    for (const row of page) {
      if (row.recording_id > cursor.highest_id && !isDated(row)) {
        warn(`${row.recording_id}: ViciDial does not say when it began, so it is left out.`);
      }
    }
    const next = advanced(cursor, last, options.now());
    found += notePage(options, page, cursor, next);
    if (last.recording_id > cursor.highest_id) newPages += 1;
    cursor = next;
    after = last.recording_id;
    if (page.length < PAGE_ROWS) break;
  }
  return found;
}

/** On the first start: what began in the last `firstDays` days, and nothing older, ever. Throws SourceError. */
async function firstCursor(options: DiscoveryOptions): Promise<DiscoveryCursor> {
  const { db, database, firstDays, now } = options;
  const fromEpoch = Math.max(0, Math.floor(now() / 1000 - firstDays * DAY_SEC));
  requirePlausibleClock(now());
  const first = await findFirstId(database, fromEpoch);
  const cursor = {
    highest_id: (first ?? 1) - 1,
    highest_epoch: 0,
    latest_epoch: 0,
    from_epoch: fromEpoch,
  };
  inTransaction(db, () => writeCursor(db, cursor));
  return cursor;
}

/** A host that has just started may not know the time yet, and what is old is decided once and for ever. */
function requirePlausibleClock(nowMs: number): void {
  if (nowMs >= EARLIEST_MS) return;
  throw new SourceError(
    `This host's clock says ${new Date(nowMs).toISOString()}. Nothing is read before it is right: \`timedatectl\` shows whether it is synchronised.`,
  );
}

/**
 * A table that was emptied, or restored from a backup, goes on with ids that were there before; one that was filled again
 * has more than can be read in order. Then the cursor moves to a day before the latest known recording by its time; what
 * is known already is recognised by id and start.
 */
async function whereToGoOn(
  { db, database, warn }: DiscoveryOptions,
  cursor: DiscoveryCursor,
): Promise<DiscoveryCursor> {
  const [newest] = await database.read(live.newestRecording);
  const newestId = newest?.recording_id ?? 0;
  const replaced = newestId < cursor.highest_id || (await isOther(database, cursor));
  if (!replaced && newestId - cursor.highest_id <= GAP_IDS) return cursor;
  const first = await findFirstId(
    database,
    Math.max(cursor.latest_epoch - MARGIN_SEC, cursor.from_epoch),
  );
  const highestId = Math.min(newestId, (first ?? 1) - 1);
  if (!replaced && highestId <= cursor.highest_id) return cursor;
  if (replaced) {
    warn(
      `recording_log was emptied or restored: its highest id was ${cursor.highest_id} and is ${newestId}. ` +
        `It is read again from ${highestId + 1} on; nothing is taken twice.`,
    );
  }
  const back = { ...cursor, highest_id: highestId, highest_epoch: 0 };
  inTransaction(db, () => writeCursor(db, back));
  return back;
}

/** Whether the highest known id is another recording's now. */
async function isOther(database: VicidialDatabase, cursor: DiscoveryCursor): Promise<boolean> {
  if (cursor.highest_epoch === 0) return false;
  const [row] = await database.read(live.epochsFrom, cursor.highest_id, 1);
  return (
    row !== undefined &&
    row.recording_id === cursor.highest_id &&
    row.start_epoch !== null &&
    row.start_epoch !== cursor.highest_epoch
  );
}

function advanced(cursor: DiscoveryCursor, last: RecordingLogRow, nowMs: number): DiscoveryCursor {
  if (last.recording_id < cursor.highest_id) return cursor;
  const epoch = last.start_epoch ?? 0;
  return {
    ...cursor,
    highest_id: last.recording_id,
    highest_epoch: epoch,
    // A dialer whose clock is ahead must not make later recordings look known.
    latest_epoch: Math.max(cursor.latest_epoch, Math.min(epoch, Math.floor(nowMs / 1000))),
  };
}

function notePage(
  { db, serverIps, timeZone, now }: DiscoveryOptions,
  page: readonly RecordingLogRow[],
  before: DiscoveryCursor,
  after: DiscoveryCursor,
): number {
  const ours = page.filter(
    (row): row is DatedRow =>
      isDated(row) &&
      row.start_epoch >= before.from_epoch &&
      (serverIps === "all" || serverIps.has(row.server_ip ?? "")),
  );
  const isKnown = db.prepare("SELECT 1 FROM recording WHERE recording_id = ?");
  const fresh = ours
    .map((row) => ({ row, id: queueIdOf(db, row) }))
    .filter(({ id }) => isKnown.get(id) === undefined);
  const moved =
    after.highest_id !== before.highest_id || after.highest_epoch !== before.highest_epoch;
  // Most looks find nothing: then nothing is written either.
  if (fresh.length === 0 && !moved) return 0;
  return inTransaction(db, () => {
    writeCursor(db, after);
    return fresh.filter(({ row, id }) =>
      noteRecording(db, toSeenRecording(row, id, timeZone), now()),
    ).length;
  });
}
