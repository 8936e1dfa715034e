import { readdirSync, statSync, type Dirent } from "node:fs";
import { join, relative } from "node:path";

import { epochOfWallTime, localDateAt } from "#shared/time/site-time.ts";

import type { SeenRecording } from "../queue/note-recording.ts";
import { readCallsCsv } from "./calls-csv.ts";
import { anonymousRecordingId, parseRecordingName } from "./recording-name.ts";

const RECORDING = /\.(wav|mp3|gsm|ogg)$/i;

export type FolderScan = { recordings: SeenRecording[]; warnings: string[] };

/** The recordings folder cannot be read; the message says which and why. */
export class SourceFolderError extends Error {
  override name = "SourceFolderError";
}

/**
 * Lists the recordings below `folder`, date folders included, with what `calls.csv` and their names tell about them.
 * A name that tells no time is taken at its file's modification time. Throws SourceFolderError when the folder itself
 * cannot be read.
 */
export function scanFolder(folder: string, timeZone: string): FolderScan {
  const csv = readCallsCsv(join(folder, "calls.csv"));
  const warnings = [...csv.warnings];
  const recordings: SeenRecording[] = [];
  for (const entry of listFiles(folder)) {
    if (!entry.isFile() || !RECORDING.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    const row = csv.byFilename.get(entry.name);
    const relativePath = relative(folder, path);
    const { startedAt } = parseRecordingName(entry.name);
    const recordingId = row?.recording_id ?? anonymousRecordingId(relativePath);
    if (startedAt === null) {
      warnings.push(
        `${recordingId}: the file's name tells no time (YYYYMMDD-HHMMSS_…), so its own time is taken.`,
      );
    }
    const startedAtMs =
      startedAt === null ? Math.floor(stat.mtimeMs) : epochOfWallTime(startedAt, timeZone);
    recordings.push({
      recordingId,
      path,
      uniqueid: row?.uniqueid ?? null,
      agentUser: row?.agent_user ?? null,
      agentName: row?.agent_name ?? null,
      campaignId: row?.campaign_id ?? null,
      callStatus: row?.call_status ?? null,
      startedAt: startedAtMs,
      localDate: localDateAt(startedAtMs, timeZone),
      fileSize: stat.size,
      fileMtime: Math.floor(stat.mtimeMs),
    });
  }
  return { recordings, warnings };
}

function listFiles(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SourceFolderError(`The recordings folder cannot be read: ${reason}`);
  }
}
