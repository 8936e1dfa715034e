import { basename, extname } from "node:path";

import type { AnonymousIds } from "./anonymous-ids.ts";
import type { KnownRecording } from "./known-recordings.ts";
import { recordingStem } from "./recording-name.ts";

export type FileOnDisk = { path: string; size: number; mtime: number };

export type CandidateIds = {
  /** What calls.csv calls it; null when it does not. */
  listed: string | null;
  byName: string;
  byPath: string;
  /** As older versions would have named it: the queue may know it so. */
  former: AnonymousIds;
  /** The name holds a time, so that no other call has it. */
  timed: boolean;
};

export type Identity =
  | { kind: "new"; recordingId: string }
  /** A recording that the queue knows under another path. */
  | { kind: "moved"; known: KnownRecording }
  /** A recording that the queue knows, lying elsewhere in another format: nothing to do while that is there. */
  | { kind: "copy" }
  /** New, but calls.csv's identity belongs to another file that is still there. */
  | { kind: "contested"; recordingId: string; listed: string };

/**
 * Whose file this is, when no recording is known at its path. An identity is kept for ever: a file that was moved or
 * converted stays the recording it was, and a second file with the same name or listed identity becomes one of its own.
 */
export async function identifyRecording(
  file: FileOnDisk,
  ids: CandidateIds,
  known: ReadonlyMap<string, KnownRecording>,
  exists: (path: string) => Promise<boolean>,
): Promise<Identity> {
  const isGone = async ({ path }: KnownRecording) => path === null || !(await exists(path));
  const listed = ids.listed === null ? undefined : known.get(ids.listed);
  if (listed !== undefined && (await isGone(listed))) return { kind: "moved", known: listed };
  const samePlace = known.get(ids.byPath) ?? known.get(ids.former.byPath);
  if (samePlace !== undefined && (await isGone(samePlace))) {
    return { kind: "moved", known: samePlace };
  }
  const sameName = known.get(ids.byName) ?? known.get(ids.former.byName);
  if (sameName !== undefined && couldBe(sameName, file, ids.timed) && (await isGone(sameName))) {
    return { kind: "moved", known: sameName };
  }
  if (ids.timed && [listed, sameName].some((other) => isConversion(other, file))) {
    return { kind: "copy" };
  }
  if (ids.listed !== null && listed === undefined) {
    return { kind: "new", recordingId: ids.listed };
  }
  const recordingId = sameName === undefined ? ids.byName : ids.byPath;
  return ids.listed === null
    ? { kind: "new", recordingId }
    : { kind: "contested", recordingId, listed: ids.listed };
}

/** A file with the name of one that is gone is that one, moved or converted; with other contents it is another call's. */
function couldBe(known: KnownRecording, file: FileOnDisk, timed: boolean): boolean {
  return (
    (timed && isConversion(known, file)) ||
    (known.file_size === file.size && known.file_mtime === file.mtime)
  );
}

function isConversion(known: KnownRecording | undefined, file: FileOnDisk): boolean {
  const path = known?.path ?? null;
  if (path === null || extname(path) === extname(file.path)) return false;
  return recordingStem(basename(path)) === recordingStem(basename(file.path));
}
