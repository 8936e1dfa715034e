import { accessSync, constants, readdirSync, statSync, type Stats } from "node:fs";
import { dirname, join } from "node:path";

import { SERVICE_USER } from "../install/layout.ts";
import { plural } from "../status/figures-in-words.ts";
import { failed, ok, warning, type Finding } from "./finding.ts";

/** So many folders and files are looked at: enough to see how the host makes them, quick on a year of recordings. */
const MAX_FOLDERS = 60;
const MAX_FILES = 200;
const DEPTH = 2;
const AUDIO = /\.(wav|gsm|mp3|ogg)$/i;
const MEND = "sudo nightshift install";

/**
 * Whether the folders can be looked into and their files read by whoever runs this: the service user, when it is the
 * installed command. Names of files, which hold phone numbers, are not told.
 */
export function checkRecordings(folders: readonly string[]): Finding[] {
  return folders.flatMap((folder, index) => {
    // ViciDial's archive, the second, need not exist.
    const mustExist = index === 0;
    const closed = firstClosed(folder);
    if (closed === null) return lookInto(folder);
    if (closed.code !== "ENOENT") {
      return [failed(`${closed.path} may not be looked into, so ${folder} cannot be read`, MEND)];
    }
    return mustExist ? [failed(`there is no folder ${folder}`, "set it in [source]")] : [];
  });
}

function lookInto(root: string): Finding[] {
  const closed: string[] = [];
  let folders = 0;
  let files = 0;
  const unreadable: string[] = [];
  const look = (folder: string, depth: number): void => {
    if (++folders > MAX_FOLDERS) return;
    if (problemOf(folder, constants.R_OK | constants.X_OK) !== null) {
      closed.push(folder);
      return;
    }
    // Newest first: dated folders and files sort by time.
    for (const entry of readdirSync(folder, { withFileTypes: true }).toReversed()) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && depth > 0) look(path, depth - 1);
      else if (AUDIO.test(entry.name) && files < MAX_FILES) {
        files += 1;
        if (problemOf(path, constants.R_OK) !== null) unreadable.push(path);
      }
    }
  };
  look(root, DEPTH);
  const findings: Finding[] = [];
  if (closed.length > 0) {
    const mode = (statSync(closed[0] ?? root).mode & 0o777).toString(8);
    findings.push(
      failed(
        `${plural(closed.length, "folder")} may not be looked into, such as ${closed[0]} (mode 0${mode}: without x a folder is closed)`,
        MEND,
      ),
    );
  }
  const [example] = unreadable;
  if (example !== undefined) {
    findings.push(
      failed(
        `${unreadable.length} of ${files} recordings in ${root} may not be read`,
        openingFiles(root, statSync(example)),
      ),
    );
  }
  if (findings.length > 0) return findings;
  return files > 0
    ? [ok(`${root} can be read`)]
    : [
        warning(
          `${root} can be read, but holds no recordings`,
          "wait for the first calls, or set the folder in [source]",
        ),
      ];
}

/** Membership where a group may read them; otherwise an access list entry, and whoever creates them has to be asked. */
function openingFiles(root: string, { mode, gid }: Stats): string {
  if ((mode & 0o040) !== 0 && gid !== 0) {
    return `sudo usermod -aG ${gid} ${SERVICE_USER} && sudo systemctl restart nightshift-watch`;
  }
  return `sudo setfacl -R -m u:${SERVICE_USER}:rX ${root}, and let the cron jobs that create them run with umask 022`;
}

/** The outermost folder on the way that is missing or closed; null when the way is free. */
function firstClosed(folder: string): { path: string; code: string } | null {
  const way: string[] = [];
  for (let path = folder; path !== dirname(path); path = dirname(path)) way.unshift(path);
  for (const path of way) {
    const code = problemOf(path, constants.X_OK);
    if (code !== null) {
      return { path: code === "ENOENT" ? folder : path, code };
    }
  }
  return null;
}

function problemOf(path: string, mode: number): string | null {
  try {
    accessSync(path, mode);
    return null;
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "unknown";
  }
}
