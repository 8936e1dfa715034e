import { stat } from "node:fs/promises";
import { basename, dirname, relative } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import { forgottenAmong } from "../queue/forgotten-callers.ts";
import { noteChangedFile, noteMovedFile } from "../queue/note-changed-file.ts";
import { noteDetails } from "../queue/note-details.ts";
import { noteFile, noteRecording } from "../queue/note-recording.ts";
import { inTransaction } from "../queue/open-database.ts";
import { anonymousIds, formerIds, type AnonymousKey } from "./anonymous-ids.ts";
import type { CallLists } from "./call-lists.ts";
import type { CallsRow } from "./calls-row.ts";
import { composeSeen, detailsOf, type SiteFacts } from "./compose-seen.ts";
import { expectedSeconds } from "./expected-duration.ts";
import { identifyRecording, type CandidateIds } from "./identify-recording.ts";
import { knownById, knownByPath, type KnownRecording } from "./known-recordings.ts";
import { parseRecordingName, type RecordingName } from "./recording-name.ts";
import type { FolderBatch } from "./walk-folder.ts";
import type { WarningBook } from "./warning-book.ts";

/** So long after its last change a file is looked at again although its recording waits for nothing. */
const WATCHED_MS = 24 * 60 * 60_000;
const FILES_AT_ONCE = 16;
/** A copy may become the only one; what is too old stays so. */
const COPY_PASSED_OVER_MS = 60 * 60_000;
const MAX_PASSED_OVER = 200_000;

export type LookContext = SiteFacts & {
  db: DatabaseSync;
  /** The recordings folder, links resolved. */
  root: string;
  /** For the identities of recordings that no list names. */
  key: AnonymousKey;
  lists: CallLists;
  warnings: WarningBook;
  tally: LookTally;
  /** Recordings that began earlier are not queued any more; epoch milliseconds. */
  notBefore: number;
  /** Files that are not queued, and until when they need not be looked at again. */
  passedOver: Map<string, number>;
  now: number;
};

/** What a look says once, of however many recordings. */
export type LookTally = {
  found: number;
  tooOld: number;
  untimed: string[];
  unreadable: Map<string, number>;
};

export type SeenOnDisk = { path: string; size: number; mtime: number; madeAt: number };
type Write = () => void;
type Candidate = {
  file: SeenOnDisk;
  name: RecordingName;
  row: CallsRow | undefined;
  ids: CandidateIds;
};

/**
 * Brings the queue up to date with the recordings of a batch, in one transaction, which is not even begun when nothing
 * changed.
 */
export async function takeBatch(
  { paths, listPaths }: FolderBatch,
  context: LookContext,
): Promise<void> {
  const { db, lists, now } = context;
  const known = knownByPath(db, paths);
  const news = await lists.haveNews(listPaths);
  const writes: Write[] = [];
  const candidates: Candidate[] = [];
  const worthALook = paths.filter((path) => {
    const recording = known.get(path);
    if (recording === undefined) return (context.passedOver.get(path) ?? 0) <= now;
    return isWatched(recording, now) || (news && isUnclaimed(recording));
  });
  await eachOf(worthALook, async (path) => {
    const file = await lookAt(path);
    if (file === null) return;
    const recording = known.get(path);
    if (recording !== undefined) {
      const row = news && isUnclaimed(recording) ? await lists.find(path, listPaths) : undefined;
      writes.push(...(await writesForKnown(recording, file, row, context)));
      return;
    }
    candidates.push(await examine(file, listPaths, context));
  });
  writes.push(...(await writesForNew(candidates, context)));
  if (writes.length > 0) inTransaction(db, () => writes.forEach((write) => write()));
}

async function writesForKnown(
  recording: KnownRecording,
  file: SeenOnDisk,
  row: CallsRow | undefined,
  context: LookContext,
): Promise<Write[]> {
  const { db, now, warnings } = context;
  const id = recording.recording_id;
  const seen = { path: file.path, size: file.size, mtime: file.mtime };
  const changed = recording.file_size !== file.size || recording.file_mtime !== file.mtime;
  const writes: Write[] = [];
  if (recording.state === "found" || recording.state === "waiting_file") {
    if (changed || recording.missing_since !== null || recording.path !== file.path) {
      writes.push(() => noteFile(db, id, { ...seen, lastNight: null }, now));
    }
  } else if (recording.state === "lost" || (changed && recording.state !== "transcribed")) {
    writes.push(() => noteChangedFile(db, id, seen, now));
  } else if (changed && recording.file_size !== file.size) {
    warnings.add(
      `rewritten ${id}`,
      `${id}: its file was changed after it was transcribed. What was added is not transcribed: a new recording needs a new name.`,
    );
  }
  if (!isUnclaimed(recording)) return writes;
  const grown = recording.file_size !== file.size;
  const expectedSec = grown ? await expectedSeconds(file.path, file.size).catch(() => null) : null;
  if (row === undefined && expectedSec === null) return writes;
  const details = detailsOf(recording, row, expectedSec, context);
  writes.push(() => void noteDetails(db, id, details, now));
  return writes;
}

/** What a file's name and list tell, before it is known whose it is. */
async function examine(
  file: SeenOnDisk,
  listPaths: readonly string[],
  { root, key, lists }: LookContext,
): Promise<Candidate> {
  const name = parseRecordingName(basename(file.path));
  const row = await lists.find(file.path, listPaths);
  const ids: CandidateIds = {
    ...anonymousIds(key, relative(root, file.path)),
    former: formerIds(relative(root, file.path)),
    listed: row?.recordingId ?? null,
    timed: name.startedAt !== null,
  };
  return { file, name, row, ids };
}

async function writesForNew(
  candidates: readonly Candidate[],
  context: LookContext,
): Promise<Write[]> {
  const { db, now, tally, warnings, notBefore } = context;
  const ids = candidates.flatMap(({ ids: { byName, byPath, listed, former } }) => [
    byName,
    byPath,
    former.byName,
    former.byPath,
    ...(listed === null ? [] : [listed]),
  ]);
  const known = ids.length === 0 ? new Map<string, KnownRecording>() : knownById(db, ids);
  const forgotten = forgottenAmong(db, ids);
  const writes: Write[] = [];
  for (const candidate of candidates) {
    const { file, row, ids, name } = candidate;
    // Also where a list calls it otherwise by now.
    if ([ids.byName, ids.byPath, ids.listed].some((id) => id !== null && forgotten.has(id))) {
      passOver(context, file.path, Number.POSITIVE_INFINITY);
      continue;
    }
    const identity = await identifyRecording(file, ids, known, isThere);
    if (identity.kind === "copy") {
      passOver(context, file.path, now + COPY_PASSED_OVER_MS);
      continue;
    }
    if (identity.kind === "moved") {
      const { known: recording } = identity;
      const { recording_id: id, state } = recording;
      known.set(id, { ...recording, path: file.path });
      writes.push(() =>
        noteMovedFile(db, id, { path: file.path, size: file.size, mtime: file.mtime }, now),
      );
      if (state !== "transcribed" && state !== "skipped") {
        writes.push(...(await writesForKnown(recording, file, row, context)));
      }
      continue;
    }
    const { recordingId: id } = identity;
    const seen = composeSeen({ recordingId: id, file, row, name, expectedSec: null }, context);
    if (Math.min(seen.startedAt, file.mtime) < notBefore) {
      tally.tooOld += 1;
      passOver(context, file.path, Number.POSITIVE_INFINITY);
      continue;
    }
    const expectedSec = await expectedOfReadable(file, tally);
    if (expectedSec === null) continue;
    if (identity.kind === "contested") {
      warnings.add(
        `contested ${id}`,
        `calls.csv gives the recording_id ${identity.listed} to more than one file; one of them is queued as ${id}.`,
      );
    }
    if (name.startedAt === null && name.uniqueid === null && !row?.startedAt)
      tally.untimed.push(id);
    known.set(id, asKnown(id, file));
    writes.push(() => {
      if (noteRecording(db, { ...seen, expectedSec }, now)) tally.found += 1;
    });
  }
  return writes;
}

/** Null for a file that may not be read, which is counted, or is gone. */
async function expectedOfReadable(
  { path, size }: SeenOnDisk,
  { unreadable }: LookTally,
): Promise<number | null> {
  try {
    return await expectedSeconds(path, size);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    const folder = dirname(path);
    unreadable.set(folder, (unreadable.get(folder) ?? 0) + 1);
    return null;
  }
}

function passOver({ passedOver }: LookContext, path: string, until: number): void {
  if (passedOver.size >= MAX_PASSED_OVER) passedOver.clear();
  passedOver.set(path, until);
}

function asKnown(recordingId: string, { path, size, mtime }: SeenOnDisk): KnownRecording {
  return {
    recording_id: recordingId,
    path,
    uniqueid: null,
    state: "found",
    file_size: size,
    file_mtime: mtime,
    missing_since: null,
    priority: 0,
  };
}

function isUnclaimed({ state }: KnownRecording): boolean {
  return state === "found" || state === "waiting_file" || state === "pending";
}

function isWatched({ state, file_mtime: mtime }: KnownRecording, now: number): boolean {
  if (state === "transcribing") return false;
  if (state === "pending" || state === "transcribed" || state === "skipped") {
    return mtime !== null && mtime > now - WATCHED_MS;
  }
  return true;
}

async function lookAt(path: string): Promise<SeenOnDisk | null> {
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile()) return null;
  const { size, birthtimeMs } = found;
  const mtime = Math.floor(found.mtimeMs);
  return { path, size, mtime, madeAt: Math.floor(birthtimeMs > 0 ? birthtimeMs : mtime) };
}

async function isThere(path: string | null): Promise<boolean> {
  return path !== null && (await stat(path).catch(() => null)) !== null;
}

/** A few at a time, in order of their turns. */
async function eachOf<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += FILES_AT_ONCE) {
    await Promise.all(items.slice(from, from + FILES_AT_ONCE).map(work));
  }
}
