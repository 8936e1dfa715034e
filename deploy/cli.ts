#!/usr/bin/env node
import { resolve } from "node:path";

import { Command, Option } from "commander";

import { DEPLOYMENTS_FOLDER, ENVIRONMENTS } from "../admin/deployment-folder.ts";
import { messageForPeople } from "../admin/known-errors.ts";
import { terminal } from "../onprem/install/ask.ts";
import { InstallError } from "../onprem/install/step.ts";
import { DeployError } from "./deploy-error.ts";
import type { Answers } from "./deployment.ts";
import { readOwnerFile } from "./owner-file.ts";
import { runDeploy } from "./run-deploy.ts";
import { projectWrangler } from "./wrangler.ts";

type Options = Answers & {
  env: (typeof ENVIRONMENTS)[number];
  folder: string;
  dryRun: boolean;
  yes: boolean;
};

const program = new Command("npm run deploy --")
  .description(
    "Puts the Worker and its database into your Cloudflare account, or brings them up to this version. What is done already is\n" +
      "left as it is, so after a failure the same command goes on. Sign in first: npx wrangler login",
  )
  .addOption(
    new Option(
      "--env <environment>",
      "which deployment; development is npm run dev, on this machine",
    )
      .choices(ENVIRONMENTS)
      .default("production"),
  )
  .option("--dry-run", "say what would be done and change nothing; works without a sign-in", false)
  .option("--yes", "ask nothing; secrets are taken from the environment's variables", false)
  .option("--folder <path>", "where the deployment's own files lie", DEPLOYMENTS_FOLDER)
  .option("--account <id>", "which Cloudflare account, if the sign-in has several")
  .addOption(
    new Option(
      "--location <hint>",
      "where a new database is made, as near as there is room",
    ).choices(["weur", "eeur", "apac", "oc", "wnam", "enam"]),
  )
  .addOption(
    new Option("--jurisdiction <name>", "where a new database must stay, for good").choices([
      "eu",
      "fedramp",
      "us",
    ]),
  )
  .option("--site-id <id>", "the first site's short name, as in the agent's configuration")
  .option("--site-name <name>", "its name, as managers see it")
  .option("--time-zone <zone>", "its IANA time zone, such as America/New_York")
  .option("--admin <name>", "the name of the site's first admin")
  .showHelpAfterError("(--help says more)")
  .action(deploy);

await program.parseAsync();

async function deploy({ env: environment, folder: path, dryRun, yes, ...answers }: Options) {
  const folder = resolve(path);
  try {
    await runDeploy({
      environment,
      folder,
      owner: readOwnerFile(folder, environment),
      dryRun,
      ask: yes ? null : terminal("Stopped. The same command goes on from here."),
      answers,
      say: (line) => console.log(line),
      wranglerFor: projectWrangler,
      env: process.env,
      nowMs: Date.now,
    });
  } catch (error) {
    const isKnown = error instanceof DeployError || error instanceof InstallError;
    const message = isKnown ? error.message : messageForPeople(error);
    if (message === null) throw error;
    console.error(`deploy: ${message}`);
    if (!dryRun) console.error("What was done before stays; the same command goes on from there.");
    process.exitCode = 1;
  }
}
