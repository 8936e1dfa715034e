import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

/*
 * The files of a folder of backups: PREFIX-20261124T060000000Z.EXTENSION, so that their names sort by time. One that is not
 * finished has another ending and is never taken for a backup.
 */

const UNFINISHED = ".unfinished";

export type BackupNames = {
  /** What distinguishes these backups from others in the same folder. */
  prefix: string;
  extension: string;
};

/** The name of a backup begun at `nowMs`; in UTC, to the millisecond. */
export function backupName({ prefix, extension }: BackupNames, nowMs: number): string {
  const time = new Date(nowMs).toISOString().replaceAll(/[-:.]/g, "");
  return `${prefix}-${time}.${extension}`;
}

/**
 * An empty file of mode 0600 to write a backup into, in place of any that an interrupted backup left; only for whoever
 * holds a lock, or is alone. Returns its path.
 */
export function beginFile(path: string): string {
  const unfinished = path + UNFINISHED;
  rmSync(unfinished, { force: true });
  closeSync(openSync(unfinished, "wx", 0o600));
  return unfinished;
}

/** Gives a finished file its name, once it is on the disk for certain. */
export function finishFile(unfinished: string, path: string): void {
  flush(unfinished);
  renameSync(unfinished, path);
  flush(dirname(path));
}

/** Writes what the system still holds of a file or a folder to the disk. */
export function flush(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Deletes all but the newest `keep` of these backups, and what interrupted ones left. Returns the names of those deleted. */
export function keepNewest(folder: string, names: BackupNames, keep: number): string[] {
  const entries = readdirSync(folder);
  const backups = entries.filter((name) => isBackup(name, names)).toSorted();
  const old = backups.slice(0, Math.max(0, backups.length - keep));
  const broken = entries.filter(
    (name) => name.endsWith(UNFINISHED) && isBackup(name.slice(0, -UNFINISHED.length), names),
  );
  for (const name of [...old, ...broken]) rmSync(join(folder, name), { force: true });
  return old;
}

function isBackup(name: string, { prefix, extension }: BackupNames): boolean {
  const ending = `.${extension}`;
  if (!name.startsWith(`${prefix}-`) || !name.endsWith(ending)) return false;
  return /^\d{8}T\d{9}Z$/.test(name.slice(prefix.length + 1, -ending.length));
}
