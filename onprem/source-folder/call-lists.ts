import { readFile, stat } from "node:fs/promises";
import { dirname, relative } from "node:path";

import { parseCallsCsv, type CallsCsv } from "./calls-csv.ts";
import type { CallsRow } from "./calls-row.ts";
import { decodeText } from "./decode-text.ts";
import { shellPath, textForPeople } from "./text-for-people.ts";
import type { WarningBook } from "./warning-book.ts";

const MAX_LIST_BYTES = 128 * 1024 * 1024;
/** A list that was written to so lately may not be whole. */
const SETTLED_MS = 60_000;

export type CallLists = {
  /** Whether one of these lists was not read yet or has changed since. */
  haveNews(listPaths: readonly string[]): Promise<boolean>;
  /** The row of the first list, nearest first, that names a recording. */
  find(path: string, listPaths: readonly string[]): Promise<CallsRow | undefined>;
};

/** Remembers from look to look which lists were read, by size and time. */
export type ReadLists = Map<string, string>;

/** The lists of one look: each is read at most once, and only when something asks for it. */
export function openCallLists(
  read: ReadLists,
  user: string,
  warnings: WarningBook,
  now: number,
): CallLists {
  const lists = new Map<string, Promise<CallsCsv | null>>();
  const news = new Map<string, boolean>();

  async function load(path: string): Promise<CallsCsv | null> {
    try {
      const { size, mtimeMs } = await stat(path);
      if (size > MAX_LIST_BYTES) {
        warnings.add(`list-size ${path}`, `${textForPeople(path)} is too large to be read.`);
        return null;
      }
      const text = decodeText(await readFile(path));
      const list = await parseCallsCsv(text, {
        folder: dirname(path),
        stillWritten: mtimeMs > now - SETTLED_MS,
      });
      // A list that was just made and is still empty is none yet.
      const problems = size === 0 ? [] : list.problems;
      for (const problem of problems) {
        warnings.add(`list ${path} ${problem}`, `${textForPeople(path)}: ${problem}.`);
      }
      return list;
    } catch (error) {
      const reason = error instanceof Error && "code" in error ? String(error.code) : null;
      if (reason === null) throw error;
      if (reason !== "ENOENT") warnings.add(`list ${path} ${reason}`, unreadable(path, user));
      return null;
    }
  }

  return {
    async haveNews(listPaths) {
      for (const path of listPaths) {
        if (!news.has(path)) news.set(path, await changed(path, read));
      }
      return listPaths.some((path) => news.get(path));
    },
    async find(path, listPaths) {
      for (const listPath of listPaths) {
        let list = lists.get(listPath);
        if (list === undefined) {
          list = load(listPath);
          lists.set(listPath, list);
        }
        const row = (await list)?.find(relative(dirname(listPath), path));
        if (row !== undefined) return row;
      }
      return undefined;
    },
  };
}

async function changed(path: string, read: ReadLists): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  const print = found === null ? "gone" : `${found.ino} ${found.size} ${found.mtimeMs}`;
  if (read.get(path) === print) return false;
  read.set(path, print);
  return found !== null;
}

function unreadable(path: string, user: string): string {
  const shown = shellPath(path);
  const mend = shown === null ? "" : ` \`sudo setfacl -m u:${user}:r ${shown}\` lets it.`;
  return `${textForPeople(path)} cannot be read by ${user}, so its calls have no agent and campaign.${mend}`;
}
