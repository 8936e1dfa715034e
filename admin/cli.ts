#!/usr/bin/env node
import { Command, CommanderError } from "commander";

import { addBackupCommands } from "./backup-commands.ts";
import { addForgetCommands } from "./forget-commands.ts";
import { addJudgeCommands } from "./judge-commands.ts";
import { messageForPeople, UsageError } from "./known-errors.ts";
import { addPeopleCommands } from "./people-commands.ts";
import { addScorecardCommands } from "./scorecard-commands.ts";
import { addSettingsCommands } from "./settings-commands.ts";
import { addSiteCommands } from "./site-commands.ts";
import { addTokenCommands } from "./token-commands.ts";

const WRONG_USAGE = 2;

const program = new Command("npm run admin --")
  .description(
    "Sites, tokens, people, sign-in links and settings of the edge, in the D1 of this machine or, with --remote, in that of your\n" +
      "Cloudflare account, which wrangler must be signed in to. Secrets are printed once, on stdout, and stored as hashes.",
  )
  .option("--remote", "work on the deployed D1 instead of this machine's")
  .option("--env <environment>", "which deployment --remote means: production or staging")
  .option(
    "--folder <path>",
    "where npm run deploy keeps the deployment's files, if not in deployments",
  )
  .option("--state <folder>", "where this machine's D1 lies; the demo's is .nightshift/demo/edge")
  .option("--site <id>", "which site; not needed while there is only one")
  .option("--json", "answer as JSON, on one line")
  .exitOverride()
  .showHelpAfterError("(--help says more)")
  .addHelpText(
    "after",
    `
A new site, from nothing:
  npm run admin -- site create --id acme --name "Acme Support" --time-zone America/New_York
  npm run admin -- token create --site acme --scope ingest --label "recording host"
  npm run admin -- token create --site acme --scope read --label Grafana --expires-in-days 365
  npm run admin -- person create --site acme --name "Jo Field" --role admin
  npm run admin -- link create --site acme --person "Jo Field"

The same on Cloudflare: --remote (and --url for links).
Beside a running demo: --state .nightshift/demo/edge`,
  );

addSiteCommands(program);
addTokenCommands(program);
addPeopleCommands(program);
addSettingsCommands(program);
addScorecardCommands(program);
addJudgeCommands(program);
addForgetCommands(program);
addBackupCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // It has spoken for itself.
    process.exitCode = error.exitCode === 0 ? 0 : WRONG_USAGE;
  } else {
    const message = messageForPeople(error);
    if (message === null) throw error;
    console.error(`admin: ${message}`);
    process.exitCode = error instanceof UsageError ? WRONG_USAGE : 1;
  }
}
