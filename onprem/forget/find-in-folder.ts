import { realpath } from "node:fs/promises";
import { userInfo } from "node:os";
import { relative } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import { anonymousIds, type AnonymousKey } from "../source-folder/anonymous-ids.ts";
import { walkFolder } from "../source-folder/walk-folder.ts";
import { createWarningBook } from "../source-folder/warning-book.ts";
import { namesNumber } from "./caller.ts";
import { findByFileName } from "./find-in-queue.ts";
import type { FoundRecordings } from "./found-recording.ts";

/**
 * A caller's recordings by the names of their files: those that the queue knows, and whatever else lies in the folder, under the
 * names that it would get. Throws SourceError when the folder cannot be read.
 */
export async function findInFolder(
  db: DatabaseSync,
  folder: string,
  key: AnonymousKey,
  numbers: readonly string[],
): Promise<FoundRecordings> {
  const recordings = findByFileName(db, numbers);
  const queued = new Set(recordings.flatMap(({ recordingId }) => pathOf(db, recordingId) ?? []));
  const lying = new Set<string>();
  for await (const { paths } of walkFolder(folder, userInfo().username, createWarningBook())) {
    for (const path of paths) {
      if (namesNumber(path, numbers) && !queued.has(path)) lying.add(path);
    }
  }
  const root = await realpath(folder);
  const idsOf = (path: string) => Object.values(anonymousIds(key, relative(root, path)));
  return {
    recordings: [
      ...recordings,
      // What was queued long ago and is not known here any more, the edge may still have.
      ...[...lying].flatMap(idsOf).map((recordingId) => ({ recordingId, startedAt: null })),
    ],
    aliases: [...queued].flatMap(idsOf),
    gaps: [],
  };
}

function pathOf(db: DatabaseSync, recordingId: string): string | null {
  const path = db
    .prepare("SELECT path FROM recording WHERE recording_id = ?")
    .get(recordingId)?.path;
  return typeof path === "string" ? path : null;
}
