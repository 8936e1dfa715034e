import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";

import { ConfigError, loadConfig } from "../../config/load-config.ts";
import { callerGrants, grantStatements } from "../../source-vicidial/grant-statements.ts";
import { UsageError } from "../usage-error.ts";

const LOCAL_HOSTS = ["localhost", "127.0.0.1"];
const LOCAL_ADDRESSES = new Set([...LOCAL_HOSTS, "::1"]);

export type GrantsOptions = { host?: string[]; keepPassword?: boolean; forget?: boolean };

/** Stands for a password that the screen does not show. */
const HIDDEN = "…the configured password…";

/**
 * `nightshift grants`: SQL on standard output, fit to be piped into `mysql`, and what to do with it on standard error. The
 * user gets the password of the configuration, which a terminal is not shown; where there is none, a new one is made up.
 */
export function grants(configPath: string, options: GrantsOptions): void {
  const { database, user, server, password: kept } = configured(configPath);
  if (options.host === undefined && !LOCAL_ADDRESSES.has(server)) {
    throw new UsageError(
      `The database runs on ${server} (host in [source.database] of ${configPath}). Say by which address that server sees this host: nightshift grants --host 10.0.0.5`,
    );
  }
  const hosts = options.host ?? LOCAL_HOSTS;
  if (options.forget === true) return printCallerGrants({ database, user, hosts });
  const password =
    options.keepPassword === true ? null : (kept ?? randomBytes(24).toString("base64url"));
  if (password?.includes("\\") === true) {
    throw new ConfigError(
      "The configured database password has a backslash, which SQL reads in two ways: choose another, or set it by hand and use --keep-password.",
    );
  }
  const statements = grantStatements({
    database,
    user,
    hosts,
    password: password !== null && password === kept && process.stdout.isTTY ? HIDDEN : password,
  });
  console.log(
    [
      "-- Nightshift's user: reads the columns below and nothing else, over two connections at most.",
      ...statements.user,
      ...statements.grants,
      "-- An older ViciDial may lack some of these tables; without them Nightshift goes on.",
      ...statements.optionalGrants,
    ].join("\n"),
  );
  console.error(advice(password, kept));
}

function printCallerGrants(account: {
  database: string;
  user: string;
  hosts: readonly string[];
}): void {
  const { grants: allow, revokes } = callerGrants(account);
  console.log(
    [
      "-- Which leads and in-group calls have a telephone number: for `nightshift forget --phone`.",
      ...allow,
    ].join("\n"),
  );
  console.error(
    [
      "Run the statements as the database's administrator: nightshift grants --forget | mysql --force",
      "(--force goes on where an older ViciDial lacks a table.) Once the request is done, take the rights back:",
      ...revokes.map((line) => `  ${line}`),
    ].join("\n"),
  );
}

function advice(password: string | null, kept: string | null): string {
  const run =
    "Run the statements as the database's administrator: nightshift grants | mysql --force";
  if (password === null) return `${run}\nThe user's password stays as it is.`;
  const force = "(--force goes on where an older ViciDial lacks a table.)";
  if (password === kept) {
    return `${run}\n${force}\nThe user gets the password of the configuration; there is nothing more to do.`;
  }
  return [
    `${run}\n${force}`,
    "Then keep the new password where only Nightshift can read it:",
    `  printf %s '${password}' | install -m 0600 -o nightshift /dev/stdin /etc/nightshift/db-password`,
    "and name that file in the configuration: source.database.password_file. Each run makes up another password;",
    "`nightshift grants --keep-password` prints the grants alone, as after an update.",
  ].join("\n");
}

/** The names from the configuration; the usual ones while there is none, or it reads a folder. */
function configured(configPath: string): {
  database: string;
  user: string;
  server: string;
  password: string | null;
} {
  const usual = { database: "asterisk", user: "nightshift", server: "127.0.0.1", password: null };
  if (!existsSync(configPath)) return usual;
  const { source } = loadConfig(configPath, process.env);
  if (source.kind !== "vicidial") return usual;
  const { name, user, host, socket, password } = source.database;
  return {
    database: name,
    user,
    server: socket === null ? host : "localhost",
    password: password === "" ? null : password,
  };
}
