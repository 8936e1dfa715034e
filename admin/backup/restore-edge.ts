import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { BackupError } from "../../onprem/backup/backup-error.ts";
import { openEdgeFile } from "./edge-file.ts";
import {
  listed,
  OWN_OBJECTS,
  parseSchema,
  quoted,
  READ_SCHEMA,
  tablesOf,
  type SchemaObject,
  type Table,
} from "./edge-tables.ts";
import { insertStatements } from "./sql-statements.ts";

/** So much is sent at once. */
const PART_BYTES = 2_000_000;

export type RestoredEdge = { tables: number; rows: number };

/**
 * Fills an empty D1 with a copy: tables, rows, indexes, and only then triggers, which would answer to every row. Rows come in
 * the order in which the edge wrote them. Throws BackupError: before anything is written when the file is not sound or the
 * database not empty, afterwards when it does not hold what the file holds.
 */
export async function restoreEdge(options: {
  d1: D1Database;
  /** Runs a file of statements. */
  executeFile: (path: string) => Promise<void>;
  file: string;
  onRows: (rows: number) => void;
}): Promise<RestoredEdge> {
  const { d1, executeFile, onRows } = options;
  const file = openEdgeFile(options.file);
  try {
    await requireEmpty(d1);
    const schema = parseSchema(file.prepare(READ_SCHEMA).all());
    const tables = tablesOf(file);
    await create(d1, schema, ["table"]);
    const rows = await sendRows(file, tables, executeFile, onRows);
    await create(d1, schema, ["index"]);
    await create(d1, schema, ["view", "trigger"]);
    await requireSameCounts(d1, file, tables);
    return { tables: tables.length, rows };
  } finally {
    file.close();
  }
}

const countSchema = z.object({ n: z.number() });

async function requireEmpty(d1: D1Database): Promise<void> {
  const { results } = await d1
    .prepare(`SELECT count(*) AS n FROM sqlite_master WHERE ${OWN_OBJECTS}`)
    .all();
  if (countSchema.parse(results[0]).n === 0) return;
  throw new BackupError(
    "The database is not empty, and a copy is put into a new one only: docs/operations.md, Putting the edge back, says how to make " +
      "one and where its id goes; on this machine give another --state folder.",
  );
}

async function create(
  d1: D1Database,
  schema: readonly SchemaObject[],
  types: readonly SchemaObject["type"][],
): Promise<void> {
  const wanted = schema.filter(({ type }) => types.includes(type));
  if (wanted.length > 0) await d1.batch(wanted.map(({ sql }) => d1.prepare(sql)));
}

async function sendRows(
  file: DatabaseSync,
  tables: readonly Table[],
  executeFile: (path: string) => Promise<void>,
  onRows: (rows: number) => void,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "nightshift-restore-"));
  const path = join(folder, "part.sql");
  let sent = 0;
  let rows = 0;
  let part: string[] = [];
  let bytes = 0;
  const send = async () => {
    if (part.length === 0) return;
    writeFileSync(path, part.join("\n"), { mode: 0o600 });
    await executeFile(path);
    sent = rows;
    onRows(sent);
    part = [];
    bytes = 0;
  };
  try {
    for (const table of tables) {
      const counted = count(rowsOf(file, table), () => {
        rows += 1;
      });
      for (const statement of insertStatements(table, counted)) {
        const size = Buffer.byteLength(statement);
        if (bytes + size > PART_BYTES) await send();
        part.push(statement);
        bytes += size;
      }
    }
    await send();
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const rowSchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

function* rowsOf(file: DatabaseSync, table: Table): Generator<z.infer<typeof rowSchema>> {
  const order = table.key
    .map((column) => (column === "rowid" ? column : quoted(column)))
    .join(", ");
  const select = file.prepare(
    `SELECT ${listed(table.columns)} FROM ${quoted(table.name)} ORDER BY ${order}`,
  );
  for (const row of select.iterate()) yield rowSchema.parse(row);
}

function* count<Item>(items: Iterable<Item>, onItem: () => void): Generator<Item> {
  for (const item of items) {
    onItem();
    yield item;
  }
}

async function requireSameCounts(
  d1: D1Database,
  file: DatabaseSync,
  tables: readonly Table[],
): Promise<void> {
  const counts = tables.map(
    ({ name }) => `(SELECT count(*) FROM ${quoted(name)}) AS ${quoted(name)}`,
  );
  const sql = `SELECT ${counts.join(", ")}`;
  const counted = z.record(z.string(), z.number());
  const [there] = (await d1.prepare(sql).all()).results;
  const [wanted, got] = [counted.parse(file.prepare(sql).get()), counted.parse(there)];
  const wrong = tables.filter(({ name }) => wanted[name] !== got[name]).map(({ name }) => name);
  if (wrong.length === 0) return;
  throw new BackupError(
    `Not all rows arrived in: ${wrong.join(", ")}. Delete this database, make a new one and restore into that.`,
  );
}
