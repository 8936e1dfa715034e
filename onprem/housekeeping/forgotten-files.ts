import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import { textFileName } from "../night/transcript-text.ts";

/** Whoever was at work on a recording when it was forgotten may still write a file of it. */
const LOOKED_AGAIN_FOR_MS = 60 * 60_000;

type Places = {
  stateFolder: string;
  /** Null when transcripts are not kept as text. */
  textFolder: string | null;
  now: number;
};

/**
 * Removes what lies on the disk of recordings whose callers were forgotten: text copies and downloads of Nightshift's own. Never
 * a recording where ViciDial, or the owner, keeps it. It is looked for again for an hour. Returns how many files went.
 */
export function removeForgottenFiles(
  db: DatabaseSync,
  { stateFolder, textFolder, now }: Places,
): number {
  const rows = db
    .prepare(
      "SELECT recording_id, local_date, forgotten_at FROM forgotten WHERE local_date IS NOT NULL",
    )
    .all();
  const done = db.prepare("UPDATE forgotten SET local_date = NULL WHERE recording_id = ?");
  const downloads = join(stateFolder, "downloads");
  const downloaded = rows.length === 0 ? [] : namesIn(downloads);
  let removed = 0;
  for (const row of rows) {
    const recordingId = String(row.recording_id);
    if (textFolder !== null) {
      const day = join(textFolder, String(row.local_date));
      const copy = textFileName(recordingId);
      removed += remove(
        day,
        namesIn(day).filter((name) => name === copy || name === `${copy}.part`),
      );
    }
    removed += remove(
      downloads,
      downloaded.filter((name) => name.startsWith(`${recordingId}.`)),
    );
    if (Number(row.forgotten_at) < now - LOOKED_AGAIN_FOR_MS) done.run(recordingId);
  }
  return removed;
}

function remove(folder: string, names: readonly string[]): number {
  for (const name of names) rmSync(join(folder, name), { force: true });
  return names.length;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
