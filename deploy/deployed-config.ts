import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

import { parse } from "smol-toml";
import * as z from "zod";

import { deployedConfigPath, type Environment } from "../admin/deployment-folder.ts";
import { DeployError } from "./deploy-error.ts";
import type { OwnerFile } from "./owner-file.ts";

const ROOT = join(import.meta.dirname, "..");
const HEADER =
  "// Written by npm run deploy from wrangler.toml and this folder's .toml file. Change that one, not this.\n";
/** Rate limits count for the whole account, so a second Worker in it needs numbers of its own. */
const RATE_LIMITS_APART: Record<Environment, number> = { production: 0, staging: 1000 };

/** Stands for a database that is not there yet, as in wrangler.toml. */
export const NO_DATABASE = "00000000-0000-0000-0000-000000000000";

const baseSchema = z.looseObject({
  name: z.string(),
  main: z.string(),
  d1_databases: z.tuple([
    z.looseObject({
      binding: z.literal("DB"),
      database_name: z.string(),
      migrations_dir: z.string(),
    }),
  ]),
  ratelimits: z.array(z.looseObject({ namespace_id: z.string().regex(/^\d+$/) })).default([]),
  vars: z.record(z.string(), z.string()).default({}),
});

const idsSchema = z.object({
  account_id: z.string(),
  d1_databases: z.tuple([z.object({ database_id: z.string(), database_name: z.string() })]),
});

/** The account of a deployment, and its database. */
export type Ids = { accountId: string; databaseId: string };
/** What an earlier run found out; the name is the one by which it looked for the database. */
export type KnownIds = Ids & { databaseName: string };

/** The names of a deployment's Worker and database. */
export type Names = { worker: string; database: string };

export function namesOf(environment: Environment, owner: OwnerFile): Names {
  const base = readBase();
  const suffix = environment === "production" ? "" : `-${environment}`;
  const worker = owner.name ?? `${base.name}${suffix}`;
  return { worker, database: owner.database_name ?? worker };
}

/** Null before the first deployment from here. Throws DeployError where the file was damaged. */
export function readKnownIds(folder: string, environment: Environment): KnownIds | null {
  const path = deployedConfigPath(environment, folder);
  if (!existsSync(path)) return null;
  try {
    const text = readFileSync(path, "utf8").replace(/^(\s*\/\/.*\n)+/, "");
    const { account_id, d1_databases } = idsSchema.parse(JSON.parse(text));
    const [{ database_id, database_name }] = d1_databases;
    return { accountId: account_id, databaseId: database_id, databaseName: database_name };
  } catch {
    throw new DeployError(
      `${path} cannot be read. Remove it and run the same command again: the database is then found by its name.`,
    );
  }
}

/** Wrangler's whole configuration of a deployment. Paths are relative to the folder in which it lies. */
export function composeConfig(
  environment: Environment,
  folder: string,
  owner: OwnerFile,
  ids: { accountId: string | null; databaseId: string },
): Record<string, unknown> {
  const base = readBase();
  const names = namesOf(environment, owner);
  const fromFolder = (path: string) => relative(folder, join(ROOT, path));
  const [database] = base.d1_databases;
  return {
    ...base,
    name: names.worker,
    ...(ids.accountId === null ? {} : { account_id: ids.accountId }),
    main: fromFolder(base.main),
    d1_databases: [
      {
        ...database,
        database_name: names.database,
        database_id: ids.databaseId,
        migrations_dir: fromFolder(database.migrations_dir),
      },
    ],
    ratelimits: base.ratelimits.map((limit) => ({
      ...limit,
      namespace_id: String(Number(limit.namespace_id) + RATE_LIMITS_APART[environment]),
    })),
    vars: { ...base.vars, ...owner.vars },
    ...owner.wrangler,
  };
}

/** Writes it whole or not at all; true when that changed anything. */
export function writeConfig(path: string, config: Record<string, unknown>): boolean {
  const text = `${HEADER}${JSON.stringify(config, null, 2)}\n`;
  if (existsSync(path) && readFileSync(path, "utf8") === text) return false;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
  return true;
}

function readBase(): z.infer<typeof baseSchema> {
  return baseSchema.parse(parse(readFileSync(join(ROOT, "wrangler.toml"), "utf8")));
}
