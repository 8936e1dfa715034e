import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import * as z from "zod";

import { withValues } from "./sql-text.ts";

const ROOT = join(import.meta.dirname, "..");
const WRANGLER = join(ROOT, "node_modules", "wrangler", "bin", "wrangler.js");
const TIMEOUT_MS = 60_000;
/** A file is sent, taken in and answered for as a whole. */
const FILE_TIMEOUT_MS = 10 * 60_000;
/** What a process may be given in one argument, on Linux. */
const MAX_SQL_BYTES = 120_000;

/**
 * Which D1 is meant: this machine's, below a folder of state (null: wrangler's own), or that of the owner's account, as a
 * wrangler configuration with its id names it.
 */
export type Target =
  | { kind: "local"; stateFolder: string | null }
  | { kind: "remote"; configPath: string };

/** Wrangler, or the database behind it, refused; the message says what to do. */
export class DatabaseCommandError extends Error {
  override name = "DatabaseCommandError";
}

const answerSchema = z.array(
  z.object({
    results: z.array(z.record(z.string(), z.unknown())),
    success: z.boolean(),
    meta: z.looseObject({}).optional(),
  }),
);
const errorSchema = z.object({
  error: z.object({
    text: z.string(),
    notes: z.array(z.object({ text: z.string() })).default([]),
  }),
});

type Row = Record<string, unknown>;

/**
 * The Worker's D1 as its own code uses it, behind `wrangler d1 execute`: the way that an owner of the account has anyway,
 * so no further secret opens it. A batch is one command.
 */
export function wranglerDatabase(target: Target): D1Database {
  const run = async (statements: readonly string[]): Promise<Row[][]> =>
    execute(target, statements);
  return new WranglerDatabase(run);
}

type Run = (statements: readonly string[]) => Promise<Row[][]>;

class WranglerDatabase implements D1Database {
  readonly #run: Run;
  constructor(run: Run) {
    this.#run = run;
  }

  prepare(query: string): WranglerStatement {
    return new WranglerStatement(this.#run, query, []);
  }

  async batch<T>(statements: D1PreparedStatement[]): Promise<D1Result<T>[]> {
    const texts = statements.map((statement) => {
      if (statement instanceof WranglerStatement) return statement.text();
      throw new TypeError("a batch takes statements of this database only");
    });
    return (await this.#run(texts)).map((rows) => result<T>(rows));
  }

  exec(): never {
    throw unsupported("exec");
  }
  dump(): never {
    throw unsupported("dump");
  }
  withSession(): never {
    throw unsupported("withSession");
  }
}

class WranglerStatement implements D1PreparedStatement {
  readonly #run: Run;
  readonly #query: string;
  readonly #values: readonly unknown[];

  constructor(run: Run, query: string, values: readonly unknown[]) {
    this.#run = run;
    this.#query = query;
    this.#values = values;
  }

  text(): string {
    return withValues(this.#query, this.#values);
  }

  bind(...values: unknown[]): WranglerStatement {
    return new WranglerStatement(this.#run, this.#query, values);
  }

  async all<T = Row>(): Promise<D1Result<T>> {
    return result<T>((await this.#run([this.text()]))[0] ?? []);
  }

  run<T = Row>(): Promise<D1Result<T>> {
    return this.all<T>();
  }

  async raw<T = unknown[]>(options?: { columnNames?: boolean }): Promise<[string[], ...T[]]> {
    if (options?.columnNames === true) throw unsupported("raw with column names");
    const rows = (await this.#run([this.text()]))[0] ?? [];
    // As D1's own types do, these take the caller's word for what the rows are.
    return rows.map((row) => Object.values(row)) as unknown as [string[], ...T[]];
  }

  first(): never {
    throw unsupported("first");
  }
}

function result<T>(rows: Row[]): D1Result<T> {
  const meta = {
    duration: 0,
    size_after: 0,
    rows_read: 0,
    rows_written: 0,
    last_row_id: 0,
    changed_db: false,
    changes: 0,
  };
  // As D1's own types do, this takes the caller's word for what the rows are.
  return { success: true, results: rows as T[], meta };
}

async function execute(target: Target, statements: readonly string[]): Promise<Row[][]> {
  const sql = statements.map((text) => `${text.trim()};`).join("\n");
  if (Buffer.byteLength(sql) > MAX_SQL_BYTES) {
    throw new DatabaseCommandError(
      "This is more text than one command can take. Give less at once.",
    );
  }
  const output = await runExecute(target, ["--command", sql], TIMEOUT_MS);
  const answer = answerSchema.safeParse(parseJson(output));
  if (!answer.success) {
    throw new DatabaseCommandError(
      "wrangler answered something unreadable; is it the one of this project?",
    );
  }
  return answer.data.map(({ results }) => results);
}

/** Runs a file of statements, which may be far longer than a command. Throws DatabaseCommandError. */
export async function executeFile(target: Target, path: string): Promise<void> {
  await runExecute(target, ["--file", path], FILE_TIMEOUT_MS);
}

/** What `wrangler d1 execute` printed. Throws DatabaseCommandError. */
async function runExecute(
  target: Target,
  what: readonly string[],
  timeoutMs: number,
): Promise<string> {
  const where =
    target.kind === "remote"
      ? ["--remote", "--config", target.configPath]
      : ["--local", ...(target.stateFolder === null ? [] : ["--persist-to", target.stateFolder])];
  const args = ["d1", "execute", "DB", ...where, "--yes", "--json", ...what];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [WRANGLER, ...args], {
      cwd: ROOT,
      env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_WRITE_LOGS: "false" },
      timeout: timeoutMs,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    throw new DatabaseCommandError(explain(error, target));
  }
}

/** The command that brings a database's tables up to this release. */
export function migrateCommand(target: Target): string {
  if (target.kind === "remote") return "npm run deploy";
  const where = target.stateFolder === null ? "" : ` --persist-to ${target.stateFolder}`;
  return `npx wrangler d1 migrations apply DB --local${where}`;
}

const failureSchema = z.object({ stdout: z.string(), stderr: z.string() });

/** What wrangler said, without the statement, and what mends it. */
function explain(thrown: unknown, target: Target): string {
  const said = failureSchema.safeParse(thrown).data;
  // Of a file it also tells its progress, before the JSON.
  const { stdout = "", stderr = "" } = said ?? {};
  const error = errorSchema.safeParse(parseJson(stdout.slice(Math.max(0, stdout.search(/^\{/m)))));
  const text = error.success
    ? [error.data.error, ...error.data.error.notes].map((one) => one.text).join(" ")
    : stderr.trim().split("\n")[0] || "it did not run to its end";
  if (/no such (table|column)/.test(text)) {
    return `The database is not up to date (${text}). Run: ${migrateCommand(target)}`;
  }
  if (/UNIQUE constraint failed/.test(text)) return "There is one by this id already.";
  const advice = target.kind === "remote" ? " Is wrangler signed in (npx wrangler whoami)?" : "";
  return `wrangler d1 execute failed: ${text.replace(/\.+$/, "")}.${advice}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unsupported(method: string): Error {
  return new Error(`${method} is not supported over wrangler d1 execute`);
}
