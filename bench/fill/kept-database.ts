import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { localDateAt } from "#shared/time/site-time.ts";

import { withLocalDatabase } from "../../demo/local-edge.ts";
import { createSecret, hashSecret } from "../../edge/auth/secrets.ts";
import { HISTORY_DAYS, NOW_MS, SITE } from "../bench-site.ts";
import { compareRollups } from "./compare-rollups.ts";
import { fillDatabase } from "./fill-database.ts";
import { ADMIN, BENCH_PEOPLE, LOOKING_AGENT } from "./people/bench-people.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const MIGRATIONS = join(ROOT, "migrations");
/** Grows with every change to what is filled in, so that no older database is taken for a newer one. */
const FILL_VERSION = 5;
const DAY_MS = 86_400_000;
const MADE_AT = NOW_MS - HISTORY_DAYS * DAY_MS;

const keptSchema = z.object({
  version: z.literal(FILL_VERSION),
  calls: z.int(),
  migrations: z.array(z.string()),
  secrets: z.object({
    read: z.string(),
    ingest: z.string(),
    /** The admin's, and an agent's, who sees their own pages. */
    session: z.string(),
    agentSession: z.string(),
  }),
});

export type FilledDatabase = {
  calls: number;
  /** To be given to the local platform. */
  stateFolder: string;
  /** SQLite's file in it. */
  path: string;
  /** Of this database only. */
  secrets: z.infer<typeof keptSchema>["secrets"];
  /** How long the filling took; null when it was kept from before. */
  filledInMs: number | null;
};

/**
 * A local D1 with two years of `calls` scored calls, below `folder`: that of the run before unless `fresh` is wanted or the
 * tables have changed since. Throws when the rollups of what was filled in are not those that the product counts.
 */
export async function filledDatabase(options: {
  folder: string;
  calls: number;
  fresh: boolean;
  onProgress: (text: string) => void;
}): Promise<FilledDatabase> {
  const { folder, calls, fresh, onProgress } = options;
  const stateFolder = join(folder, `edge-${calls}`);
  const keptFile = join(stateFolder, "filled.json");
  const migrations = readdirSync(MIGRATIONS).filter((file) => file.endsWith(".sql"));
  const kept = fresh ? null : readKept(keptFile);
  if (kept !== null && kept.calls === calls && kept.migrations.join() === migrations.join()) {
    const path = databaseFile(stateFolder);
    return { calls, stateFolder, path, secrets: kept.secrets, filledInMs: null };
  }
  rmSync(stateFolder, { recursive: true, force: true });
  mkdirSync(stateFolder, { recursive: true });
  const begunMs = performance.now();
  const secrets = {
    read: createSecret("read"),
    ingest: createSecret("ingest"),
    session: createSecret("session"),
    agentSession: createSecret("session"),
  };
  await createSite(stateFolder, secrets);
  const path = databaseFile(stateFolder);
  const sqlite = new DatabaseSync(path);
  try {
    // A crash costs nothing but another filling.
    sqlite.exec(
      "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000",
    );
    fillDatabase(sqlite, calls, (scored) => {
      const sec = ((performance.now() - begunMs) / 1000).toFixed(0);
      onProgress(`${scored.toLocaleString("en")} of ${calls.toLocaleString("en")} calls, ${sec} s`);
    });
    onProgress("comparing rollups with the product's own count");
    const different = compareRollups(sqlite, path, calls > WHOLE_UP_TO ? sampleWeeks() : null);
    if (different.length > 0) {
      throw new Error(`the rollups filled in are wrong:\n${different.slice(0, 10).join("\n")}`);
    }
  } finally {
    sqlite.close();
  }
  const filledInMs = performance.now() - begunMs;
  const content = { version: FILL_VERSION, calls, migrations, secrets };
  writeFileSync(keptFile, JSON.stringify(content), { mode: 0o600 });
  return { calls, stateFolder, path, secrets, filledInMs };
}

/** Marks a database as not to be used again until `keep` is called. */
export function spoil({ stateFolder }: Pick<FilledDatabase, "stateFolder">): { keep: () => void } {
  const keptFile = join(stateFolder, "filled.json");
  const content = readFileSync(keptFile, "utf8");
  rmSync(keptFile);
  return { keep: () => writeFileSync(keptFile, content, { mode: 0o600 }) };
}

/** Beyond so many calls only some weeks are counted anew. */
const WHOLE_UP_TO = 20_000;

/** Mondays: the first whole week, one in the middle, the last but one. */
function sampleWeeks(): string[] {
  return [HISTORY_DAYS - 9, HISTORY_DAYS / 2, 8].map((daysAgo) => {
    const day = new Date(`${localDateAt(NOW_MS - daysAgo * DAY_MS, SITE.timeZone)}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
    return day.toISOString().slice(0, 10);
  });
}

function readKept(file: string) {
  if (!existsSync(file)) return null;
  return keptSchema.safeParse(JSON.parse(readFileSync(file, "utf8"))).data ?? null;
}

export function databaseFile(stateFolder: string): string {
  const folder = join(stateFolder, "v3", "d1", "miniflare-D1DatabaseObject");
  const [file, ...others] = readdirSync(folder).filter(
    (name) => name.endsWith(".sqlite") && !name.startsWith("metadata"),
  );
  if (file === undefined || others.length > 0) {
    throw new Error(`${folder} should hold one database; run again with --fresh`);
  }
  return join(folder, file);
}

async function createSite(stateFolder: string, secrets: FilledDatabase["secrets"]): Promise<void> {
  const hashes = {
    read: await hashSecret(secrets.read),
    ingest: await hashSecret(secrets.ingest),
    session: await hashSecret(secrets.session),
    agentSession: await hashSecret(secrets.agentSession),
  };
  await withLocalDatabase(stateFolder, async (db) => {
    const token = db.prepare(
      "INSERT INTO access_token (id, site_id, scope, secret_hash, label, created_at) VALUES (?, ?, ?, ?, 'bench', ?)",
    );
    const person = db.prepare(
      "INSERT INTO person (id, site_id, name, role, agent_user, created_at) VALUES (?, ?, ?, ?, ?, ?)",
    );
    const session = db.prepare(
      "INSERT INTO session (secret_hash, site_id, person_id, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
    );
    await db.batch([
      db
        .prepare("INSERT INTO site (id, name, time_zone, created_at) VALUES (?, ?, ?, ?)")
        .bind(SITE.id, SITE.name, SITE.timeZone, NOW_MS),
      token.bind("reader", SITE.id, "read", hashes.read, NOW_MS),
      token.bind("agent", SITE.id, "ingest", hashes.ingest, NOW_MS),
      person.bind(ADMIN, SITE.id, "Bench", "admin", null, MADE_AT),
      ...BENCH_PEOPLE.map(({ id, name, role, agentUser }) =>
        person.bind(id, SITE.id, name, role, agentUser, MADE_AT),
      ),
      session.bind(hashes.session, SITE.id, ADMIN, NOW_MS, NOW_MS + DAY_MS),
      session.bind(hashes.agentSession, SITE.id, LOOKING_AGENT, NOW_MS, NOW_MS + DAY_MS),
    ]);
  });
}
