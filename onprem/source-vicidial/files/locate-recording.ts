import { basename, join } from "node:path";

import type { SeenFile } from "../../queue/note-recording.ts";
import type { LocatedRecording, RecordingFiles, RecordingLocator } from "../recording-locator.ts";
import type { RecordingRef } from "../recording-ref.ts";
import {
  FolderClosedError,
  openFolder,
  openingCommand,
  probe,
  type Probed,
} from "./folder-access.ts";
import { lastNightBefore, type NightHours } from "./last-night.ts";
import { belongsTo, probeOrder, type Candidate } from "./probe-order.ts";

/** How far the clocks of the hosts that write rows and files may lie apart. */
const CLOCK_TOLERANCE_MS = 60 * 60_000;
const WARN_AGAIN_MS = 60 * 60_000;

export type LocatorOptions = {
  /** PATHDONEmonitor: the folder with ORIG, MP3, FTP… below it. */
  recordingsFolder: string;
  archiveFolder: string;
  /** How long copies in ORIG are kept. */
  originalsKeptMs: number;
  night: NightHours;
  timeZone: string;
  /** The user the agent runs as, for the commands that open folders to it. */
  user: string;
  /** The last resort: asks for the recording over HTTP(S); null when the owner does not want that. */
  fetchRecording: RecordingLocator | null;
  now: () => number;
};

type Roots = Record<Candidate["root"], string | null> & {
  /** There is an archive, and what lies in it cannot be seen. */
  archiveClosed: boolean;
};

/**
 * Finds recordings on this host: in ViciDial's folders in the order of probeOrder, then over HTTP. A recording that may
 * lie in a folder that is closed to the agent is not called missing: its reason says so, and a warning names the folder
 * and the command that opens it.
 */
export function createRecordingFiles(options: LocatorOptions): RecordingFiles {
  const { recordingsFolder, archiveFolder, user, now } = options;
  const warnings = new Set<string>();
  const toldAt = new Map<string, number>();
  let roots: Promise<Roots> | null = null;

  /** Throws SourceError. */
  async function openRoots(): Promise<Roots> {
    const recordings = await openFolder(recordingsFolder, "source.recordings_folder", user);
    let archiveClosed = false;
    const archive = await openFolder(archiveFolder, "source.archive_folder", user).catch(
      (error: unknown) => {
        // Most hosts have no archive.
        if (error instanceof FolderClosedError) {
          archiveClosed = true;
          warnings.add(error.message);
        }
        return null;
      },
    );
    return { recordings, archive, archiveClosed };
  }

  async function locate(recordingId: string, ref: RecordingRef): Promise<LocatedRecording> {
    // Whoever had it deleted wants it gone, whatever copy a script left behind.
    if (isDeleted(ref.location)) return notFound("ViciDial says that it was deleted.", true);
    const folders = await (roots ?? openRoots());
    let obstacle: Obstacle | null = null;
    for (const candidate of probeOrder(ref, options.timeZone)) {
      const root = folders[candidate.root];
      if (root === null) continue;
      const seen = await probe(root, candidate.path);
      if (seen.kind === "nothing") continue;
      const found = obstacleIn(seen, ref);
      if (found === null && seen.kind === "file") {
        return { found: true, file: seenFile(seen, candidate, options) };
      }
      if (obstacle === null || (found?.blocked && !obstacle.blocked)) obstacle = found;
      const folder = candidate.root === "recordings" ? recordingsFolder : archiveFolder;
      const warning = warningOf(seen, folder, user);
      if (warning !== null) warnings.add(warning);
    }
    const isRemote = /^https?:\/\//i.test(ref.location ?? "");
    if (isRemote && !isEncrypted(ref.location) && options.fetchRecording !== null) {
      const fetched = await options.fetchRecording(recordingId, ref);
      if (fetched.found || obstacle === null) return fetched;
    }
    if (obstacle !== null) {
      const { reason, blocked } = obstacle;
      return { ...notFound(reason, false), ...(blocked ? { blocked } : {}) };
    }
    if (isEncrypted(ref.location)) {
      return notFound("ViciDial keeps it only encrypted (GPG).", true);
    }
    if (isNotFoundMark(ref.location)) {
      return notFound("ViciDial itself did not find it any more.", true);
    }
    if (folders.archiveClosed) {
      const reason = "It may lie in the archive, which is closed to the agent's user.";
      return { ...notFound(reason, false), blocked: true };
    }
    return notFound("It lies in none of ViciDial's folders.", false);
  }

  return {
    locate,
    async beginLook() {
      roots = null;
      const opened = openRoots();
      await opened;
      roots = opened;
    },
    takeWarnings() {
      const due = [...warnings].filter(
        (warning) => (toldAt.get(warning) ?? -Infinity) <= now() - WARN_AGAIN_MS,
      );
      for (const warning of due) toldAt.set(warning, now());
      warnings.clear();
      return due;
    },
  };
}

type Obstacle = {
  reason: string;
  /** What lies there could not be looked at. */
  blocked: boolean;
};

/** Why what was found cannot be taken; null when it can. */
function obstacleIn(seen: Probed, ref: RecordingRef): Obstacle | null {
  switch (seen.kind) {
    case "nothing":
      return null;
    case "closed":
      return blockedBy("It may lie in a folder that is closed to the agent's user.");
    case "outside":
      return blockedBy("It may lie behind a link that leads out of the recordings folder.");
    case "failed":
      return blockedBy(`Its folder cannot be read now (${seen.code}).`);
    case "file":
      return notIts(seen, ref);
  }
}

function blockedBy(reason: string): Obstacle {
  return { reason, blocked: true };
}

function notIts(
  { path, size, mtime }: Extract<Probed, { kind: "file" }>,
  ref: RecordingRef,
): Obstacle | null {
  if (!belongsTo(basename(path), ref.filename)) {
    return { reason: "The file by its name is a link to another recording.", blocked: false };
  }
  if (size === 0) return { reason: "Its file is still empty.", blocked: false };
  // Names are not unique: where they hold no time, an earlier call's file has the same.
  if (mtime < ref.start_epoch * 1000 - CLOCK_TOLERANCE_MS) {
    return {
      reason: "The file by its name was written before the call: it is another call's.",
      blocked: false,
    };
  }
  return null;
}

function warningOf(seen: Probed, folder: string, user: string): string | null {
  switch (seen.kind) {
    case "closed":
      return `${seen.isFolder ? "" : "A file in "}${join(folder, seen.part)} is closed to user ${user}, and recordings may lie there: ${openingCommand(folder, user)}`;
    case "outside":
      return `${join(folder, seen.part)} is, or holds, a link that leads out of the recordings folder, which is not followed: mount the other folder there instead (mount --bind).`;
    case "failed":
      return `Recordings in ${folder} cannot be read now (${seen.code}): check the disk or the network folder.`;
    case "file":
    case "nothing":
      return null;
  }
}

function seenFile(
  { path, size, mtime }: Extract<Probed, { kind: "file" }>,
  { original }: Candidate,
  { originalsKeptMs, night, timeZone }: LocatorOptions,
): SeenFile {
  const lastNight = original ? lastNightBefore(mtime + originalsKeptMs, night, timeZone) : null;
  return { path, size, mtime, lastNight };
}

function isDeleted(location: string | null): boolean {
  return location?.trim().toUpperCase() === "DELETED";
}

function isNotFoundMark(location: string | null): boolean {
  return location?.trim().toUpperCase().startsWith("NOT_FOUND") ?? false;
}

function isEncrypted(location: string | null): boolean {
  return /\.gpg$/i.test(location?.trim() ?? "");
}

function notFound(reason: string, gone: boolean): Extract<LocatedRecording, { found: false }> {
  return { found: false, reason, gone };
}
