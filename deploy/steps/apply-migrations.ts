import { readdirSync } from "node:fs";
import { join } from "node:path";

import * as z from "zod";

import type { Database } from "../../edge/db/client.ts";
import type { Deployment, Place } from "../deployment.ts";

const MIGRATIONS = join(import.meta.dirname, "..", "..", "migrations");

/**
 * Brings the database's tables up to this version's. D1 takes each migration whole or not at all, and they only go forward:
 * the Worker that still runs meanwhile works with the newer tables. Returns
 * what had been applied before.
 */
export async function applyMigrations(
  { dryRun, say }: Deployment,
  place: Place,
  db: Database | null,
): Promise<string[]> {
  const applied = db === null ? [] : await appliedMigrations(db);
  const missing = readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith(".sql") && !applied.includes(name))
    .toSorted();
  if (missing.length === 0) {
    say("Tables: up to date.");
    return applied;
  }
  const what = `${missing.length === 1 ? "the migration" : `${missing.length} migrations, up to`} ${missing.at(-1)}`;
  if (dryRun) {
    say(`Tables: would apply ${what}.`);
    return applied;
  }
  await place.wrangler([
    "d1",
    "migrations",
    "apply",
    "DB",
    "--remote",
    "--config",
    place.configPath,
  ]);
  say(`Tables: applied ${what}.`);
  return applied;
}

/** By name; none where the database has no tables at all. Reads, where wrangler's own list would create its table. */
async function appliedMigrations(db: Database): Promise<string[]> {
  const { results: tables } = await db.$client
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'd1_migrations'")
    .all();
  if (tables.length === 0) return [];
  const { results } = await db.$client.prepare("SELECT name FROM d1_migrations ORDER BY id").all();
  return z
    .array(z.object({ name: z.string() }))
    .parse(results)
    .map(({ name }) => name);
}
