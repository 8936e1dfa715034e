import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";

import { ConfigError, loadConfig } from "../../config/load-config.ts";
import { grantStatements } from "../../source-vicidial/grant-statements.ts";

const LOCAL_HOSTS = ["localhost", "127.0.0.1"];
const LOCAL_ADDRESSES = new Set([...LOCAL_HOSTS, "::1"]);

export type GrantsOptions = { host?: string[]; keepPassword?: boolean };

/**
 * `nightshift grants`: SQL on standard output, fit to be piped into `mysql`, and what to do with it on standard error. A
 * new password is made up each time; one that is configured already is never shown.
 */
export function grants(configPath: string, options: GrantsOptions): void {
  const { database, user, server } = configured(configPath);
  if (options.host === undefined && !LOCAL_ADDRESSES.has(server)) {
    throw new ConfigError(
      `The database runs on ${server}. Say by which address that server sees this host: nightshift grants --host 10.0.0.5`,
    );
  }
  const password = options.keepPassword === true ? null : randomBytes(24).toString("base64url");
  const statements = grantStatements({
    database,
    user,
    hosts: options.host ?? LOCAL_HOSTS,
    password,
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
  console.error(advice(password));
}

function advice(password: string | null): string {
  const run =
    "Run the statements as the database's administrator: nightshift grants | mysql --force";
  if (password === null) return `${run}\nThe user's password stays as it is.`;
  return [
    `${run}\n(--force goes on where an older ViciDial lacks a table.)`,
    "Then keep the new password where only Nightshift can read it:",
    `  printf %s '${password}' | install -m 0600 -o nightshift /dev/stdin /etc/nightshift/db-password`,
    "and name that file in the configuration: source.database.password_file. Each run makes up another password;",
    "`nightshift grants --keep-password` prints the grants alone, as after an update.",
  ].join("\n");
}

/** The names from the configuration; the usual ones while there is none, or it reads a folder. */
function configured(configPath: string): { database: string; user: string; server: string } {
  const usual = { database: "asterisk", user: "nightshift", server: "127.0.0.1" };
  if (!existsSync(configPath)) return usual;
  const { source } = loadConfig(configPath, process.env);
  if (source.kind !== "vicidial") return usual;
  const { name, user, host, socket } = source.database;
  return { database: name, user, server: socket === null ? host : "localhost" };
}
