import * as z from "zod";

import { SourceError } from "../source.ts";

/** The database cannot be asked just now, and may be later; the message says why and what to do. */
export class DatabaseUnavailableError extends SourceError {
  override name = "DatabaseUnavailableError";
}

/** Tables are locked, or the server is too busy to answer in time: most likely the nightly backup or archiving. */
export class DatabaseBusyError extends DatabaseUnavailableError {
  override name = "DatabaseBusyError";
}

const driverErrorSchema = z
  .object({
    code: z.string().optional(),
    errno: z.number().optional(),
    fatal: z.boolean().optional(),
  })
  .transform(({ code, errno, fatal }) => ({
    // The driver knows MySQL's numbers; this one is MariaDB's.
    code: errno === 1969 ? "ER_STATEMENT_TIMEOUT" : (code ?? null),
    fatal: fatal ?? false,
  }));

/** Codes of the server and of the driver, from mysql2's list and MariaDB's error numbers. */
const BUSY = new Set([
  "ER_STATEMENT_TIMEOUT",
  "ER_QUERY_TIMEOUT",
  "ER_QUERY_INTERRUPTED",
  "ER_LOCK_WAIT_TIMEOUT",
  "ER_LOCK_DEADLOCK",
  "ER_CON_COUNT_ERROR",
  "ER_USER_LIMIT_REACHED",
  "ER_TOO_MANY_USER_CONNECTIONS",
  "PROTOCOL_SEQUENCE_TIMEOUT",
]);
const REFUSED = new Set([
  "ER_ACCESS_DENIED_ERROR",
  "ER_ACCESS_DENIED_NO_PASSWORD_ERROR",
  "ER_DBACCESS_DENIED_ERROR",
  "ER_TABLEACCESS_DENIED_ERROR",
  "ER_COLUMNACCESS_DENIED_ERROR",
  "ER_HOST_NOT_PRIVILEGED",
  "ER_HOST_IS_BLOCKED",
  "ER_MUST_CHANGE_PASSWORD_LOGIN",
]);
const NOT_THERE = new Set(["ER_NO_SUCH_TABLE", "ER_TABLEACCESS_DENIED_ERROR"]);
const STRUCTURE = new Set(["ER_NO_SUCH_TABLE", "ER_BAD_FIELD_ERROR", "ER_BAD_DB_ERROR"]);
const CRASHED_TABLE = new Set(["ER_NOT_KEYFILE", "ER_CRASHED_ON_USAGE", "ER_CRASHED_ON_REPAIR"]);

/** The code of an error that came from the server or the driver; null for anything else. */
export function databaseErrorCode(error: unknown): string | null {
  const parsed = driverErrorSchema.safeParse(error);
  return parsed.success ? parsed.data.code : null;
}

/** Whether the table is not there: without any right on it the server does not tell whether it exists. */
export function isMissingTable(code: string): boolean {
  return NOT_THERE.has(code);
}

/** Whether the connection, not the statement, is what failed. */
export function isConnectionLoss(error: unknown): boolean {
  const parsed = driverErrorSchema.safeParse(error);
  return (
    parsed.success &&
    parsed.data.code !== null &&
    (parsed.data.fatal ||
      /^(PROTOCOL_|ECONN|EPIPE|ETIMEDOUT|ER_SERVER_SHUTDOWN|ER_CONNECTION_KILLED)/.test(
        parsed.data.code,
      ))
  );
}

/**
 * What a person is told: where the database is, what it said by its code, and what to do. Never the server's own words,
 * which can quote values of a row, and never a password. Errors that came from neither server nor driver are bugs and
 * come back as they are.
 */
export function explainDatabaseError(
  error: unknown,
  at: { place: string; user: string },
  doing: string,
): unknown {
  const code = databaseErrorCode(error);
  if (code === null) return error;
  const { place, user } = at;
  if (BUSY.has(code)) {
    return new DatabaseBusyError(
      `ViciDial's database is busy (backup or archiving?): ${doing} had no answer in time (${code}).`,
    );
  }
  if (REFUSED.has(code)) {
    return new SourceError(
      `ViciDial's database at ${place} does not let the user ${user} in, or not to all it must read: ${doing} (${code}). ` +
        "`nightshift grants` prints the statements that mend it; check source.database.user and its password.",
    );
  }
  if (STRUCTURE.has(code)) {
    return new SourceError(
      `ViciDial's database at ${place} is not as expected: ${doing} (${code}). ` +
        "Check source.database.name, and that ViciDial's schema is up to date.",
    );
  }
  if (CRASHED_TABLE.has(code)) {
    return new DatabaseUnavailableError(
      `A table of ViciDial's database is marked as crashed: ${doing} (${code}). Its owner repairs it with \`mysqlcheck --repair\`.`,
    );
  }
  return new DatabaseUnavailableError(
    `ViciDial's database at ${place} cannot be reached: ${doing} (${code}). ` +
      "Check that it runs, and source.database.host, port or socket.",
  );
}
