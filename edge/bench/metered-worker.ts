import { createApp } from "../app.ts";
import { countStatements } from "../db/count-statements.ts";
import type { Env } from "../env.ts";
import { runCron } from "../run-cron.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { tapedDatabase } from "./taped-database.ts";

/*
 * The Worker as `npm run bench:edge` (bench/) runs it: the product's whole app with a clock that stands still, and nothing
 * scored but when asked. A request with `X-Bench: meter` is answered with what it cost of D1, one with `X-Bench: cpu` with the
 * time it takes without D1; any other goes straight to the app. Never deployed.
 */

type BenchEnv = Env & {
  /** Epoch milliseconds at which the filled history ends. */
  BENCH_NOW_MS: string;
};

/** How often a request is answered from the tape, after twice for warming up. */
const REPLAYS = 8;
const WARM_UP_REPLAYS = 2;
const DAY_MS = 86_400_000;

let app: ReturnType<typeof createApp> | null = null;

async function answer(
  request: Request,
  env: BenchEnv,
  execution: ExecutionContext,
): Promise<Response> {
  const nowMs = Number(env.BENCH_NOW_MS);
  app ??= createApp({ now: () => nowMs, wake: () => undefined, fetch });
  const url = new URL(request.url);
  switch (url.pathname) {
    case "/bench/select-1":
      await env.DB.prepare("SELECT 1").first();
      return new Response("1");
    case "/bench/cron": {
      const meter = meteredDatabase(env.DB);
      const daysLater = Number(url.searchParams.get("days_later") ?? 0);
      const report = await runCron({ ...env, DB: meter.binding }, nowMs + daysLater * DAY_MS);
      return Response.json(report, { headers: { "X-Bench-Cost": meter.cost() } });
    }
  }
  switch (request.headers.get("X-Bench")) {
    case "meter": {
      const meter = meteredDatabase(env.DB);
      const response = await app.fetch(request, { ...env, DB: meter.binding }, execution);
      const metered = new Response(response.body, response);
      metered.headers.set("X-Bench-Cost", meter.cost());
      return metered;
    }
    case "cpu":
      return Response.json({ cpu_ms: await cpuMs(app, request, env, execution) });
    default:
      return app.fetch(request, env, execution);
  }
}

function meteredDatabase(binding: D1Database) {
  const rows = meterRows(binding);
  const statements = countStatements(rows.binding);
  return {
    binding: statements.binding,
    cost: () =>
      JSON.stringify({
        statements: statements.statementsUsed(),
        rows_read: rows.rowsRead(),
        rows_written: rows.rowsWritten(),
      }),
  };
}

/**
 * How long answering takes when D1 answers at once: authority, queries' building and parsing, the page or the JSON. The mean
 * of several, because the clock here shows whole milliseconds.
 */
async function cpuMs(
  app: ReturnType<typeof createApp>,
  request: Request,
  env: Env,
  execution: ExecutionContext,
): Promise<number> {
  const bindings = { ...env, DB: tapedDatabase(env.DB, new Map()) };
  let begunMs = 0;
  for (let round = -WARM_UP_REPLAYS; round < REPLAYS; round += 1) {
    if (round === 0) begunMs = await turnedClockMs();
    // Another address each time, or the app would give again what it gave before.
    const url = new URL(request.url);
    url.searchParams.set("_", `${url.searchParams.get("_")}.${round}`);
    const response = await app.fetch(new Request(url, request), bindings, execution);
    await response.arrayBuffer();
  }
  return ((await turnedClockMs()) - begunMs) / REPLAYS;
}

/** A Worker's clock only moves when something arrives from outside; a timer is enough. */
async function turnedClockMs(): Promise<number> {
  await scheduler.wait(0);
  return performance.now();
}

export default { fetch: answer } satisfies ExportedHandler<BenchEnv>;
