import { existsSync } from "node:fs";

import type { Command } from "commander";
import * as z from "zod";

import { listSites } from "../edge/admin/sites.repository.ts";
import { openDatabase, type Database } from "../edge/db/client.ts";
import { makeFolder } from "../onprem/make-folder.ts";
import { deployedConfigPath, ENVIRONMENTS } from "./deployment-folder.ts";
import { CommandError, parseOptions, UsageError } from "./known-errors.ts";
import { wranglerDatabase, type Target } from "./wrangler-database.ts";

const optionsSchema = z.object({
  remote: z.boolean().default(false),
  env: z.enum(ENVIRONMENTS).default("production"),
  folder: z.string().optional(),
  state: z.string().optional(),
  json: z.boolean().default(false),
  site: z.string().optional(),
});

/** What every command needs: the database that is meant, how to answer, and when it is. */
export type CommandContext = {
  db: Database;
  target: Target;
  json: boolean;
  /** Epoch milliseconds. */
  nowMs: number;
};

/** As the audit log names whoever has this command line. */
export const ACTOR = "command line";

export function contextOf(command: Command): CommandContext {
  const options = parseOptions(optionsSchema, command.optsWithGlobals());
  const { remote, state, json } = options;
  if (remote && state !== undefined) {
    throw new UsageError("--state is for the D1 of this machine; leave it out beside --remote.");
  }
  const target: Target = remote
    ? { kind: "remote", configPath: configOf(options) }
    : { kind: "local", stateFolder: state === undefined ? null : stateFolderOf(state) };
  return { db: openDatabase(wranglerDatabase(target)), target, json, nowMs: Date.now() };
}

/** How a command of this program is given to the same database, for messages that name the next one. */
export function adminCommand(command: Command, what: string): string {
  const { remote, env, folder, state } = optionsSchema.parse(command.optsWithGlobals());
  const where = [
    ...(remote ? ["--remote"] : []),
    ...(env === "production" ? [] : ["--env", env]),
    ...(folder === undefined ? [] : ["--folder", JSON.stringify(folder)]),
    ...(state === undefined ? [] : ["--state", JSON.stringify(state)]),
  ];
  return ["npm run admin --", ...where, what].join(" ");
}

/** The folder, which wrangler would make as well, and never end where there can be none. Throws CommandError. */
function stateFolderOf(folder: string): string {
  try {
    makeFolder(folder);
    return folder;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(`--state ${folder} cannot be made: ${reason}. Name another folder.`);
  }
}

/** Throws CommandError where nothing was deployed from here. */
function configOf({ env, folder }: z.infer<typeof optionsSchema>): string {
  const path = deployedConfigPath(env, folder);
  if (existsSync(path)) return path;
  throw new CommandError(
    `There is no ${path}: npm run deploy${env === "production" ? "" : ` -- --env ${env}`} writes it, also for what is deployed already.`,
  );
}

/** The site that --site names, or the only one there is. Throws CommandError, and UsageError where there are several. */
export async function siteOf(command: Command, db: Database): Promise<string> {
  const wanted = optionsSchema.parse(command.optsWithGlobals()).site;
  const sites = await listSites(db);
  const ids = sites.map((site) => site.id);
  if (wanted !== undefined) {
    if (ids.includes(wanted)) return wanted;
    throw new CommandError(
      `There is no site ${wanted}. There ${ids.length === 0 ? "is none yet: site create makes one" : `are: ${ids.join(", ")}`}.`,
    );
  }
  const [only] = ids;
  if (only === undefined) {
    throw new CommandError(
      `There is no site yet. Make one: ${adminCommand(command, "site create --id ID --name NAME --time-zone ZONE")}`,
    );
  }
  if (ids.length === 1) return only;
  throw new UsageError(`Say which site: --site ${ids.join(" | ")}`);
}
