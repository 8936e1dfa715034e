import mysql from "mysql2/promise";

import * as callerTables from "./caller-tables.ts";
import { getTableConfig, getTableName, is, MySqlTable } from "./drizzle.ts";
import * as tables from "./vicidial-tables.ts";

/** Watch, and a command that a person runs beside it. */
const MAX_CONNECTIONS = 2;

export type GrantOptions = {
  /** ViciDial's database. */
  database: string;
  user: string;
  /** Hosts from which the agent connects, as MariaDB sees them. */
  hosts: readonly string[];
  /** Null when the user exists and keeps its password. */
  password: string | null;
};

export type GrantStatements = {
  user: string[];
  /** Tables that every ViciDial has. */
  grants: string[];
  /** Tables that an older ViciDial may lack. */
  optionalGrants: string[];
};

/**
 * The statements that let the agent's user read what it reads, column by column, and nothing else. They are derived from
 * vicidial-tables.ts, which every query is made of, so they cannot fall behind it.
 */
export function grantStatements(options: GrantOptions): GrantStatements {
  const { password } = options;
  const accounts = options.hosts.map((host) => `${quoted(options.user)}@${quoted(host)}`);
  const readTables = Object.values(tables).filter((table) => is(table, MySqlTable));
  const grantsOn = (isOptional: boolean) =>
    readTables
      .filter((table) => tables.optionalTables.includes(table) === isOptional)
      .flatMap((table) => accounts.map((account) => grant(table, options.database, account)));
  return {
    user:
      password === null
        ? []
        : accounts.flatMap((account) => [
            `CREATE USER IF NOT EXISTS ${account};`,
            `ALTER USER ${account} IDENTIFIED BY ${quoted(password)} WITH MAX_USER_CONNECTIONS ${MAX_CONNECTIONS};`,
          ]),
    grants: grantsOn(false),
    optionalGrants: grantsOn(true),
  };
}

/**
 * The statements for a deletion request by telephone number, and those that take the rights back afterwards: which leads and
 * calls have a number. The archive may be missing in an older ViciDial.
 */
export function callerGrants({ database, user, hosts }: Omit<GrantOptions, "password">): {
  grants: string[];
  revokes: string[];
} {
  const accounts = hosts.map((host) => `${quoted(user)}@${quoted(host)}`);
  const lines = (change: (table: MySqlTable, account: string) => string) =>
    Object.values(callerTables).flatMap((table) =>
      accounts.map((account) => change(table, account)),
    );
  // What the source itself reads of these tables stays granted.
  const own = new Set<string>([
    getTableName(tables.closerLog),
    getTableName(tables.closerLogArchive),
  ]);
  return {
    grants: lines((table, account) => grant(table, database, account)),
    revokes: lines((table, account) => {
      const columns = own.has(getTableName(table)) ? "phone_number" : "lead_id, phone_number";
      return `REVOKE SELECT (${columns}) ON ${named(database)}.${named(getTableName(table))} FROM ${account};`;
    }),
  };
}

function grant(table: MySqlTable, database: string, account: string): string {
  const columns = getTableConfig(table).columns.map((column) => named(column.name));
  return `GRANT SELECT (${columns.join(", ")}) ON ${named(database)}.${named(getTableName(table))} TO ${account};`;
}

function named(identifier: string): string {
  return mysql.escapeId(identifier, true);
}

/** Doubled quotes hold whatever the server's mode is; a backslash would be read differently in each. */
function quoted(text: string): string {
  if (text.includes("\\")) throw new Error("A name with a backslash cannot be quoted safely.");
  return `'${text.replaceAll("'", "''")}'`;
}
