import mysql, { type Connection } from "mysql2/promise";
import * as z from "zod";

import type { DatabaseSettings } from "./connect-database.ts";
import { databaseErrorCode, explainDatabaseError, isMissingTable } from "./database-error.ts";
import { getTableConfig, getTableName, is, MySqlTable } from "./drizzle.ts";
import * as tables from "./vicidial-tables.ts";

const TIMEOUT_MS = 10_000;

/** What the account must not be able to read, whatever else it may. */
const SECRETS = [
  { what: "agents' passwords", table: "vicidial_users", column: "pass" },
  { what: "the dialers' manager secret", table: "servers", column: "ASTmgrSECRET" },
  { what: "lead data", table: "vicidial_list", column: "phone_number" },
];

export type AccountReport = {
  /** As the server names itself: "10.11.6-MariaDB". */
  version: string;
  /** Tables that the source needs and may not read. */
  unreadable: string[];
  /** What the account may do beyond that. */
  tooMuch: string[];
};

/**
 * Tries out what the configured account may do, without reading a row: every table of the source with all its columns, the
 * secrets that it must not see, and its grants for anything but SELECT. Throws SourceError when it is not let in.
 */
export async function askDatabase(settings: DatabaseSettings): Promise<AccountReport> {
  const { host, port, socket, name, user, password } = settings;
  const at = { place: socket ?? `${host}:${port}`, user };
  let connection: Connection | null = null;
  try {
    connection = await mysql.createConnection({
      ...(socket === null ? { host, port } : { socketPath: socket }),
      user,
      password,
      database: name,
      connectTimeout: TIMEOUT_MS,
    });
    return await tryOut(connection);
  } catch (error) {
    throw explainDatabaseError(error, at, "what the account may do");
  } finally {
    connection?.destroy();
  }
}

async function tryOut(connection: Connection): Promise<AccountReport> {
  const [versions] = await connection.query({
    sql: "SELECT VERSION() AS version",
    timeout: TIMEOUT_MS,
  });
  const [{ version } = { version: "unknown" }] = z
    .array(z.object({ version: z.string() }))
    .parse(versions);
  const unreadable: string[] = [];
  for (const table of Object.values(tables).filter((table) => is(table, MySqlTable))) {
    const columns = getTableConfig(table).columns.map((column) => column.name);
    const code = await refusal(connection, columns, getTableName(table));
    const isOptional = tables.optionalTables.includes(table);
    if (code !== null && !(isOptional && isMissingTable(code))) {
      unreadable.push(`${getTableName(table)} (${code})`);
    }
  }
  const tooMuch: string[] = [];
  for (const { what, table, column } of SECRETS) {
    if ((await refusal(connection, [column], table)) === null) tooMuch.push(`read ${what}`);
  }
  const [grants] = await connection.query({
    sql: "SHOW GRANTS FOR CURRENT_USER",
    timeout: TIMEOUT_MS,
  });
  if (z.array(z.record(z.string(), z.string())).parse(grants).some(grantsMoreThanReading)) {
    tooMuch.push("change the database");
  }
  return { version, unreadable, tooMuch };
}

/** Why the columns may not be read; null when they may. No row is read. */
async function refusal(
  connection: Connection,
  columns: readonly string[],
  table: string,
): Promise<string | null> {
  try {
    const sql = mysql.format("SELECT ?? FROM ?? LIMIT 0", [[...columns], table]);
    await connection.query({ sql, timeout: TIMEOUT_MS });
    return null;
  } catch (error) {
    const code = databaseErrorCode(error);
    if (code === null || !code.startsWith("ER_")) throw error;
    return code;
  }
}

/** A line such as "GRANT SELECT (`user`), INSERT ON …", column names left out. */
function grantsMoreThanReading(row: Record<string, string>): boolean {
  const line = Object.values(row)
    .join(" ")
    .replaceAll(/`[^`]*`/g, "");
  const [, privileges = ""] = /^GRANT (.*?) ON /.exec(line) ?? [];
  return privileges
    .replaceAll(/\([^)]*\)/g, "")
    .split(",")
    .some((privilege) => !["SELECT", "USAGE", ""].includes(privilege.trim()));
}
