import { existsSync } from "node:fs";
import { opendir, realpath, stat } from "node:fs/promises";
import { basename, join, parse } from "node:path";

import { SourceError } from "../source.ts";
import { plural } from "../status/figures-in-words.ts";
import { isRecordingName } from "./recording-name.ts";
import { shellPath, textForPeople } from "./text-for-people.ts";
import type { WarningBook } from "./warning-book.ts";

/** Deeper than any PBX files its recordings; it also ends a folder that is mounted into itself. */
const MAX_DEPTH = 10;
const BATCH_FILES = 200;
/** Of copies of one recording in one folder the least lossy is taken. */
const BEST_FIRST = ["wav", "ogg", "gsm", "mp3"];

export type FolderBatch = {
  /** Paths of recordings, links resolved; at most 200, all of one folder. */
  paths: string[];
  /** The lists that may name them, nearest first. */
  listPaths: readonly string[];
};

type Listing = {
  files: string[];
  links: string[];
  folders: string[];
  list: string | null;
  listIsLink: boolean;
  /** Names that are no text, so that they cannot be opened by what they are read as. */
  garbled: number;
};

/**
 * Goes through a folder and those below it, and yields the recordings in small batches, other work getting its turn in
 * between. Hidden folders and files, unfinished copies, and everything that is no file are passed over; a link counts when
 * it leads to a file inside. A folder below that cannot be read is a warning. Throws SourceError when `root` cannot be read.
 */
export async function* walkFolder(
  root: string,
  user: string,
  warnings: WarningBook,
): AsyncGenerator<FolderBatch> {
  const realRoot = await realpath(root).catch((error: unknown) => {
    throw new SourceError(rootProblem(root, user, error));
  });
  yield* walk({ folder: realRoot, root: realRoot, depth: 0, lists: [], user, warnings });
}

type Walk = {
  folder: string;
  root: string;
  depth: number;
  lists: readonly string[];
  user: string;
  warnings: WarningBook;
};

async function* walk(at: Walk): AsyncGenerator<FolderBatch> {
  const { folder, root, depth, user, warnings } = at;
  const listing = await list(folder).catch((error: unknown) => {
    if (depth === 0) throw new SourceError(rootProblem(root, user, error));
    if (codeOf(error) !== "ENOENT") {
      warnings.add(`folder ${folder}`, folderProblem(folder, user, error));
    }
    return null;
  });
  if (listing === null) return;
  if (listing.listIsLink) {
    warnings.add(
      `linked list ${folder}`,
      `calls.csv in ${textForPeople(folder)} is not a file of its own and is not read: put a copy there.`,
    );
  }
  if (listing.garbled > 0) {
    warnings.add(
      `garbled ${folder}`,
      `${plural(listing.garbled, "name is", "names are")} not UTF-8 in ${textForPeople(folder)}, so what they name cannot be taken. Rename it (convmv does).`,
    );
  }
  const listPaths = listing.list === null ? at.lists : [join(folder, listing.list), ...at.lists];
  const names = bestCopies(listing.files);
  for (let from = 0; from < names.length; from += BATCH_FILES) {
    const paths = names.slice(from, from + BATCH_FILES).map((name) => join(folder, name));
    yield { paths, listPaths };
  }
  for (let from = 0; from < listing.links.length; from += BATCH_FILES) {
    const paths: string[] = [];
    for (const name of listing.links.slice(from, from + BATCH_FILES)) {
      const target = await resolveLink(join(folder, name), at);
      if (target !== null) paths.push(target);
    }
    if (paths.length > 0) yield { paths, listPaths };
  }
  if (depth >= MAX_DEPTH && listing.folders.length > 0) {
    warnings.add(
      `depth ${folder}`,
      `Folders more than ${MAX_DEPTH} levels below the recordings folder are not looked into.`,
    );
    return;
  }
  for (const name of listing.folders.toSorted()) {
    yield* walk({ ...at, folder: join(folder, name), depth: depth + 1, lists: listPaths });
  }
}

async function list(folder: string): Promise<Listing> {
  const listing: Listing = {
    files: [],
    links: [],
    folders: [],
    list: null,
    listIsLink: false,
    garbled: 0,
  };
  for await (const entry of await opendir(folder, { bufferSize: 256 })) {
    const { name } = entry;
    if (name.startsWith(".")) continue;
    if (name.includes("\uFFFD") && !existsSync(join(folder, name))) {
      listing.garbled += 1;
      continue;
    }
    if (name.toLowerCase() === "calls.csv" && !entry.isDirectory()) {
      if (entry.isFile()) listing.list = name;
      else listing.listIsLink = true;
    } else if (entry.isDirectory()) listing.folders.push(name);
    else if (entry.isSymbolicLink()) listing.links.push(name);
    else if (entry.isFile() && isRecordingName(name)) listing.files.push(name);
  }
  return listing;
}

/** `x.wav` and `x.mp3` side by side are one recording, converted. */
function bestCopies(names: string[]): string[] {
  const rank = (name: string) => BEST_FIRST.indexOf(name.slice(-3).toLowerCase());
  const best = new Map<string, string>();
  let copies = false;
  for (const name of names) {
    const stem = parse(name).name;
    const other = best.get(stem);
    copies ||= other !== undefined;
    const better = other === undefined || rank(name) < rank(other);
    // The same at every look, whatever order the folder is read in.
    if (better || (rank(name) === rank(other) && name < other)) best.set(stem, name);
  }
  return copies ? [...best.values()] : names;
}

async function resolveLink(path: string, { folder, root, warnings }: Walk): Promise<string | null> {
  try {
    const target = await realpath(path);
    const inside = `${target}/`.startsWith(`${root}/`);
    const found = await stat(target);
    if (!inside && (found.isDirectory() || isRecordingName(basename(target)))) {
      warnings.add(
        `link ${folder}`,
        `A link in ${textForPeople(folder)} leads out of the recordings folder and is not followed.`,
      );
    }
    return inside && found.isFile() && isRecordingName(basename(target)) ? target : null;
  } catch {
    // It leads nowhere, or to itself.
    return null;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}

function folderProblem(folder: string, user: string, error: unknown): string {
  const what = `${textForPeople(folder)} cannot be looked into (${codeOf(error)}), so its recordings are not transcribed.`;
  const shown = shellPath(folder);
  const mendable = codeOf(error) === "EACCES" && shown !== null;
  return mendable
    ? `${what} \`sudo setfacl -R -m u:${user}:rX ${shown}\` lets ${user} read it.`
    : what;
}

function rootProblem(root: string, user: string, error: unknown): string {
  const what = `The recordings folder ${textForPeople(root)} cannot be read (${codeOf(error)}).`;
  const shown = shellPath(root);
  if (codeOf(error) === "EACCES" && shown !== null) {
    return `${what} \`sudo setfacl -R -m u:${user}:rX ${shown}\` lets ${user} read it.`;
  }
  return `${what} Set source.folder to where the recordings lie; when that is a disk, mount it.`;
}
