import { createHash } from "node:crypto";

import type { D1Database } from "@cloudflare/workers-types";

import type { TranscriptUpload } from "#shared/contracts/transcript.ts";

import { seededRandom } from "../../demo/sample-history/seeded-random.ts";
import { createSecret } from "../../edge/auth/secrets.ts";
import { NOW_MS, SITE } from "../bench-site.ts";
import type { CallTemplate } from "../fill/call-templates.ts";
import { sentCall } from "../measure/measure-writes.ts";
import { uploadOverBadLine, type Hostility, type Traffic } from "./hostile-client.ts";

export type SimulatedSite = { id: string; token: string };

/** As the on-prem agent bundles what it sends. */
const CALLS_A_BATCH = 200;
const TRANSCRIPTS_A_BATCH = 50;
const SEED = 20_261_129;

/** Sites with a token for each one's agent. */
export async function createSites(db: D1Database, count: number): Promise<SimulatedSite[]> {
  const sites = Array.from({ length: count }, (_, at) => ({
    id: `site-${String(at + 1).padStart(2, "0")}`,
    token: createSecret("ingest"),
  }));
  await db.batch(
    sites.flatMap(({ id, token }) => [
      db
        .prepare("INSERT INTO site (id, name, time_zone, created_at) VALUES (?, ?, ?, ?)")
        .bind(id, id, SITE.timeZone, NOW_MS),
      db
        .prepare(
          "INSERT INTO access_token (id, site_id, scope, secret_hash, label, created_at) VALUES (?, ?, 'ingest', ?, 'scale', ?)",
        )
        .bind(id, id, createHash("sha256").update(token).digest("hex"), NOW_MS),
    ]),
  );
  return sites;
}

/**
 * A site's agent: tells of its day's calls and sends their transcripts, as fast as it is answered, until all are sent or the
 * time is over. Answers the recordings whose transcripts were taken; each of them must have its score in the end.
 */
export async function sendDay(
  url: string,
  { id, token }: SimulatedSite,
  templates: readonly CallTemplate[],
  calls: number,
  untilMs: number,
  hostility: Hostility,
  traffic: Traffic,
): Promise<string[]> {
  const random = seededRandom(SEED + Number(id.replace(/\D/g, "")));
  const post = (path: string, content: unknown) =>
    uploadOverBadLine(
      new URL(path, url),
      token,
      JSON.stringify(content),
      random,
      hostility,
      traffic,
    );
  const sent: string[] = [];
  for (let from = 0; from < calls && performance.now() < untilMs; from += CALLS_A_BATCH) {
    const uploads: TranscriptUpload[] = Array.from(
      { length: Math.min(CALLS_A_BATCH, calls - from) },
      (_, at) => sentCall(templates, from + at + 1),
    );
    await post("/ingest/calls", {
      site_id: id,
      calls: uploads.map(({ call }) => ({ ...call, state: "pending" })),
    });
    for (
      let at = 0;
      at < uploads.length && performance.now() < untilMs;
      at += TRANSCRIPTS_A_BATCH
    ) {
      const transcripts = uploads.slice(at, at + TRANSCRIPTS_A_BATCH);
      await post("/ingest/transcripts", { site_id: id, transcripts });
      sent.push(...transcripts.map(({ call }) => call.recording_id));
    }
  }
  return sent;
}
