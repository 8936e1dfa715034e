import type { DatabaseSync } from "node:sqlite";

import { Counter, Gauge, Registry } from "prom-client";
import * as z from "zod";

import { recordingStateSchema } from "#shared/contracts/call.ts";
import { leftOutReasonSchema, leftOutSchema } from "#shared/contracts/transcript.ts";

import { queueCounts } from "../queue/queue-counts.ts";
import { lastRunFigures } from "./run-figures.ts";
import { readTotals } from "./totals.ts";

export type MetricsFacts = {
  agentVersion: string;
  /** Epoch milliseconds of the last success of each stage; null when there was none. */
  lastSuccess: Readonly<Record<string, number | null>>;
  sourceUp: boolean;
  edgeUp: boolean;
  /** Bytes; null when it could not be found out. */
  diskFreeBytes: number | null;
};

const PREFIX = "nightshift_agent_";

/**
 * The agent's metrics in Prometheus' text format. All of it comes from the database, so that counters go on where they
 * were after a restart. Labels have few, fixed values; a recording never is one.
 */
export async function composeMetrics(
  db: DatabaseSync,
  facts: MetricsFacts,
  now: number,
): Promise<string> {
  const registry = new Registry();
  const registers = [registry];
  function gauge(name: string, help: string, value: number | null): void {
    if (value === null) return;
    new Gauge({ name: PREFIX + name, help, registers }).set(value);
  }
  function gauges<Label extends string>(
    name: string,
    help: string,
    label: Label,
    values: Readonly<Record<string, number | null>>,
  ): void {
    const metric = new Gauge({ name: PREFIX + name, help, labelNames: [label], registers });
    for (const [labelled, value] of Object.entries(values)) {
      if (value !== null) metric.labels(labelled).set(value);
    }
  }
  function counter(name: string, help: string, value: number): void {
    new Counter({ name: PREFIX + name, help, registers }).inc(value);
  }

  gauges("build_info", "The agent's version.", "version", { [facts.agentVersion]: 1 });
  gauge("metrics_timestamp_seconds", "When these figures were taken.", now / 1000);
  gauges("queue_depth", "Recordings in the queue, by state.", "state", allStates(db));
  const outbox = readOutbox(db);
  gauges("outbox_waiting", "What the edge must still be told, by kind.", "kind", outbox.waiting);
  gauges(
    "outbox_refused",
    "What the edge refused; `nightshift retry` sends it again.",
    "kind",
    outbox.refused,
  );
  gauge(
    "oldest_pending_age_seconds",
    "How long ago the oldest recording that waits to be transcribed was found; 0 when none waits.",
    ageSec(readOldestPending(db), now),
  );
  gauge(
    "oldest_undelivered_age_seconds",
    "How long what waits to be sent has waited; 0 when nothing waits.",
    ageSec(outbox.oldest, now),
  );
  const run = lastRunFigures(db, now);
  gauges(
    "last_success_timestamp_seconds",
    "When a stage of the pipeline last went well; transcription is a run that came to its end.",
    "stage",
    mapValues({ ...facts.lastSuccess, transcription: readLastFinishedRun(db) }, inSeconds),
  );
  gauge(
    "last_run_duration_seconds",
    "How long the last transcription run took, or has taken so far.",
    run === null ? null : Math.max(0, (run.finished_at ?? now) - run.started_at) / 1000,
  );
  const totals = readTotals(db);
  const recordings = new Counter({
    name: `${PREFIX}recordings_total`,
    help: "Recordings that runs have dealt with, by what became of them.",
    labelNames: ["result"],
    registers,
  });
  recordings.labels("transcribed").inc(totals.transcribed);
  recordings.labels("skipped").inc(totals.skipped);
  recordings.labels("failed").inc(totals.failed);
  const leftOut = new Counter({
    name: `${PREFIX}left_out_total`,
    help: "Stretches that transcripts leave out, by why and what stands there instead.",
    labelNames: ["reason", "outcome"],
    registers,
  });
  for (const reason of leftOutReasonSchema.options) {
    for (const outcome of leftOutSchema.shape.outcome.options) {
      leftOut.labels(reason, outcome).inc(totals.left_out[`${reason}/${outcome}`] ?? 0);
    }
  }
  counter(
    "low_confidence_total",
    "Transcripts whose confidence is below whisper.low_confidence_below.",
    totals.low_confidence,
  );
  counter("audio_seconds_total", "Audio in what was transcribed.", totals.audio_sec);
  counter("guard_pauses_total", "How often production made the workers stop.", totals.pauses);
  counter("guard_paused_seconds_total", "How long the workers stood still.", totals.paused_sec);
  counter(
    "receipts_missing_total",
    "Transcripts that the edge had acknowledged and did not have when asked.",
    totals.receipts_missing,
  );
  gauge("source_up", "1 when the last look for recordings went well.", Number(facts.sourceUp));
  gauge(
    "edge_up",
    "1 when the edge answered the last time it was spoken to.",
    Number(facts.edgeUp),
  );
  gauge("disk_free_bytes", "Free on the disk that holds the queue.", facts.diskFreeBytes);
  gauge("database_bytes", "Size of the queue's database.", databaseBytes(db));
  return registry.metrics();
}

function allStates(db: DatabaseSync): Record<string, number> {
  const none = Object.fromEntries(recordingStateSchema.options.map((state) => [state, 0]));
  return { ...none, ...queueCounts(db) };
}

const outboxRowSchema = z.object({
  kind: z.enum(["call", "transcript"]),
  waiting: z.number(),
  refused: z.number(),
  oldest: z.number().nullable(),
});

function readOutbox(db: DatabaseSync) {
  const waiting: Record<string, number> = { call: 0, transcript: 0 };
  const refused: Record<string, number> = { call: 0, transcript: 0 };
  let oldest: number | null = null;
  const rows = db
    .prepare(`
      SELECT kind, count(*) FILTER (WHERE rejected IS NULL) AS waiting, count(rejected) AS refused,
             min(created_at) FILTER (WHERE rejected IS NULL) AS oldest
        FROM outbox GROUP BY kind
    `)
    .all();
  for (const raw of rows) {
    const row = outboxRowSchema.parse(raw);
    waiting[row.kind] = row.waiting;
    refused[row.kind] = row.refused;
    if (row.oldest !== null) oldest = Math.min(oldest ?? row.oldest, row.oldest);
  }
  return { waiting, refused, oldest };
}

function readOldestPending(db: DatabaseSync): number | null {
  const row = db
    .prepare("SELECT min(found_at) AS found_at FROM recording WHERE state = 'pending'")
    .get();
  return row === undefined || row.found_at === null ? null : Number(row.found_at);
}

/** The end of the last run that was not cut short. */
function readLastFinishedRun(db: DatabaseSync): number | null {
  const row = db
    .prepare(`
      SELECT max(finished_at) AS finished_at FROM run
       WHERE ended_by IS NULL OR ended_by IN ('done', 'window_over')
    `)
    .get();
  return row === undefined || row.finished_at === null ? null : Number(row.finished_at);
}

function databaseBytes(db: DatabaseSync): number {
  const pages = Number(db.prepare("PRAGMA page_count").get()?.page_count ?? 0);
  return pages * Number(db.prepare("PRAGMA page_size").get()?.page_size ?? 0);
}

function ageSec(since: number | null, now: number): number {
  return since === null ? 0 : Math.max(0, now - since) / 1000;
}

const inSeconds = (timeMs: number | null) => (timeMs === null ? null : timeMs / 1000);

function mapValues<From, To>(record: Readonly<Record<string, From>>, to: (value: From) => To) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));
}
