import { once } from "node:events";
import { mkdirSync, rmSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { choosePort, startLocalEdge, withLocalDatabase } from "../../demo/local-edge.ts";
import type { Turn } from "../../edge/testing/provider-server/faults.ts";
import { createProviderServer } from "../../edge/testing/provider-server/provider-server.ts";
import { overHttp } from "../../scripts/fetch-over-http.ts";
import { callTemplates } from "../fill/call-templates.ts";
import { databaseFile } from "../fill/kept-database.ts";
import { costSchema, type DatabaseCost } from "../measure/database-cost.ts";
import { chooseStandIn, STAND_IN_KEY } from "../measure/judged-by-stand-in.ts";
import { METERED_WORKER } from "../measure/measure-edge.ts";
import { percentile } from "../measure/percentile.ts";
import { checkIntegrity } from "./check-integrity.ts";
import { Traffic, type Hostility } from "./hostile-client.ts";
import { createSites, sendDay } from "./simulated-sites.ts";

export type ScaleOptions = {
  sites: number;
  callsPerSite: number;
  /** Sending stops after so long; scoring goes on until nothing waits, at most five times as long. */
  seconds: number;
  plan: "free" | "paid";
  hostility: Hostility;
  /** Of so many requests to the judge, one fails; each time in another of these ways. */
  failsEvery: number;
  failures: readonly Turn[];
  folder: string;
  onProgress: (text: string) => void;
};

export type ScaleMeasured = {
  sites: number;
  calls: number;
  traffic: Traffic;
  callsSentPerSec: number;
  ticks: {
    run: number;
    together: number;
    scoredEach: number;
    scoredMost: number;
    p50Ms: number;
    p99Ms: number;
  };
  scoredPerSec: number;
  /** Of ticks and answered uploads together, for one scored call. */
  perCall: { rowsRead: number; rowsWritten: number; statements: number; bytes: number };
  judge: { requests: number; failed: number };
  /** What was lost, doubled or miscounted. */
  wrong: string[];
};

const FIRST_PORT = 9200;
const IDLE_TICKS = 2;
const cronSchema = z.object({ scored: z.int() });
const doneSchema = z.object({ done: z.int() });

/** Has many agents send over bad lines while two ticks at a time score, then looks whether all is there once. */
export async function runScale(options: ScaleOptions): Promise<ScaleMeasured> {
  const { folder, onProgress } = options;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const sites = await withLocalDatabase(folder, (db) => createSites(db, options.sites));
  const path = databaseFile(folder);
  const bytesBefore = statSync(path).size;
  const judge = await startJudge(options);
  const sqlite = new DatabaseSync(path);
  chooseStandIn(sqlite, judge.url, Date.now());
  sqlite.close();
  const edge = await startLocalEdge({
    stateFolder: folder,
    entrypoint: METERED_WORKER,
    port: await choosePort(null, FIRST_PORT),
    vars: { BENCH_NOW_MS: String(Date.now()), WORKERS_PLAN: options.plan },
    secrets: { GEMINI_API_KEY: STAND_IN_KEY },
  });
  const traffic = new Traffic();
  const ticks = new Ticks(edge.url);
  const sent = new Map<string, string[]>();
  const begunMs = performance.now();
  const untilMs = begunMs + options.seconds * 1000;
  let sentMs = 0;
  try {
    const templates = callTemplates();
    const sending = Promise.all(
      sites.map(async (site) => {
        const { callsPerSite: calls, hostility } = options;
        sent.set(
          site.id,
          await sendDay(edge.url, site, templates, calls, untilMs, hostility, traffic),
        );
      }),
    );
    const state = { isSending: true };
    const ended = sending.finally(() => {
      sentMs = performance.now() - begunMs;
      state.isSending = false;
    });
    // It is awaited in the end; until then a failure must not end the process.
    ended.catch(() => undefined);
    const deadlineMs = untilMs + 5 * options.seconds * 1000;
    for (let idle = 0; state.isSending || idle < IDLE_TICKS;) {
      const scored = await ticks.runTwo();
      onProgress(`${ticks.scored} scored in ${ticks.run} ticks`);
      if (scored > 0) idle = 0;
      else if (!state.isSending && (await ticks.passTime()) === 0) idle += 1;
      if (performance.now() > deadlineMs) throw new Error("scoring did not come to an end");
    }
    await ended;
  } finally {
    await edge.stop();
    judge.stop();
  }
  const calls = [...sent.values()].reduce((sum, recordings) => sum + recordings.length, 0);
  const scoringMs = performance.now() - begunMs;
  const cost = (of: (cost: DatabaseCost) => number) =>
    (of(traffic.cost) + of(ticks.cost)) / ticks.scored;
  return {
    sites: sites.length,
    calls,
    traffic,
    callsSentPerSec: calls / (sentMs / 1000),
    ticks: ticks.figures(),
    scoredPerSec: ticks.scored / (scoringMs / 1000),
    perCall: {
      rowsRead: cost(({ rows_read }) => rows_read),
      rowsWritten: cost(({ rows_written }) => rows_written),
      statements: cost(({ statements }) => statements),
      bytes: (statSync(path).size - bytesBefore) / ticks.scored,
    },
    judge: { requests: judge.requests(), failed: judge.requests() - ticks.scored },
    wrong: checkIntegrity(path, { sent, judged: judge.requests() }),
  };
}

async function startJudge({ failures, failsEvery }: ScaleOptions) {
  // More turns than any run has requests for.
  const turns = Array.from({ length: 200_000 }, (_, at): Turn => {
    if (failures.length === 0 || at % failsEvery !== failsEvery - 1) return "good";
    return failures[Math.floor(at / failsEvery) % failures.length] ?? "good";
  });
  const server = createProviderServer({ geminiApiKey: STAND_IN_KEY, turns });
  const port = await choosePort(null, FIRST_PORT + 100);
  const http = overHttp(server.fetch, () => undefined).listen(port, "127.0.0.1");
  await once(http, "listening");
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => server.received.length,
    stop: () => {
      http.closeAllConnections();
      http.close();
    },
  };
}

/** Cron runs, two at once, as the platform may have them. */
class Ticks {
  run = 0;
  scored = 0;
  readonly cost: DatabaseCost = { statements: 0, rows_read: 0, rows_written: 0 };
  readonly #url: string;
  readonly #busy: { scored: number; wallMs: number }[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  /** Answers how many calls got their score. */
  async runTwo(): Promise<number> {
    const scored = await Promise.all([this.#tick(), this.#tick()]);
    return scored.reduce((sum, one) => sum + one, 0);
  }

  /** As if minutes went by; answers how many jobs had waited for that. */
  async passTime(): Promise<number> {
    const response = await this.#post("/bench/chores/time-passes");
    return doneSchema.parse(await response.json()).done;
  }

  figures(): ScaleMeasured["ticks"] {
    const wallMs = this.#busy.map((one) => one.wallMs);
    return {
      run: this.run,
      together: 2,
      scoredEach: percentile(
        this.#busy.map(({ scored }) => scored),
        50,
      ),
      scoredMost: Math.max(0, ...this.#busy.map(({ scored }) => scored)),
      p50Ms: percentile(wallMs, 50),
      p99Ms: percentile(wallMs, 99),
    };
  }

  async #tick(): Promise<number> {
    this.run += 1;
    const begunMs = performance.now();
    const response = await this.#post("/bench/cron");
    const { scored } = cronSchema.parse(await response.json());
    const cost = costSchema.parse(JSON.parse(response.headers.get("X-Bench-Cost") ?? "null"));
    this.cost.statements += cost.statements;
    this.cost.rows_read += cost.rows_read;
    this.cost.rows_written += cost.rows_written;
    this.scored += scored;
    if (scored > 0) this.#busy.push({ scored, wallMs: performance.now() - begunMs });
    return scored;
  }

  async #post(path: string): Promise<Response> {
    const response = await fetch(new URL(path, this.#url), {
      method: "POST",
      signal: AbortSignal.timeout(120_000),
    });
    if (!response.ok)
      throw new Error(
        `${path} was answered ${response.status}: ${(await response.text()).slice(0, 300)}`,
      );
    return response;
  }
}
