import { readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

const DATED_FOLDER = /^\d{4}-\d\d-\d\d$/;
const COPY = /^(.+)\.txt$/;

/**
 * Deletes the copies of transcripts that are no longer in the queue: `folder/YYYY-MM-DD/<recording_id>.txt` of days
 * before `beforeDate`, and the folders that are empty then. Anything else in there is left alone. Returns how many.
 */
export async function forgetTextCopies(
  db: DatabaseSync,
  { folder, beforeDate }: { folder: string; beforeDate: string },
): Promise<number> {
  const isKept = db.prepare("SELECT 1 FROM transcript WHERE recording_id = ?");
  let forgotten = 0;
  for (const day of await entriesOf(folder)) {
    if (!day.isDirectory() || !DATED_FOLDER.test(day.name) || day.name >= beforeDate) continue;
    const dayFolder = join(folder, day.name);
    for (const file of await entriesOf(dayFolder)) {
      const recordingId = COPY.exec(file.name)?.[1];
      if (recordingId === undefined || !file.isFile()) continue;
      if (isKept.get(recordingId) !== undefined) continue;
      await rm(join(dayFolder, file.name), { force: true });
      forgotten += 1;
    }
    await rmdir(dayFolder).catch(() => undefined);
  }
  return forgotten;
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    // Nothing was copied yet.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
