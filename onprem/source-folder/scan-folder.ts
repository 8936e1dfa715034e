import { readdirSync, statSync, type Dirent } from "node:fs";
import { join, relative } from "node:path";

import { epochOfWallTime, localDateAt } from "#shared/time/site-time.ts";

import type { SeenRecording } from "../queue/note-recording.ts";
import { SourceError } from "../source.ts";
import { readCallsCsv } from "./calls-csv.ts";
import { anonymousRecordingId, parseRecordingName } from "./recording-name.ts";

const RECORDING = /\.(wav|mp3|gsm|ogg)$/i;

/** PCM at 8 kHz and 16 bits, as Asterisk writes it. */
const BYTES_PER_SEC = 16_000;

export type FolderScan = { recordings: SeenRecording[]; warnings: string[] };

export type ScanOptions = {
  folder: string;
  timeZone: string;
  /** Campaign → priority. */
  priorities: ReadonlyMap<string, number>;
};

/**
 * Lists the recordings below `folder`, date folders included, with what `calls.csv` and their names tell about them.
 * A name that tells no time is taken at its file's modification time. Throws SourceError when the folder itself
 * cannot be read.
 */
export function scanFolder({ folder, timeZone, priorities }: ScanOptions): FolderScan {
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
    const campaignId = row?.campaign_id ?? null;
    recordings.push({
      recordingId,
      sourceRef: null,
      uniqueid: row?.uniqueid ?? null,
      callGroup: null,
      direction: null,
      agentUser: row?.agent_user ?? null,
      agentName: row?.agent_name ?? null,
      campaignId,
      callStatus: row?.call_status ?? null,
      startedAt: startedAtMs,
      localDate: localDateAt(startedAtMs, timeZone),
      expectedSec: stat.size / BYTES_PER_SEC,
      priority: priorities.get(campaignId ?? "") ?? 0,
      file: { path, size: stat.size, mtime: Math.floor(stat.mtimeMs), lastNight: null },
    });
  }
  return { recordings, warnings };
}

function listFiles(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SourceError(`The recordings folder cannot be read: ${reason}`);
  }
}
