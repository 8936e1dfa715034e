import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { asBackupError, BackupError } from "../../onprem/backup/backup-error.ts";
import { backupName, beginFile, finishFile, keepNewest } from "../../onprem/backup/backup-files.ts";
import { holdLock } from "../../onprem/queue/run-lock.ts";
import { makeBackupFolder } from "./backup-folder.ts";
import { copyRows } from "./copy-rows.ts";
import { checkEdgeFile, markEdgeFile } from "./edge-file.ts";
import { parseSchema, READ_SCHEMA, tablesOf, type SchemaObject } from "./edge-tables.ts";
import { REVISIONS, settleMoment } from "./settle-moment.ts";

const NAMES = { prefix: "nightshift-edge", extension: "sqlite" };
/** The Worker's clock and the database's need not be quite the same. */
const CLOCK_MARGIN_MS = 60_000;

export type EdgeBackup = {
  path: string;
  bytes: number;
  rows: number;
  /** Names of older copies that were deleted. */
  deleted: string[];
  /** Whether calls or scores changed meanwhile, so that the copy was set back to the moment of its beginning. */
  wasSettled: boolean;
};

/**
 * Copies all of the edge's D1 into a new SQLite file of mode 0600 with the same tables, indexes and triggers. D1 goes on
 * working; every row is read once. Throws BackupError and AlreadyRunningError.
 */
export async function backUpEdge(options: BackupOptions): Promise<EdgeBackup> {
  const { folder } = options;
  makeBackupFolder(folder);
  try {
    const release = holdLock(
      folder,
      ".backup.lock",
      `Another backup is written to ${folder} just now.`,
    );
    try {
      return await copyInto(options);
    } finally {
      release();
    }
  } catch (error) {
    throw asBackupError(error, folder);
  }
}

type BackupOptions = {
  d1: D1Database;
  folder: string;
  /** So many copies stay in the folder, the new one included. */
  keep: number;
  nowMs: number;
  onRows: (rows: number) => void;
};

async function copyInto({ d1, folder, keep, nowMs, onRows }: BackupOptions): Promise<EdgeBackup> {
  const path = join(folder, backupName(NAMES, nowMs));
  const unfinished = beginFile(path);
  try {
    const file = new DatabaseSync(unfinished);
    try {
      // It is flushed once, at the end; until then it is not a copy yet.
      file.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF");
      const { rows, wasSettled } = await fill(d1, file, onRows);
      checkEdgeFile(file, path);
      file.close();
      finishFile(unfinished, path);
      const deleted = keepNewest(folder, NAMES, keep);
      return { path, bytes: statSync(path).size, rows, deleted, wasSettled };
    } finally {
      if (file.isOpen) file.close();
    }
  } finally {
    rmSync(unfinished, { force: true });
  }
}

async function fill(
  d1: D1Database,
  file: DatabaseSync,
  onRows: (rows: number) => void,
): Promise<{ rows: number; wasSettled: boolean }> {
  const [schemaRows, revisionsBefore, clock] = await d1.batch<Record<string, unknown>>([
    d1.prepare(READ_SCHEMA),
    d1.prepare(REVISIONS),
    d1.prepare("SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS now"),
  ]);
  const schema = parseSchema(schemaRows?.results ?? []);
  const momentMs = z.object({ now: z.number() }).parse(clock?.results[0]).now - CLOCK_MARGIN_MS;
  markEdgeFile(file);
  create(file, schema, ["table"]);
  const tables = tablesOf(file);
  // What others refer to is read last: whoever was read before is then surely there, as people and sites are not deleted.
  const parents = new Set(tables.flatMap((table) => table.parents));
  const isParent = ({ name }: { name: string }) => parents.has(name);
  const leaves = await copyRows(
    d1,
    file,
    tables.filter((table) => !isParent(table)),
    onRows,
  );
  const others = await copyRows(d1, file, tables.filter(isParent).toReversed(), (rows) =>
    onRows(leaves + rows),
  );
  create(file, schema, ["index"]);
  const after = await d1.prepare(REVISIONS).all();
  const wasSettled = JSON.stringify(after.results) !== JSON.stringify(revisionsBefore?.results);
  if (wasSettled) settleMoment(file, momentMs);
  // Only now: triggers would answer to every row that comes.
  create(file, schema, ["view", "trigger"]);
  return { rows: leaves + others, wasSettled };
}

function create(
  file: DatabaseSync,
  schema: readonly SchemaObject[],
  types: readonly SchemaObject["type"][],
): void {
  for (const { type, name, sql } of schema) {
    if (!types.includes(type)) continue;
    if (/^CREATE VIRTUAL/i.test(sql)) {
      throw new BackupError(`${name} is a virtual table, which cannot be copied by its rows.`);
    }
    file.exec(sql);
  }
}
