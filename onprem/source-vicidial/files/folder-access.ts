import { constants } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";

import { SourceError } from "../../source.ts";

/** What a look at one path showed. */
export type Probed =
  | { kind: "file"; path: string; size: number; mtime: number }
  | { kind: "nothing" }
  /** The first folder on the way that is closed to the agent's user, or the folder of a file that is; below the root. */
  | { kind: "closed"; part: string; isFolder: boolean }
  /** The first folder on the way that leads out of the root, or the folder of a link that does. */
  | { kind: "outside"; part: string }
  /** The system could not say: a broken disk, a network folder that is away. */
  | { kind: "failed"; code: string };

const NOTHING_THERE = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ELOOP"]);

/** The folder is there, but closed to the agent's user; the message has the command that opens it. */
export class FolderClosedError extends SourceError {
  override name = "FolderClosedError";
}

/**
 * Looks at `path` (plain segments) below `root`, a real path. A file counts only when it is a regular one that may be read
 * and lies, links followed, below `root`; its real path comes back.
 */
export async function probe(root: string, path: string): Promise<Probed> {
  const wanted = join(root, path);
  try {
    const real = await realpath(wanted);
    if (!isBelow(root, real)) return { kind: "outside", part: await firstLinkOut(root, path) };
    const found = await stat(real);
    if (!found.isFile()) return { kind: "nothing" };
    await access(real, constants.R_OK);
    return { kind: "file", path: real, size: found.size, mtime: Math.floor(found.mtimeMs) };
  } catch (error) {
    const code = codeOf(error);
    if (code === "EACCES") return { kind: "closed", ...(await firstClosed(root, path)) };
    return NOTHING_THERE.has(code) ? { kind: "nothing" } : { kind: "failed", code };
  }
}

/** The real path of a folder that must be there and be open to the agent's user. Throws SourceError. */
export async function openFolder(folder: string, setting: string, user: string): Promise<string> {
  try {
    const real = await realpath(folder);
    if (!(await stat(real)).isDirectory()) {
      throw new SourceError(`${folder} is no folder: check ${setting} in the configuration.`);
    }
    await access(real, constants.X_OK);
    return real;
  } catch (error) {
    if (error instanceof SourceError) throw error;
    if (codeOf(error) !== "EACCES") {
      throw new SourceError(
        `${folder} is not there (${codeOf(error)}): mount its disk, or set ${setting} in the configuration.`,
      );
    }
    const closed = await firstClosedAbove(folder);
    throw new FolderClosedError(
      closed === folder
        ? `${folder} cannot be searched by user ${user}: ${openingCommand(folder, user)}`
        : `${folder} cannot be reached by user ${user}: setfacl -m u:${user}:x ${closed} && ${openingCommand(folder, user)}`,
    );
  }
}

/** The command that opens a folder of recordings and all that is ever put into it to one user, and to nobody else. */
export function openingCommand(folder: string, user: string): string {
  return `setfacl -R -m u:${user}:rX -m d:u:${user}:rX ${folder}`;
}

function isBelow(root: string, path: string): boolean {
  return path.startsWith(root === sep ? sep : root + sep);
}

async function firstClosed(
  root: string,
  path: string,
): Promise<{ part: string; isFolder: boolean }> {
  const folders = foldersOf(path);
  for (const folder of folders) {
    if (!(await isSearchable(join(root, folder)))) return { part: folder, isFolder: true };
  }
  return { part: folders.at(-1) ?? "", isFolder: false };
}

async function firstLinkOut(root: string, path: string): Promise<string> {
  const folders = foldersOf(path);
  for (const folder of folders) {
    if (!isBelow(root, await realpath(join(root, folder)))) return folder;
  }
  return folders.at(-1) ?? "";
}

async function firstClosedAbove(folder: string): Promise<string> {
  for (const above of foldersOf(`${folder}/`)) {
    if (above !== "" && !(await isSearchable(above))) return above;
  }
  return folder;
}

/** The folders on the way to a file, outermost first: `a`, `a/b` of `a/b/c`. */
function foldersOf(path: string): string[] {
  const segments = path.split("/").slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join("/"));
}

async function isSearchable(folder: string): Promise<boolean> {
  return access(folder, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
