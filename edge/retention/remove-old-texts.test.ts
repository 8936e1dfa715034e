import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";

import { DEFAULT_TRANSCRIPT_DAYS } from "#shared/contracts/settings.ts";

import { openDatabase } from "../db/client.ts";
import { countStatements } from "../db/count-statements.ts";
import { storedAnswer } from "../qa-api/testing/stored-answer.ts";
import { changeSiteSettings } from "../site-settings/site-settings.repository.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { sampleUpload } from "../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../testing/scoring-bench.ts";
import { seedSite } from "../testing/seed-site.ts";
import { answered, judgementOf, standInJudge } from "../testing/stand-in-judge.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { removeOldTexts, RETENTION_STATEMENTS } from "./remove-old-texts.usecase.ts";

const SITE = "nordwind";
const DAY_MS = 86_400_000;

let bench: ScoringBench;
beforeEach(async () => {
  await emptyDatabase();
  await seedSite(SITE);
  bench = scoringBench(SITE);
});

const judge = standInJudge((request) => answered(judgementOf("2", request)));
const db = () => openDatabase(env.DB);
const remove = () => removeOldTexts(db(), bench.clock.nowMs);
const pass = (days: number) => (bench.clock.nowMs += days * DAY_MS);

async function scored(...recordingIds: string[]): Promise<void> {
  await bench.upload(...recordingIds.map((id) => sampleUpload(id)));
  await bench.tick([judge]);
}

async function keepFor(siteId: string, days: number | null): Promise<void> {
  const change = { transcript_days: days };
  const event = { atMs: 0, actor: "test", action: "settings.change", detail: change };
  await changeSiteSettings(db(), siteId, change, event);
}

const withText = async () =>
  (await rows("SELECT recording_id FROM transcript WHERE segments <> '[]' ORDER BY 1")).map(
    (row) => row["recording_id"],
  );

test("words, quotes and raw answers go after so many days; marks and totals stay", async () => {
  await scored("1");
  const before = await storedAnswer(db(), SITE, "1");
  expect(before?.transcript).toContain("Nordwind");
  pass(DEFAULT_TRANSCRIPT_DAYS);
  expect(await remove()).toBe(0);
  bench.clock.nowMs += 1;
  expect(await remove()).toBe(1);
  expect(await remove()).toBe(0);
  const after = await storedAnswer(db(), SITE, "1");
  expect(after).toEqual({
    ...before,
    transcript: null,
    segments: [],
    text_removed_at: new Date(bench.clock.nowMs).toISOString(),
    summary: "",
    strengths: [],
    improvements: [],
    evidence: before?.evidence.map((one) => ({
      ...one,
      rationale: "",
      quotes: [],
    })),
  });
  expect(before?.evidence.some(({ quotes }) => quotes.length > 0)).toBe(true);
  expect(await rows("SELECT raw_answer FROM score")).toEqual([{ raw_answer: "" }]);
});

test("the raw answers go from second opinions as well, on a score and with a job that waits for a person", async () => {
  await scored("1");
  const opinion = JSON.stringify({ rawAnswer: "word for word", summary: "kept" });
  await env.DB.batch([
    env.DB.prepare("UPDATE score SET second_opinion = ?").bind(opinion),
    env.DB.prepare("UPDATE scoring_job SET opinions = ?").bind(`[${opinion},${opinion}]`),
  ]);
  pass(DEFAULT_TRANSCRIPT_DAYS + 1);
  expect(await remove()).toBe(1);
  const without = {
    rawAnswer: "",
    summary: "",
    criteria: [],
    autoFails: [],
    strengths: [],
    improvements: [],
  };
  const [score] = await rows("SELECT second_opinion FROM score");
  const [job] = await rows("SELECT opinions FROM scoring_job");
  expect(JSON.parse(String(score?.["second_opinion"]))).toEqual(without);
  expect(JSON.parse(String(job?.["opinions"]))).toEqual([without, without]);
});

test("quotes and raw answers may have days of their own, longer or shorter than the text's", async () => {
  const change = { quote_days: 60, raw_answer_days: 7 };
  const event = { atMs: 0, actor: "test", action: "settings.change", detail: change };
  await changeSiteSettings(db(), SITE, change, event);
  await scored("1");
  const left = async () => {
    // each kind has its turn
    for (let minute = 0; minute < 3; minute += 1, bench.clock.nowMs += 60_000) await remove();
    const [row] = await rows(
      `SELECT s.raw_answer <> '' AS raw, s.summary <> '' AS quotes, t.segments <> '[]' AS text
       FROM score AS s JOIN transcript AS t USING (site_id, recording_id)`,
    );
    return row;
  };
  expect(await left()).toEqual({ raw: 1, quotes: 1, text: 1 });
  pass(8);
  expect(await left()).toEqual({ raw: 0, quotes: 1, text: 1 });
  pass(DEFAULT_TRANSCRIPT_DAYS);
  expect(await left()).toEqual({ raw: 0, quotes: 1, text: 0 });
  pass(30);
  expect(await left()).toEqual({ raw: 0, quotes: 0, text: 0 });
  const { rowsWritten, binding } = meterRows(env.DB);
  await removeOldTexts(openDatabase(binding), bench.clock.nowMs);
  expect(rowsWritten()).toBe(0);
});

test("what was kept longer and is to go with the text again is gone back to", async () => {
  await keepQuotes(0);
  await scored(...Array.from({ length: 30 }, (_, at) => `r${at}`));
  pass(DEFAULT_TRANSCRIPT_DAYS + 1);
  await remove();
  await remove();
  expect(await withText()).toEqual([]);
  await keepQuotes(null);
  for (let minute = 0; minute < 3; minute += 1, bench.clock.nowMs += 60_000) await remove();
  expect(await rows("SELECT count(*) AS kept FROM score WHERE summary <> ''")).toEqual([
    { kept: 0 },
  ]);
});

async function keepQuotes(days: number | null): Promise<void> {
  const change = { quote_days: days };
  const event = { atMs: 0, actor: "test", action: "settings.change", detail: change };
  await changeSiteSettings(db(), SITE, change, event);
}

test("a run writes two rows for a text, and one for how far it came when that is far, within its statements", async () => {
  await scored(...Array.from({ length: 30 }, (_, at) => `r${at}`));
  pass(DEFAULT_TRANSCRIPT_DAYS + 1);
  const { binding, rowsWritten } = meterRows(env.DB);
  const counted = countStatements(binding);
  expect(await removeOldTexts(openDatabase(counted.binding), bench.clock.nowMs)).toBe(25);
  expect(rowsWritten()).toBe(51);
  expect(counted.statementsUsed()).toBe(RETENTION_STATEMENTS);
  expect(await remove()).toBe(5);
  expect(await remove()).toBe(0);
});

test("a run with nothing to do reads a few rows and writes none, however many texts there are", async () => {
  await scored(...Array.from({ length: 40 }, (_, at) => `r${at}`));
  const { binding, rowsRead, rowsWritten } = meterRows(env.DB);
  expect(await removeOldTexts(openDatabase(binding), bench.clock.nowMs)).toBe(0);
  expect(rowsRead()).toBeLessThan(5);
  expect(rowsWritten()).toBe(0);
});

test("what still waits for its score keeps its words, and whatever came after it", async () => {
  await bench.upload(sampleUpload("1"));
  await bench.upload(sampleUpload("2"));
  pass(DEFAULT_TRANSCRIPT_DAYS + 1);
  expect(await remove()).toBe(0);
  await bench.tick([judge]);
  expect(await remove()).toBe(2);
});

test("each site has its own days; 0 keeps everything, null is the default", async () => {
  await seedSite("other");
  const other = scoringBench("other");
  await scored("a");
  await other.upload(sampleUpload("b"));
  await scored("c");
  await keepFor(SITE, 7);
  await keepFor("other", 0);
  pass(8);
  expect(await remove()).toBe(2);
  expect(await withText()).toEqual(["b"]);
  pass(1000);
  expect(await remove()).toBe(0);
  await keepFor("other", null);
  const removed = await remove();
  bench.clock.nowMs += 60_000;
  expect(removed + (await remove())).toBe(1);
});

test("sites take turns", async () => {
  await seedSite("other");
  await scored("a");
  const other = scoringBench("other");
  await other.upload(sampleUpload("b"));
  await other.tick([judge]);
  pass(DEFAULT_TRANSCRIPT_DAYS + 1);
  // Many more of the first site do not make the second one wait.
  const removed = [await remove()];
  bench.clock.nowMs += 60_000;
  removed.push(await remove());
  expect(removed).toEqual([1, 1]);
  expect(await withText()).toEqual([]);
});

test("a call whose words are gone is not scored again from nothing", async () => {
  await scored("1");
  pass(DEFAULT_TRANSCRIPT_DAYS + 1);
  await remove();
  await env.DB.prepare("UPDATE scoring_job SET state = 'due', next_at = 0").run();
  expect(await bench.tick([judge])).toMatchObject({ scored: 0, set_aside: 1 });
  expect(await rows("SELECT count(*) AS scores FROM score")).toEqual([{ scores: 1 }]);
});

test("a transcript that comes again after its words were removed is a duplicate", async () => {
  await scored("1");
  pass(DEFAULT_TRANSCRIPT_DAYS + 1);
  await remove();
  await bench.upload(sampleUpload("1"));
  expect(await rows("SELECT count(*) AS versions FROM transcript")).toEqual([{ versions: 1 }]);
  expect(await withText()).toEqual([]);
});

test("texts are found by rowid and by key, no table scanned", async () => {
  await scored(...Array.from({ length: 25 }, (_, at) => `r${at}`));
  const plans: string[] = [];
  const explaining = new Proxy(env.DB, {
    get(target, property) {
      if (property !== "prepare") {
        const value: unknown = Reflect.get(target, property);
        return typeof value === "function" ? value.bind(target) : value;
      }
      return (query: string) => {
        plans.push(query);
        return target.prepare(query);
      };
    },
  });
  pass(DEFAULT_TRANSCRIPT_DAYS + 1);
  expect(await removeOldTexts(openDatabase(explaining), bench.clock.nowMs)).toBe(25);
  expect(plans).toHaveLength(RETENTION_STATEMENTS);
  for (const query of plans) {
    const parameters = query.match(/\?\d/g) ?? [];
    const details = await rows(
      `EXPLAIN QUERY PLAN ${query}`,
      ...[...new Set(parameters)].map(() => "[]"),
    );
    const scans = details
      .map(({ detail }) => String(detail))
      .filter((line) => line.startsWith("SCAN"));
    for (const scan of scans) expect(scan).toMatch(/^SCAN (site|json_each|gone) /);
  }
});
