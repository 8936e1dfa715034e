import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";

import { ConfigError, loadConfig } from "../config/load-config.ts";
import { grantStatements } from "../source-vicidial/grant-statements.ts";
import { addCommand, type Cli } from "./cli-command.ts";

const LOCAL_HOSTS = ["localhost", "127.0.0.1"];
const LOCAL_ADDRESSES = new Set([...LOCAL_HOSTS, "::1"]);

type GrantsOptions = { host?: string[]; keepPassword?: boolean };

export function registerGrants(cli: Cli): void {
  addCommand(cli, {
    usage: "grants",
    summary: "print the SQL that lets Nightshift read ViciDial's database, and nothing more",
    about:
      "Prints SQL for the database's administrator: a user of its own that may read the columns Nightshift reads, over two " +
      "connections at most, and can write nothing. Passwords, lead data and settings of ViciDial are not among them. " +
      "What to do with the SQL is printed on standard error, so that the SQL alone can be piped into mysql. Each run " +
      "makes up a new password; one that is configured is never shown.",
    examples: [
      ["nightshift grants", "look at it first"],
      ["nightshift grants | mysql --force", "and let the database have it"],
      ["nightshift grants --keep-password", "the grants alone, after an update"],
      ["nightshift grants --host 10.0.0.5", "when the database runs on another host"],
    ],
    exits: ["ok", "configuration"],
  })
    .option(
      "--host <address...>",
      "by which address the database sees this host (default: localhost)",
    )
    .option("--keep-password", "the user exists and keeps its password")
    .action((options: GrantsOptions) => grants(cli.configPath(), options));
}

/**
 * `nightshift grants`: SQL on standard output, fit to be piped into `mysql`, and what to do with it on standard error. A
 * new password is made up each time; one that is configured already is never shown.
 */
function grants(configPath: string, options: GrantsOptions): void {
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
