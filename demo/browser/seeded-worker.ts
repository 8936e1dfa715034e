import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import type { D1Database } from "@cloudflare/workers-types";

import { localDateAt } from "#shared/time/site-time.ts";

import { createSecret, hashSecret } from "../../edge/auth/secrets.ts";
import { choosePort, quietWrangler, startLocalEdge, withLocalDatabase } from "../local-edge.ts";
import { createSite, SITE_ID, type SiteSecrets } from "../prepare-site.ts";
import { generateSampleHistory } from "../sample-history/generate-sample-history.ts";
import { insertSampleHistory } from "../sample-history/insert-sample-history.ts";

const SEED = 20_261_123;
const FIRST_PORT = 8900;
/** One of the sample history's agents, who is somebody that signs in. */
export const SAMPLE_AGENT = "2008";

const LINK_VALID_MS = 60 * 60_000;

export type SeededWorker = {
  url: string;
  secrets: SiteSecrets;
  /** Signs an agent in, whose ViciDial user is SAMPLE_AGENT. */
  agentSignInCode: string;
  /** Runs the cron tick. */
  tick: () => Promise<void>;
  /** What the Worker's database holds now, by a query that only reads. */
  stored: (sql: string, ...values: string[]) => Record<string, unknown>[];
  stop: () => Promise<void>;
};

/**
 * The real Worker over a D1 of its own with the demo's site and its thirty days of sample calls. `seed` adds what a test needs
 * beside them, before the Worker starts; `rewrite` then changes what it likes in the database's file.
 */
export async function startSeededWorker(
  seed: (db: D1Database, siteId: string) => Promise<void> = async () => undefined,
  rewrite?: (database: DatabaseSync) => void,
): Promise<SeededWorker> {
  quietWrangler(process.env);
  const folder = mkdtempSync(join(tmpdir(), "nightshift-browser-"));
  const timeZone = "Europe/London";
  const made = await withLocalDatabase(folder, async (db) => {
    const secrets = await createSite(db, timeZone, Date.now());
    const agentSignInCode = await addAgent(db, SITE_ID, Date.now());
    const today = localDateAt(Date.now(), timeZone);
    await insertSampleHistory(db, SITE_ID, generateSampleHistory({ seed: SEED, today, timeZone }));
    await seed(db, SITE_ID);
    return { secrets, agentSignInCode };
  });
  if (rewrite !== undefined) withStoredFile(folder, { readOnly: false }, rewrite);
  const edge = await startLocalEdge({
    stateFolder: folder,
    port: await choosePort(null, FIRST_PORT + Math.floor(Math.random() * 400)),
    vars: { SCORING_PROVIDERS: "rules" },
    secrets: {},
  });
  return {
    url: edge.url,
    ...made,
    tick: edge.tick,
    // Beside the running Worker, whose database is a file in WAL mode.
    stored: (sql, ...values) =>
      withStoredFile(folder, { readOnly: true }, (file) => file.prepare(sql).all(...values)),
    stop: async () => {
      await edge.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function withStoredFile<Result>(
  folder: string,
  options: { readOnly: boolean },
  work: (database: DatabaseSync) => Result,
): Result {
  const databases = join(folder, "v3", "d1", "miniflare-D1DatabaseObject");
  const [name] = readdirSync(databases).filter(
    (file) => file.endsWith(".sqlite") && file !== "metadata.sqlite",
  );
  if (name === undefined) throw new Error(`no database below ${databases}`);
  const database = new DatabaseSync(join(databases, name), options);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** Adds somebody of role agent with a sign-in link; answers with its code. */
async function addAgent(db: D1Database, siteId: string, nowMs: number): Promise<string> {
  const code = createSecret("link");
  await db.batch([
    db
      .prepare(
        "INSERT INTO person (id, site_id, name, role, agent_user, created_at) VALUES ('sample-agent', ?, 'Yusuf Demir', 'agent', ?, ?)",
      )
      .bind(siteId, SAMPLE_AGENT, nowMs),
    db
      .prepare(
        "INSERT INTO sign_in_link (secret_hash, site_id, person_id, uses_left, created_at, expires_at) VALUES (?, ?, 'sample-agent', 20, ?, ?)",
      )
      .bind(await hashSecret(code), siteId, nowMs, nowMs + LINK_VALID_MS),
  ]);
  return code;
}
