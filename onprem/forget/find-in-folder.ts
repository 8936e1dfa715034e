import { realpath } from "node:fs/promises";
import { userInfo } from "node:os";
import { relative } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import { anonymousIds, type AnonymousKey } from "../source-folder/anonymous-ids.ts";
import { openCallLists } from "../source-folder/call-lists.ts";
import { walkFolder } from "../source-folder/walk-folder.ts";
import { createWarningBook } from "../source-folder/warning-book.ts";
import { namesNumber } from "./caller.ts";
import { findByFileName } from "./find-in-queue.ts";
import type { FoundRecording, FoundRecordings } from "./found-recording.ts";

/**
 * A caller's recordings by the names of their files: those that the queue knows, and whatever else lies in the folder, under the
 * names that it would get: what calls.csv calls it, and those made of its name and place. Throws SourceError when the folder cannot be read.
 */
export async function findInFolder(
  db: DatabaseSync,
  folder: string,
  key: AnonymousKey,
  numbers: readonly string[],
): Promise<FoundRecordings> {
  const recordings = findByFileName(db, numbers);
  const queued = new Set(recordings.flatMap(({ recordingId }) => pathOf(db, recordingId) ?? []));
  const user = userInfo().username;
  const lists = openCallLists(new Map(), user, createWarningBook(), Date.now());
  const known = new Set(recordings.map(({ recordingId }) => recordingId));
  const files: { path: string; listPaths: readonly string[] }[] = [];
  for await (const { paths, listPaths } of walkFolder(folder, user, createWarningBook())) {
    for (const path of paths) {
      if (namesNumber(path, numbers) && !queued.has(path)) files.push({ path, listPaths });
    }
  }
  const root = await realpath(folder);
  const idsOf = (path: string) => Object.values(anonymousIds(key, relative(root, path)));
  const lying = new Map<string, FoundRecording>();
  for (const { path, listPaths } of files) {
    const listed = (await lists.find(path, listPaths))?.recordingId ?? null;
    // Another file has it, whatever the list says by now.
    const isAnothers = listed !== null && !known.has(listed) && isQueued(db, listed);
    const ids = [...(listed === null || isAnothers ? [] : [listed]), ...idsOf(path)];
    // What was queued long ago and is not known here any more, the edge may still have.
    for (const [index, recordingId] of ids.entries()) {
      const found: FoundRecording = { recordingId, startedAt: null };
      lying.set(recordingId, index === 0 ? found : { ...found, isOtherName: true });
    }
  }
  return {
    recordings: [
      ...recordings,
      ...[...lying.values()].filter(({ recordingId }) => !known.has(recordingId)),
    ],
    aliases: [...queued].flatMap(idsOf),
    gaps: [],
  };
}

function isQueued(db: DatabaseSync, recordingId: string): boolean {
  return (
    db.prepare("SELECT 1 FROM recording WHERE recording_id = ?").get(recordingId) !== undefined
  );
}

function pathOf(db: DatabaseSync, recordingId: string): string | null {
  const path = db
    .prepare("SELECT path FROM recording WHERE recording_id = ?")
    .get(recordingId)?.path;
  return typeof path === "string" ? path : null;
}
