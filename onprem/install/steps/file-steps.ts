import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

import { makeFolder } from "../../make-folder.ts";
import { SERVICE_USER } from "../layout.ts";
import type { Step } from "../step.ts";
import type { Owner } from "./service-user-step.ts";

export type Ownership = {
  mode: number;
  /** Whose it is to be, null while there is no such user yet. No function: of whoever creates it, as in an image. */
  owner: (() => Owner | null) | null;
  ownerName: string;
};

/** A folder with exactly this mode and owner, whatever it was before. */
export function folderStep(path: string, ownership: Ownership): Step {
  return {
    describe: `folder ${path}, mode ${octal(ownership.mode)}, owner ${ownership.ownerName}`,
    isDone: () => isOwned(path, ownership),
    do: () => {
      makeFolder(path);
      setOwned(path, ownership);
    },
  };
}

/** A folder of the owner's choice: created when it is missing, otherwise left as it is. */
export function keptFolderStep(path: string, ownership: Ownership): Step {
  return {
    describe: `folder ${path}, as it is if it is there`,
    isDone: () => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
    do: () => {
      makeFolder(path);
      setOwned(path, ownership);
    },
  };
}

/** A file with exactly this content, replaced in one step. `content` is asked for only when it is written. */
export function fileStep(
  path: string,
  what: string,
  content: () => string,
  ownership: Ownership,
): Step {
  return {
    describe: `write ${what}: ${path}, mode ${octal(ownership.mode)}, owner ${ownership.ownerName}`,
    isDone: () => readOrNull(path) === content() && isOwned(path, ownership),
    do: () => writeOwned(path, content(), ownership),
  };
}

/** A file that is written when it is not there and never touched again, but for its mode and owner. */
export function keptFileStep(
  path: string,
  what: string,
  content: () => string,
  ownership: Ownership,
): Step {
  const exists = existsSync(path);
  const details = `${path}, mode ${octal(ownership.mode)}, owner ${ownership.ownerName}`;
  return {
    describe: exists ? `keep ${what} as it is: ${details}` : `write ${what}: ${details}`,
    isDone: () => isOwned(path, ownership),
    do: () => {
      if (existsSync(path)) setOwned(path, ownership);
      else writeOwned(path, content(), ownership);
    },
  };
}

/** Written beside and renamed, so that nobody ever reads half of it; its mode is right before it has any content. */
function writeOwned(path: string, content: string, ownership: Ownership): void {
  makeFolder(dirname(path));
  const incoming = `${path}.incoming-${process.pid}`;
  writeFileSync(incoming, "", { mode: 0o600 });
  setOwned(incoming, ownership);
  const file = openSync(incoming, "w");
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(incoming, path);
}

function isOwned(path: string, { mode, owner }: Ownership): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || (stat.mode & 0o7777) !== mode) return false;
  if (owner === null) return true;
  const wanted = owner();
  return wanted !== null && stat.uid === wanted.uid && stat.gid === wanted.gid;
}

export function setOwned(path: string, { mode, owner }: Ownership): void {
  if (owner !== null) {
    const wanted = owner();
    if (wanted === null) throw new Error(`The user ${SERVICE_USER} does not exist.`);
    chownSync(path, wanted.uid, wanted.gid);
  }
  chmodSync(path, mode);
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}
