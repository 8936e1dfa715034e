import * as z from "zod";

import type { Call } from "#shared/contracts/call.ts";
import type { Heartbeat } from "#shared/contracts/heartbeat.ts";
import { DEFAULT_TRANSCRIPT_DAYS } from "#shared/contracts/settings.ts";
import type { TranscriptUpload } from "#shared/contracts/transcript.ts";

import { CAMPAIGNS, BENCH_AGENTS, NOW_MS, SITE, TODAY } from "../bench-site.ts";
import type { CallTemplate } from "../fill/call-templates.ts";
import type { BenchClient } from "./bench-client.ts";
import type { DatabaseCost } from "./database-cost.ts";
import { percentile } from "./percentile.ts";
import { SENT_PREFIX } from "./undo-writes.ts";

/** For one call, on the average of those it was measured with. */
export type CostPerCall = { rowsWritten: number; rowsRead: number; statements: number };

export type LifeFigures = {
  /** Calls that a batch of the agent's holds, and transcripts. */
  callsABatch: number;
  transcriptsABatch: number;
  recorded: CostPerCall;
  transcribed: CostPerCall;
  scored: CostPerCall;
  textRemoved: CostPerCall;
  whole: CostPerCall;
};

export type WritesMeasured = {
  /** A call that comes, is scored and loses its text by itself: the most that it can cost. */
  alone: LifeFigures;
  /** As the agent sends a night's calls. */
  batched: LifeFigures & {
    /** Of calls with their transcripts, by wall clock. */
    callsPerSec: number;
    batchP50Ms: number;
    batchP99Ms: number;
  };
  /** A minute in which there is nothing to do, and what else the agent asks. */
  idleCron: DatabaseCost;
  /** A minute in which a topic tracker counts fifty transcripts. */
  trackers: DatabaseCost;
  /** The morning's drawing of samples and outliers, and letting go of what has waited too long. */
  sampling: DatabaseCost;
  heartbeat: DatabaseCost;
  settings: DatabaseCost;
  /** About as many recordings as an upload holds transcripts. */
  receipts: DatabaseCost;
};

const CALLS_A_BATCH = 200;
const TRANSCRIPTS_A_BATCH = 50;
const ALONE = 10;
const HOUR_MS = 3_600_000;
/** By then the texts sent are old. */
const LONG_AFTER_DAYS = DEFAULT_TRANSCRIPT_DAYS + 1;

const cronSchema = z.object({ scored: z.int(), set_aside: z.int(), textsRemoved: z.int() });

/** Sends calls as the agent does, has them scored by cron runs, and has their texts removed by later ones. */
export async function measureWrites(
  client: BenchClient,
  templates: readonly CallTemplate[],
  calls: number,
  onProgress: (text: string) => void,
): Promise<WritesMeasured> {
  let number = 0;
  const next = () => sentCall(templates, (number += 1));
  const heartbeat = await sendHeartbeat(client);
  // The first call opens the rollups' rows of new judges and days.
  await liveThrough(client, [next()], 1, 1);
  const alone: LifeFigures[] = [];
  for (let at = 0; at < ALONE; at += 1) {
    onProgress(`calls by themselves, ${at + 1} of ${ALONE}`);
    alone.push(await liveThrough(client, [next()], 1, 1));
  }
  onProgress(`${calls} calls in batches`);
  const wallMs: number[] = [];
  const batch = Array.from({ length: calls }, next);
  const batched = await liveThrough(client, batch, CALLS_A_BATCH, TRANSCRIPTS_A_BATCH, wallMs);
  const settings = await client.cost("/ingest/settings", "ingest");
  const receipts = await client.post("/ingest/receipts", "ingest", {
    site_id: SITE.id,
    recording_ids: batch.slice(0, TRANSCRIPTS_A_BATCH).map(({ call }) => call.recording_id),
  });
  const idle = await client.post("/bench/cron", "none", {});
  const trackers = await doChore(client, "trackers");
  const sampling = await doChore(client, "sampling");
  return {
    alone: mostOf(alone),
    batched: {
      ...batched,
      callsPerSec: calls / (wallMs.reduce((sum, ms) => sum + ms, 0) / 1000),
      batchP50Ms: percentile(wallMs, 50),
      batchP99Ms: percentile(wallMs, 99),
    },
    idleCron: idle.cost,
    trackers,
    sampling,
    heartbeat: heartbeat.cost,
    settings,
    receipts: receipts.cost,
  };
}

async function doChore(client: BenchClient, name: "trackers" | "sampling"): Promise<DatabaseCost> {
  const { text, cost } = await client.post(`/bench/chores/${name}`, "none", {});
  const { done } = z.object({ done: z.int() }).parse(JSON.parse(text));
  if (done === 0) throw new Error(`there was nothing to do for ${name}`);
  return cost;
}

/** Has the site's agent heard, as the pages show it. */
export async function sendHeartbeat(client: BenchClient): Promise<{ cost: DatabaseCost }> {
  const heartbeat: Heartbeat = {
    site_id: SITE.id,
    agent_version: "0.1.0",
    host: "bench",
    sent_at: new Date(NOW_MS).toISOString(),
    queue: { pending: 40, transcribed: 1000 },
    outbox_depth: 0,
    model: "ggml-large-v3-turbo-q5_0.bin",
    disk_free_bytes: 250_000_000_000,
    last_run: {
      started_at: new Date(NOW_MS - 14 * HOUR_MS).toISOString(),
      finished_at: new Date(NOW_MS - 6 * HOUR_MS).toISOString(),
      transcribed: 1000,
      failed: 3,
      audio_sec: 300_000,
    },
  };
  return client.post("/ingest/heartbeat", "ingest", heartbeat);
}

async function liveThrough(
  client: BenchClient,
  uploads: readonly TranscriptUpload[],
  callsABatch: number,
  transcriptsABatch: number,
  wallMs: number[] = [],
): Promise<LifeFigures> {
  const recorded = await inBatches(uploads, callsABatch, async (part) => {
    const calls = part.map(({ call }): Call => ({ ...call, state: "pending" }));
    return client.post("/ingest/calls", "ingest", { site_id: SITE.id, calls });
  });
  const transcribed = await inBatches(uploads, transcriptsABatch, async (transcripts) => {
    return client.post("/ingest/transcripts", "ingest", { site_id: SITE.id, transcripts });
  });
  wallMs.push(...[...recorded, ...transcribed].map((one) => one.wallMs));
  const scored = await runCron(client, "scored", uploads.length, 0);
  const removed = await runCron(client, "textsRemoved", uploads.length, LONG_AFTER_DAYS);
  const perCall = (costs: readonly { cost: DatabaseCost }[]): CostPerCall => {
    const sum = (of: (cost: DatabaseCost) => number) =>
      costs.reduce((total, { cost }) => total + of(cost), 0) / uploads.length;
    return {
      rowsWritten: sum((cost) => cost.rows_written),
      rowsRead: sum((cost) => cost.rows_read),
      statements: sum((cost) => cost.statements),
    };
  };
  return {
    callsABatch,
    transcriptsABatch,
    recorded: perCall(recorded),
    transcribed: perCall(transcribed),
    scored: perCall(scored),
    textRemoved: perCall(removed),
    whole: perCall([...recorded, ...transcribed, ...scored, ...removed]),
  };
}

/** Cron runs, so many days later, until all calls are through; the run that finds nothing is not counted. */
async function runCron(
  client: BenchClient,
  what: "scored" | "textsRemoved",
  calls: number,
  daysLater: number,
) {
  const runs: Awaited<ReturnType<BenchClient["post"]>>[] = [];
  for (let done = 0; done < calls;) {
    const run = await client.post(`/bench/cron?days_later=${daysLater}`, "none", {});
    const report = cronSchema.parse(JSON.parse(run.text));
    if (report[what] === 0)
      throw new Error(`a cron run did nothing with ${calls - done} calls left: ${run.text}`);
    done += report[what];
    runs.push(run);
  }
  return runs;
}

async function inBatches<Item, Result>(
  items: readonly Item[],
  size: number,
  send: (part: readonly Item[]) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += size) {
    results.push(await send(items.slice(from, from + size)));
  }
  return results;
}

/** The dearest of several lives. */
function mostOf(lives: readonly LifeFigures[]): LifeFigures {
  const [most] = lives.toSorted((a, b) => b.whole.rowsWritten - a.whole.rowsWritten);
  if (most === undefined) throw new Error("no call was measured by itself");
  return most;
}

export function sentCall(templates: readonly CallTemplate[], number: number): TranscriptUpload {
  const template = templates[(number * 101) % templates.length];
  const agent = BENCH_AGENTS[(number * 7) % BENCH_AGENTS.length];
  if (template === undefined || agent === undefined) throw new Error("there is nothing to send");
  const { segments, wordCount, audioSec } = template;
  return {
    call: {
      recording_id: `${SENT_PREFIX}${String(number).padStart(6, "0")}`,
      uniqueid: `1795000000.${number}`,
      agent_user: agent.user,
      agent_name: agent.name,
      campaign_id: CAMPAIGNS[number % CAMPAIGNS.length] ?? CAMPAIGNS[0],
      call_status: "RESOLV",
      started_at: new Date(NOW_MS - (10_000 - number) * 1000).toISOString(),
      local_date: TODAY,
      duration_sec: audioSec,
      state: "transcribed",
      state_reason: null,
    },
    transcript: {
      language: "en",
      model: "ggml-large-v3-turbo-q5_0.bin",
      segments: [...segments],
      word_count: wordCount,
      audio_sec: audioSec,
      speech_sec: audioSec * 0.8,
      transcription_sec: audioSec / 12,
      redactions: { card: 0, security_code: 0, expiry: 0 },
    },
  };
}
