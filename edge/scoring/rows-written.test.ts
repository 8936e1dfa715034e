import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";

import { openDatabase } from "../db/client.ts";
import { ingestCalls } from "../ingest/ingest-calls.usecase.ts";
import { ingestTranscripts } from "../ingest/ingest-transcripts.usecase.ts";
import { removeOldTexts } from "../retention/remove-old-texts.usecase.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { sampleCall, sampleUpload, SAMPLE_TEXTS } from "../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../testing/scoring-bench.ts";
import { seedSite } from "../testing/seed-site.ts";
import { answered, failed, judgementOf, standInJudge } from "../testing/stand-in-judge.ts";
import { emptyDatabase } from "../testing/table-rows.ts";
import { CRON_TICK } from "./start-tick.ts";

/** Of D1's free 100,000 a day that leaves room for 2,500 calls. */
const MAX_ROWS_PER_CALL = 40;
const SITE = "nordwind";

let bench: ScoringBench;
beforeEach(async () => {
  await emptyDatabase();
  await seedSite(SITE);
  bench = scoringBench(SITE);
});

const flagging = () => standInJudge((request) => answered(judgementOf("2", request)));

/** Rows that a call writes from the first word of it to its score; a minute passes before each call. */
async function rowsOfALife(recordingId: string, judges = [flagging()]): Promise<number> {
  const { binding, rowsWritten } = meterRows(env.DB);
  const db = openDatabase(binding);
  bench.clock.nowMs += 60_000;
  const { nowMs } = bench.clock;
  await ingestCalls(db, SITE, [sampleCall(recordingId, { state: "pending" })], nowMs);
  await ingestTranscripts(db, SITE, [sampleUpload(recordingId)], nowMs);
  expect(await bench.tick(judges, CRON_TICK, binding)).toMatchObject({ scored: 1 });
  return rowsWritten();
}

test("a call's whole life writes 40 rows, flagged and scored in a minute of its own: 38 to its score, 2 when its text goes", async () => {
  await rowsOfALife("first of its day");
  expect(await rowsOfALife("1")).toBe(38);
  const good = standInJudge((request) => answered(judgementOf("4", request)));
  expect(await rowsOfALife("not flagged", [good])).toBe(35);
  const { binding, rowsWritten } = meterRows(env.DB);
  const later = bench.clock.nowMs + 60 * 86_400_000;
  expect(await removeOldTexts(openDatabase(binding), later)).toBe(3);
  expect(rowsWritten()).toBe(3 * 2);
});

test("the first call of a day, which opens the rollups' rows, writes 7 more", async () => {
  const first = await rowsOfALife("1");
  const second = await rowsOfALife("2");
  expect(second).toBeLessThanOrEqual(MAX_ROWS_PER_CALL);
  expect(first).toBe(second + 7);
});

test("each further question to the same judge writes 4 more, the first one to another judge 5", async () => {
  const corrected = standInJudge((request) =>
    request.correction === null ? failed("malformed") : answered(judgementOf("2", request)),
  );
  const useless = standInJudge(() => failed("malformed"));
  const next = standInJudge((request) => answered(judgementOf("2", request)), {
    name: "openai-compatible",
  });
  await rowsOfALife("first of its day", [useless, next]);
  const asked = await rowsOfALife("asked once");
  expect(await rowsOfALife("corrected", [corrected])).toBe(asked + 4);
  expect(await rowsOfALife("corrected, then passed on", [useless, next])).toBe(asked + 4 + 5);
});

test("a second opinion writes what its question does, and no row of its own", async () => {
  const near = standInJudge((request) => answered(judgementOf("3", request)));
  const other = standInJudge((request) => answered(judgementOf("3", request)), {
    name: "openai-compatible",
  });
  const failing = () => standInJudge(() => failed("malformed"), { name: "openai-compatible" });
  await rowsOfALife("first of its day", [near, other]);
  bench.secondJudging.near_threshold_points = null;
  const once = await rowsOfALife("asked once", [near, other]);
  bench.secondJudging.near_threshold_points = 5;
  expect(await rowsOfALife("by another judge", [near, other])).toBe(once + 5);
  expect(await rowsOfALife("by the same judge", [near])).toBe(once + 4);
  expect(await rowsOfALife("by the same, the other failed twice", [near, failing()])).toBe(
    once + 5 + 4 + 4,
  );
});

test("a re-score writes no more than 30", async () => {
  await rowsOfALife("1");
  const { binding, rowsWritten } = meterRows(env.DB);
  bench.clock.nowMs += 60_000;
  const again = sampleUpload("1", {}, [...SAMPLE_TEXTS, "Another word."]);
  await ingestTranscripts(openDatabase(binding), SITE, [again], bench.clock.nowMs);
  expect(await bench.tick([flagging()], CRON_TICK, binding)).toMatchObject({ scored: 1 });
  expect(rowsWritten()).toBeLessThanOrEqual(30);
});

test("asking whether there is anything to do writes nothing", async () => {
  await rowsOfALife("1");
  const { binding, rowsWritten } = meterRows(env.DB);
  await bench.tick([flagging()], CRON_TICK, binding);
  expect(rowsWritten()).toBe(0);
});
