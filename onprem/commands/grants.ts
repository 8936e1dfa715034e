import type { GrantsOptions } from "./actions/grants.ts";
import { addCommand, type Cli } from "./cli-command.ts";

export function registerGrants(cli: Cli): void {
  addCommand(cli, {
    usage: "grants",
    summary: "print the SQL that lets Nightshift read ViciDial's database, and nothing more",
    about:
      "Prints SQL for the database's administrator: a user of its own that may read the columns Nightshift reads, over two " +
      "connections at most, and can write nothing. Passwords, lead data and settings of ViciDial are not among them. " +
      "What to do with the SQL is printed on standard error, so that the SQL alone can be piped into mysql. The user gets " +
      "the password of the configuration, which a terminal is not shown; where none is configured one is made up.",
    examples: [
      ["nightshift grants", "look at it first"],
      ["nightshift grants | mysql --force", "and let the database have it"],
      ["nightshift grants --keep-password", "the grants alone, after an update"],
      ["nightshift grants --forget", "for `nightshift forget --phone`; take it back afterwards"],
      ["nightshift grants --host 10.0.0.5", "when the database runs on another host"],
    ],
    exits: ["ok", "configuration"],
  })
    .option(
      "--host <address...>",
      "by which address the database sees this host (default: localhost)",
    )
    .option("--keep-password", "the user exists and keeps its password")
    .option(
      "--forget",
      "only what a deletion request by telephone number reads besides, and how to take it back",
    )
    .action(async (options: GrantsOptions) => {
      const { grants } = await import("./actions/grants.ts");
      grants(cli.configPath(), options);
    });
}
