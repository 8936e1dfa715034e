import { mkdirSync, readdirSync, statfsSync, statSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import type { SeenFile } from "../../queue/note-recording.ts";

/** Nothing is fetched while downloads take so much room; they go as their recordings are done. */
const MAX_TOTAL_BYTES = 10 * 1024 ** 3;
/** A part that nothing was written to for so long is what a killed process left behind. */
const PART_LEFT_MS = 15 * 60_000;
/** How long a download may lie here before its recording must be in the queue. */
const UNKNOWN_LEFT_MS = 60 * 60_000;

/**
 * `<state>/downloads`: recordings that lie on other hosts, as `<recording_id>.<extension>`, mode 0600; `.part` while they
 * are fetched. A name holds no phone number.
 */
export type DownloadsFolder = {
  /** Where a download is written, and where it lies when it is whole. Throws RangeError for an id that is no name. */
  pathsFor(recordingId: string, extension: string): { part: string; whole: string };
  find(recordingId: string): SeenFile | null;
  /** Bytes that may still be fetched now; zero or less when there is no room. */
  room(): number;
  removeDownload(recordingId: string): void;
  /**
   * Removes what is no longer needed: downloads of recordings that are in a final state, unknown, or were found elsewhere
   * meanwhile, and parts that a killed process left. Returns how many files went.
   */
  sweepDownloads(db: DatabaseSync, now: number): number;
};

export function createDownloadsFolder(stateFolder: string, minFreeBytes: number): DownloadsFolder {
  const folder = join(stateFolder, "downloads");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = () => readdirSync(folder).filter((name) => idOf(name) !== null);
  const ofRecording = (recordingId: string) => files().filter((name) => idOf(name) === recordingId);

  return {
    pathsFor(recordingId, extension) {
      if (!/^[\w-]{1,64}$/.test(recordingId)) throw new RangeError("a recording_id like no other");
      const whole = join(folder, `${recordingId}.${extension}`);
      return { part: `${whole}.part`, whole };
    },
    find(recordingId) {
      const name = ofRecording(recordingId).find((name) => !isPart(name));
      const stat = name && statSync(join(folder, name), { throwIfNoEntry: false });
      if (name === undefined || !stat) return null;
      const mtime = Math.floor(stat.mtimeMs);
      return { path: join(folder, name), size: stat.size, mtime, lastNight: null };
    },
    room() {
      const used = files()
        .map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0)
        .reduce((sum, size) => sum + size, 0);
      const disk = statfsSync(folder);
      return Math.min(MAX_TOTAL_BYTES - used, disk.bavail * disk.bsize - minFreeBytes);
    },
    removeDownload(recordingId) {
      for (const name of ofRecording(recordingId)) rmSync(join(folder, name), { force: true });
    },
    sweepDownloads(db, now) {
      const stateOf = db.prepare("SELECT state, path FROM recording WHERE recording_id = ?");
      const unneeded = files().filter((name) => {
        const path = join(folder, name);
        const writtenAt = statSync(path, { throwIfNoEntry: false })?.ctimeMs ?? now;
        if (isPart(name)) return writtenAt < now - PART_LEFT_MS;
        const row = stateOf.get(idOf(name) ?? "");
        if (row === undefined) return writtenAt < now - UNKNOWN_LEFT_MS;
        return row.path === path ? isFinal(row.state) : !isLookedFor(row.state);
      });
      for (const name of unneeded) rmSync(join(folder, name), { force: true });
      return unneeded.length;
    },
  };
}

function isFinal(state: unknown): boolean {
  return ["transcribed", "skipped", "failed", "lost"].includes(String(state));
}

function isLookedFor(state: unknown): boolean {
  return state === "found" || state === "waiting_file";
}

function isPart(name: string): boolean {
  return name.endsWith(".part");
}

function idOf(name: string): string | null {
  return /^([\w-]+)\.[a-z0-9]+(\.part)?$/.exec(name)?.[1] ?? null;
}
