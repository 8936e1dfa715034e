import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { D1Database } from "@cloudflare/workers-types";

import { localDateAt } from "#shared/time/site-time.ts";

import { choosePort, quietWrangler, startLocalEdge, withLocalDatabase } from "../local-edge.ts";
import { createSite, SITE_ID, type SiteSecrets } from "../prepare-site.ts";
import { generateSampleHistory } from "../sample-history/generate-sample-history.ts";
import { insertSampleHistory } from "../sample-history/insert-sample-history.ts";

const SEED = 20_261_123;
const FIRST_PORT = 8900;

export type SeededWorker = {
  url: string;
  secrets: SiteSecrets;
  stop: () => Promise<void>;
};

/**
 * The real Worker over a D1 of its own with the demo's site and its thirty days of sample calls. `seed` adds what a test needs
 * beside them, before the Worker starts.
 */
export async function startSeededWorker(
  seed: (db: D1Database, siteId: string) => Promise<void> = async () => undefined,
): Promise<SeededWorker> {
  quietWrangler(process.env);
  const folder = mkdtempSync(join(tmpdir(), "nightshift-browser-"));
  const timeZone = "Europe/London";
  const secrets = await withLocalDatabase(folder, async (db) => {
    const made = await createSite(db, timeZone, Date.now());
    const today = localDateAt(Date.now(), timeZone);
    await insertSampleHistory(db, SITE_ID, generateSampleHistory({ seed: SEED, today, timeZone }));
    await seed(db, SITE_ID);
    return made;
  });
  const edge = await startLocalEdge({
    stateFolder: folder,
    port: await choosePort(null, FIRST_PORT + Math.floor(Math.random() * 400)),
    vars: { SCORING_PROVIDERS: "rules" },
    secrets: {},
  });
  return {
    url: edge.url,
    secrets,
    stop: async () => {
      await edge.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
