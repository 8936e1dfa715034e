import { setTimeout as delay } from "node:timers/promises";

import mysql, { type Connection } from "mysql2/promise";

import {
  databaseErrorCode,
  explainDatabaseError,
  isConnectionLoss,
  isMissingTable,
} from "./database-error.ts";
import type { Statement } from "./statement.ts";

export type DatabaseSettings = {
  host: string;
  port: number;
  /** A Unix socket instead of host and port. */
  socket: string | null;
  name: string;
  user: string;
  password: string;
  statementTimeoutSec: number;
};

export type VicidialDatabase = {
  /**
   * Sends a statement and gives its rows, whole. Throws SourceError (DatabaseBusyError, DatabaseUnavailableError when it
   * may go better later): what is wrong and what to do.
   */
  read<Args extends readonly unknown[], Row>(
    statement: Statement<Args, Row>,
    ...args: Args
  ): Promise<Row[]>;
  /** Optional tables that turned out not to be there, or not to be granted, since this was last asked. */
  takeUnreadableTables(): string[];
  close(): Promise<void>;
};

type Session = { connection: Connection; isMariaDb: boolean };

const CONNECT_TIMEOUT_MS = 10_000;
/** The server ends a statement by itself; this is for a server, or a line to it, that no longer does anything. */
const SILENCE_MS = 3_000;
const FAREWELL_MS = 1_000;

/**
 * ViciDial's database over one connection, which is opened when it is first needed and again when it was lost. The session
 * cannot write, its statements end after `statementTimeoutSec`, waits for locks included, and results are read at once, so
 * that no table stays locked because we are slow.
 */
export function connectDatabase(settings: DatabaseSettings): VicidialDatabase {
  const place = settings.socket ?? `${settings.host}:${settings.port}`;
  const timeoutSec = settings.statementTimeoutSec;
  let opening: Promise<Session> | null = null;
  const unreadable = new Map<string, "new" | "told">();

  const drop = (lost: Promise<Session> | null) => {
    if (opening === lost) opening = null;
    void lost?.then(
      ({ connection }) => connection.destroy(),
      () => undefined,
    );
  };
  const session = (): Promise<Session> => {
    if (opening !== null) return opening;
    const opened = openSession(settings, () => drop(opened));
    opening = opened;
    opened.catch(() => drop(opened));
    return opened;
  };

  const send = async <Args extends readonly unknown[], Row>(
    statement: Statement<Args, Row>,
    args: Args,
  ): Promise<Row[]> => {
    const current = session();
    try {
      const { connection, isMariaDb } = await current;
      const { sql, params } = statement.compile(...args);
      const [rows] = await connection.query({
        sql: limitStatement(sql, timeoutSec, isMariaDb),
        values: params,
        timeout: timeoutSec * 1000 + SILENCE_MS,
      });
      return statement.parse(rows);
    } catch (error) {
      if (isConnectionLoss(error)) drop(current);
      throw error;
    }
  };

  return {
    async read(statement, ...args) {
      const hadConnection = opening !== null;
      try {
        try {
          return await send(statement, args);
        } catch (error) {
          // A connection that was closed while nobody used it says so only when it is used.
          if (hadConnection && isConnectionLoss(error) && !isSilence(error)) {
            return await send(statement, args);
          }
          throw error;
        }
      } catch (error) {
        const code = databaseErrorCode(error);
        if (code !== null && statement.optional && isUnreadable(code, statement.extraGrant)) {
          unreadable.set(statement.table, unreadable.get(statement.table) ?? "new");
          return [];
        }
        throw explainDatabaseError(error, { place, user: settings.user }, statement.name);
      }
    },
    takeUnreadableTables() {
      const fresh = [...unreadable].flatMap(([table, told]) => (told === "new" ? [table] : []));
      for (const table of fresh) unreadable.set(table, "told");
      return fresh;
    },
    async close() {
      const closing = opening;
      opening = null;
      if (closing === null) return;
      await closing.then(
        async ({ connection }) => {
          const leaving = connection.end().catch(() => undefined);
          await Promise.race([leaving, delay(FAREWELL_MS, undefined, { ref: false })]);
          connection.destroy();
        },
        () => undefined,
      );
    },
  };
}

async function openSession(settings: DatabaseSettings, onLost: () => void): Promise<Session> {
  const { host, port, socket, name, user, password, statementTimeoutSec } = settings;
  const connection = await mysql.createConnection({
    ...(socket === null ? { host, port } : { socketPath: socket }),
    user,
    password,
    database: name,
    // Values are compared as the columns are; a general_ci connection would not compare at all.
    charset: "UTF8MB4_UNICODE_CI",
    dateStrings: true,
    supportBigNumbers: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    enableKeepAlive: true,
  });
  connection.on("error", onLost);
  try {
    const setUp = (sql: string) => connection.query({ sql, timeout: CONNECT_TIMEOUT_MS });
    const [rows] = await setUp("SELECT VERSION() AS version");
    const isMariaDb = /mariadb/i.test(JSON.stringify(rows));
    // Without NO_BACKSLASH_ESCAPES the driver's quoting holds whatever the server's own mode is.
    await setUp(
      `SET SESSION sql_mode = '', autocommit = 1, lock_wait_timeout = ${Math.ceil(statementTimeoutSec)}`,
    );
    await setUp("SET SESSION TRANSACTION READ ONLY");
    return { connection, isMariaDb };
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

/** The statement with the server's own time limit: as MariaDB knows it, or as MySQL does. */
export function limitStatement(sql: string, timeoutSec: number, isMariaDb: boolean): string {
  return isMariaDb
    ? `SET STATEMENT max_statement_time=${timeoutSec} FOR ${sql}`
    : sql.replace(
        /^select /i,
        `select /*+ MAX_EXECUTION_TIME(${Math.ceil(timeoutSec * 1000)}) */ `,
      );
}

function isUnreadable(code: string, extraGrant: boolean): boolean {
  return isMissingTable(code) || (extraGrant && code === "ER_COLUMNACCESS_DENIED_ERROR");
}

function isSilence(error: unknown): boolean {
  return databaseErrorCode(error) === "PROTOCOL_SEQUENCE_TIMEOUT";
}
