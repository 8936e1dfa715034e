import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";

import { openDatabase } from "../db/client.ts";
import { ingestCalls } from "../ingest/ingest-calls.usecase.ts";
import { ingestTranscripts } from "../ingest/ingest-transcripts.usecase.ts";
import { seedBusySite } from "../qa-api/testing/busy-site.ts";
import { removeOldTexts } from "../retention/remove-old-texts.usecase.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { sampleCall, sampleUpload, SAMPLE_TEXTS } from "../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../testing/scoring-bench.ts";
import { seedSite } from "../testing/seed-site.ts";
import { answered, judgementOf, standInJudge } from "../testing/stand-in-judge.ts";
import { CRON_TICK } from "./start-tick.ts";

/*
 * SQLite plans a join of json_each with a table as if the table were small: without care, each call that comes reads every
 * call there is, and D1 bills them.
 */

const SITE = "busy";
const CALLS = 3000;
const DAY_MS = 86_400_000;
const judge = standInJudge((request) => answered(judgementOf("2", request)));

let bench: ScoringBench;
beforeAll(async () => {
  await seedSite(SITE);
  await seedBusySite(env.DB, SITE, "2026-11-23", CALLS);
  await env.DB.prepare(
    `INSERT INTO transcript (site_id, recording_id, version, content_hash, language, model, segments, word_count, audio_sec,
                             speech_sec, transcription_sec, redactions, received_at, text_removed_at)
     SELECT site_id, recording_id, 1, recording_id, 'en', 'm', '[]', 0, 0, 0, 0, '{}', created_at, 1 FROM call`,
  ).run();
  await env.DB.prepare("UPDATE site SET texts_removed_to = ?").bind(CALLS).run();
  // Nothing but what the tests send is to be scored.
  await env.DB.prepare("UPDATE scoring_job SET state = 'done' WHERE state = 'due'").run();
  bench = scoringBench(SITE);
});

async function rowsReadBy(work: (binding: D1Database) => Promise<unknown>): Promise<number> {
  const { binding, rowsRead } = meterRows(env.DB);
  await work(binding);
  return rowsRead();
}

const told = (recordingId: string, differences: Parameters<typeof sampleCall>[1]) =>
  rowsReadBy((binding) =>
    ingestCalls(
      openDatabase(binding),
      SITE,
      [sampleCall(recordingId, differences)],
      bench.clock.nowMs,
    ),
  );
const transcribed = (recordingId: string, texts: readonly string[] = SAMPLE_TEXTS) =>
  rowsReadBy((binding) =>
    ingestTranscripts(
      openDatabase(binding),
      SITE,
      [sampleUpload(recordingId, {}, texts)],
      bench.clock.nowMs,
    ),
  );
const scored = () =>
  rowsReadBy(async (binding) => {
    expect(await bench.tick([judge], CRON_TICK, binding)).toMatchObject({ scored: 1 });
  });

test("a call is told of, transcribed, scored and loses its text for a thousand rows read", async () => {
  const rows = {
    told: await told("new", { state: "pending" }),
    transcribed: await transcribed("new"),
    scored: await scored(),
    removed: await rowsReadBy((binding) =>
      removeOldTexts(openDatabase(binding), bench.clock.nowMs + 60 * DAY_MS),
    ),
  };
  expect(rows.told).toBeLessThan(100);
  expect(rows.transcribed).toBeLessThan(200);
  expect(rows.scored).toBeLessThan(700);
  expect(rows.removed).toBeLessThan(40);
});

test("a re-score, and a call that turns out to be another agent's, read the calls of its day besides", async () => {
  await transcribed("moved");
  await scored();
  expect(await transcribed("moved", [...SAMPLE_TEXTS, "Another word."])).toBeLessThan(200);
  expect(await scored()).toBeLessThan(1500);
  expect(await told("moved", { agent_user: "1008" })).toBeLessThan(1500);
});
