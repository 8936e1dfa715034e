import { realpath, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import type { DatabaseSync } from "node:sqlite";

import { localDateAt } from "#shared/time/site-time.ts";

import { noteMissingFile } from "../queue/note-missing-file.ts";
import { inTransaction } from "../queue/open-database.ts";
import type { RecordingSource } from "../source.ts";
import { plural } from "../status/figures-in-words.ts";
import type { AnonymousKey } from "./anonymous-ids.ts";
import { openCallLists, type ReadLists } from "./call-lists.ts";
import type { SiteFacts } from "./compose-seen.ts";
import { waitingWithFile } from "./known-recordings.ts";
import { takeBatch, type LookTally } from "./take-batch.ts";
import { shellPath, textForPeople } from "./text-for-people.ts";
import { walkFolder } from "./walk-folder.ts";
import { createWarningBook, type WarningBook } from "./warning-book.ts";

export type FolderSourceOptions = SiteFacts & {
  db: DatabaseSync;
  folder: string;
  key: AnonymousKey;
  /** Recordings that began before this epoch millisecond are not queued: their rows may have been removed already. */
  notBefore: () => number;
  now: () => number;
};

const FILES_AT_ONCE = 100;

/**
 * A folder of recordings, at any depth, with the lists of calls beside them. Every look goes through all of it, in small
 * steps, and writes only what changed since; a warning is given once.
 */
export function createFolderSource(options: FolderSourceOptions): RecordingSource {
  const { db, folder, key, timeZone, priorities, notBefore, now } = options;
  const warnings = createWarningBook();
  const read: ReadLists = new Map();
  const passedOver = new Map<string, number>();
  const user = userInfo().username;
  return {
    async look() {
      const tally: LookTally = { found: 0, tooOld: 0, untimed: [], unreadable: new Map() };
      try {
        await noteVanished(db, now);
        let root: string | null = null;
        const lists = openCallLists(read, user, warnings, now());
        for await (const batch of walkFolder(folder, user, warnings)) {
          root ??= await realpath(folder);
          await takeBatch(batch, {
            db,
            root,
            key,
            timeZone,
            priorities,
            lists,
            warnings,
            tally,
            passedOver,
            notBefore: notBefore(),
            now: now(),
          });
        }
      } catch (error) {
        // What the lists said may not have been taken over.
        read.clear();
        throw error;
      }
      warnOfTally(tally, { warnings, user, before: localDateAt(notBefore(), timeZone) });
      return { found: tally.found, warnings: warnings.take() };
    },
    removeLeftovers: async () => 0,
    close: async () => undefined,
  };
}

/** Waiting recordings whose file is gone since the last look. */
async function noteVanished(db: DatabaseSync, now: () => number): Promise<void> {
  const waiting = waitingWithFile(db);
  for (let from = 0; from < waiting.length; from += FILES_AT_ONCE) {
    const some = waiting.slice(from, from + FILES_AT_ONCE);
    const gone = await Promise.all(some.map(({ path }) => isGone(path)));
    const missing = some.filter((_, index) => gone[index]);
    if (missing.length === 0) continue;
    inTransaction(db, () => {
      for (const { recordingId } of missing) {
        noteMissingFile(db, recordingId, "The file was gone.", now());
      }
    });
  }
}

async function isGone(path: string): Promise<boolean> {
  try {
    await stat(path);
    return false;
  } catch (error) {
    return (
      error instanceof Error &&
      "code" in error &&
      (error.code === "ENOENT" || error.code === "ENOTDIR")
    );
  }
}

function warnOfTally(
  { tooOld, untimed, unreadable }: LookTally,
  { warnings, user, before }: { warnings: WarningBook; user: string; before: string },
): void {
  if (untimed.length > 0) {
    const [first = ""] = untimed;
    warnings.add(
      "untimed",
      untimed.length === 1
        ? `${first}: the file's name tells no time (YYYYMMDD-HHMMSS_…), so its own time is taken.`
        : `${untimed.length} files' names tell no time (YYYYMMDD-HHMMSS_…), that of ${first} for one, so their own times are taken.`,
    );
  }
  if (tooOld > 0) {
    warnings.add(
      "too old",
      `${plural(tooOld, "recording")} from before ${before} ${tooOld === 1 ? "is" : "are"} passed over, older than what is kept (retention.row_days).`,
    );
  }
  for (const [folder, count] of unreadable) {
    const shown = shellPath(folder);
    const mend = shown === null ? "" : ` \`sudo setfacl -R -m u:${user}:rX ${shown}\` lets it.`;
    warnings.add(
      `unreadable ${folder}`,
      `${plural(count, "recording")} in ${textForPeople(folder)} cannot be read by ${user}, so nothing of them is queued.${mend}`,
    );
  }
}
