import { spawnSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import { describe, expect, test } from "vitest";

import { forgetRuns } from "../housekeeping/retention.ts";
import { debianTool } from "../testing/debian-tool.ts";
import { NOON, openTestQueue, queueRecordings } from "../testing/queue-fixture.ts";
import { queueTranscripts } from "../testing/queue-transcripts.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { composeMetrics, type MetricsFacts } from "./metrics.ts";
import { addToTotals } from "./totals.ts";
import { writeTextfile } from "./write-textfile.ts";

const HOUR_MS = 3_600_000;
const FACTS: MetricsFacts = {
  agentVersion: "1.2.3",
  lastSuccess: { look: NOON - 60_000, delivery: null },
  sourceUp: true,
  edgeUp: false,
  diskFreeBytes: 5e9,
};

/** Values by series, as Prometheus would read them. */
async function metricsOf(db: DatabaseSync, facts = FACTS, now = NOON) {
  const text = await composeMetrics(db, facts, now);
  return new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => {
        const at = line.lastIndexOf(" ");
        return [line.slice("nightshift_agent_".length, at), Number(line.slice(at + 1))] as const;
      }),
  );
}

function addRun(db: DatabaseSync, startedAt: number, endedBy: string | null, transcribed: number) {
  db.prepare(`
    INSERT INTO run (started_at, finished_at, ended_by, transcribed, skipped, failed, audio_sec)
    VALUES (:startedAt, :finishedAt, :endedBy, :transcribed, 2, 1, :audioSec)
  `).run({
    startedAt,
    finishedAt: endedBy === null ? null : startedAt + HOUR_MS,
    endedBy,
    transcribed,
    audioSec: transcribed * 100,
  });
}

test("an agent that has done nothing yet has zeros, and no successes", async () => {
  const metrics = await metricsOf(openTestQueue(), { ...FACTS, lastSuccess: { look: null } });
  expect(metrics.get('queue_depth{state="pending"}')).toBe(0);
  expect(metrics.get("oldest_pending_age_seconds")).toBe(0);
  expect(metrics.get('recordings_total{result="transcribed"}')).toBe(0);
  expect([...metrics.keys()].filter((name) => name.startsWith("last_"))).toEqual([]);
});

test("queue, outbox, ages and what is up", async () => {
  const db = openTestQueue();
  queueTranscripts(db, ["1001", "1002"]);
  queueRecordings(db, "1003");
  db.exec("UPDATE outbox SET rejected = 'no' WHERE recording_id = '1002'");
  const metrics = await metricsOf(db, FACTS, NOON + HOUR_MS);
  expect(Object.fromEntries(metrics)).toMatchObject({
    'build_info{version="1.2.3"}': 1,
    metrics_timestamp_seconds: (NOON + HOUR_MS) / 1000,
    'queue_depth{state="pending"}': 1,
    'queue_depth{state="transcribed"}': 2,
    'outbox_waiting{kind="transcript"}': 1,
    'outbox_waiting{kind="call"}': 1,
    'outbox_refused{kind="transcript"}': 1,
    oldest_pending_age_seconds: 3600,
    oldest_undelivered_age_seconds: 3600,
    'last_success_timestamp_seconds{stage="look"}': NOON / 1000 - 60,
    source_up: 1,
    edge_up: 0,
    disk_free_bytes: 5e9,
  });
  expect(metrics.get("database_bytes")).toBeGreaterThan(10_000);
});

describe("the last success of the night", () => {
  test("outlives runs that failed, were stopped or were killed", async () => {
    const db = openTestQueue();
    addRun(db, NOON - 30 * HOUR_MS, "window_over", 10);
    addRun(db, NOON - 20 * HOUR_MS, "error", 0);
    addRun(db, NOON - 10 * HOUR_MS, "stopped", 1);
    addRun(db, NOON - 5 * HOUR_MS, null, 1);
    const metrics = await metricsOf(db);
    const stage = 'last_success_timestamp_seconds{stage="transcription"}';
    expect(metrics.get(stage)).toBe((NOON - 29 * HOUR_MS) / 1000);
    expect(metrics.get("last_run_duration_seconds")).toBe(5 * 3600);
    forgetRuns(db, NOON);
    expect((await metricsOf(db)).get(stage)).toBe((NOON - 29 * HOUR_MS) / 1000);
  });
});

test("counters go on where they were when old runs are deleted", async () => {
  const db = openTestQueue();
  for (let day = 10; day > 0; day -= 1) addRun(db, NOON - day * 24 * HOUR_MS, "done", day);
  db.exec(`
    INSERT INTO pause (run_id, started_at, ended_at, cause)
    VALUES (1, 0, 60000, 'load'), (10, 0, 30000, 'load'), (10, 0, NULL, 'load')`);
  db.exec(`
    UPDATE run SET low_confidence = 2;
    INSERT INTO run_left_out (run_id, reason, outcome, stretches, sec)
    VALUES (1, 'repetition', 'inaudible', 3, 60), (10, 'repetition', 'inaudible', 4, 9),
           (10, 'no_text', 'dropped', 5, 1)`);
  addToTotals(db, { receipts_missing: 4 });
  const counters = async () =>
    Object.fromEntries([...(await metricsOf(db))].filter(([name]) => name.includes("_total")));
  const before = await counters();
  expect(before).toEqual({
    'recordings_total{result="transcribed"}': 55,
    'recordings_total{result="skipped"}': 20,
    'recordings_total{result="failed"}': 10,
    'left_out_total{reason="repetition",outcome="inaudible"}': 7,
    'left_out_total{reason="repetition",outcome="dropped"}': 0,
    'left_out_total{reason="no_text",outcome="inaudible"}': 0,
    'left_out_total{reason="no_text",outcome="dropped"}': 5,
    'left_out_total{reason="text_over_silence",outcome="inaudible"}': 0,
    'left_out_total{reason="text_over_silence",outcome="dropped"}': 0,
    'left_out_total{reason="stock_phrase",outcome="inaudible"}': 0,
    'left_out_total{reason="stock_phrase",outcome="dropped"}': 0,
    'left_out_total{reason="too_long",outcome="inaudible"}': 0,
    'left_out_total{reason="too_long",outcome="dropped"}': 0,
    low_confidence_total: 20,
    audio_seconds_total: 5500,
    guard_pauses_total: 3,
    guard_paused_seconds_total: 90,
    receipts_missing_total: 4,
  });
  expect(forgetRuns(db, NOON - 5 * 24 * HOUR_MS)).toBe(5);
  expect(await counters()).toEqual(before);
  expect(forgetRuns(db, NOON)).toBe(4);
  expect(await counters()).toEqual(before);
});

test("Prometheus finds nothing to complain of, and no series is named after a recording", async ({
  skip,
}) => {
  const db = openTestQueue();
  queueTranscripts(db, ["48213001"]);
  addRun(db, NOON - HOUR_MS, "done", 10);
  const text = await composeMetrics(db, FACTS, NOON);
  expect(text).not.toContain("48213001");
  // No timestamps: a line ends with its value.
  for (const line of text.split("\n").filter((it) => it !== "" && !it.startsWith("#"))) {
    expect(line).toMatch(
      /^nightshift_agent_[a-z_]+(\{[a-z]+="[^"]+"(,[a-z]+="[^"]+")?\})? [\d.e+]+$/,
    );
  }
  const promtool = debianTool("promtool", "prometheus").path;
  if (promtool === null) return skip();
  const { status, stdout, stderr } = spawnSync(promtool, ["check", "metrics"], {
    input: text,
    encoding: "utf8",
  });
  expect([status, stdout + stderr]).toEqual([0, ""]);
});

describe("the text file", () => {
  test("is replaced whole and can be read by everybody, whatever the umask", async () => {
    const path = join(tempFolder(), "nightshift.prom");
    const umask = process.umask(0o077);
    try {
      await writeTextfile(path, "a 1\n");
      await writeTextfile(path, "b 2\n");
    } finally {
      process.umask(umask);
    }
    expect(readFileSync(path, "utf8")).toBe("b 2\n");
    expect(statSync(path).mode & 0o777).toBe(0o644);
    expect(readdirSync(join(path, ".."))).toEqual(["nightshift.prom"]);
  });

  test("stays as it was when it cannot be written, and what a killed process left is no hindrance", async () => {
    const folder = tempFolder();
    const path = join(folder, "nightshift.prom");
    await writeTextfile(path, "a 1\n");
    writeFileSync(`${path}.unfinished`, "half a fi");
    await writeTextfile(path, "b 2\n");
    expect(readFileSync(path, "utf8")).toBe("b 2\n");
    mkdirSync(`${path}.unfinished`);
    await expect(writeTextfile(path, "c 3\n")).rejects.toThrow(/unfinished/);
    expect(readFileSync(path, "utf8")).toBe("b 2\n");
  });

  test("is not written through a link that somebody put in its way", async () => {
    const folder = tempFolder();
    const path = join(folder, "nightshift.prom");
    const victim = join(folder, "victim");
    writeFileSync(victim, "mine");
    chmodSync(victim, 0o600);
    symlinkSync(victim, `${path}.unfinished`);
    await writeTextfile(path, "a 1\n");
    expect(readFileSync(victim, "utf8")).toBe("mine");
    expect(lstatSync(path).isFile()).toBe(true);
  });
});
