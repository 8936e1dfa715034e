import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";

import { openDatabase } from "../db/client.ts";
import { AnswerCache } from "../qa-api/answer-cache.ts";
import { readerApp, type StatementCount } from "../qa-api/testing/reader-app.ts";
import { LONDON } from "../qa-api/testing/seed-site.ts";
import { EMPTY, NOW, seedSmallSite } from "../qa-api/testing/small-site.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { metricsRoutes } from "./metrics.routes.ts";
import { siteMetrics } from "./site-metrics.usecase.ts";
import { MOST_COUNTED } from "./waiting.repository.ts";

const HEARD_AT = Date.parse(NOW) - 120_000;

beforeAll(async () => {
  await seedSmallSite(env.DB);
  const heartbeat = {
    site_id: LONDON.id,
    agent_version: "0.1.0",
    host: "vici-1",
    sent_at: new Date(HEARD_AT).toISOString(),
    queue: { pending: 7, transcribed: 100 },
    outbox_depth: 3,
    model: "ggml-base.bin",
    disk_free_bytes: 5e9,
    last_run: null,
    source_error: { code: "database_away", since: new Date(HEARD_AT).toISOString() },
  };
  await env.DB.batch([
    env.DB.prepare(
      "INSERT INTO agent_heartbeat (site_id, received_at, body) VALUES (?, ?, ?)",
    ).bind(LONDON.id, HEARD_AT, JSON.stringify(heartbeat)),
    env.DB.prepare(
      "INSERT INTO daily_cost (site_id, local_date, provider, model, calls, cost_usd) VALUES (?, '2026-11-23', 'gemini', 'm', 4, 0.25)",
    ).bind(LONDON.id),
  ]);
});

const scrape = async (site = LONDON, count: StatementCount = { statements: 0 }) => {
  const cache = new AnswerCache();
  const app = readerApp(site, NOW, (mounted) => mounted.route("/", metricsRoutes(cache)), count);
  const response = await app.request("/metrics", {}, env);
  expect(response.status).toBe(200);
  return { app, text: await response.text(), headers: response.headers };
};

/** Values by series, without the prefix and the site that every one of them has. */
function seriesOf(text: string, site = LONDON.id): Record<string, number> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    lines.map((line) => {
      const [series = "", value] = line.split(/ (?=[^ ]*$)/);
      expect(series).toMatch(new RegExp(`^nightshift_edge_\\w+\\{site="${site}"`));
      const short = series.slice("nightshift_edge_".length).replace(/site="\w+",?/, "");
      return [short.replace("{}", ""), Number(value)];
    }),
  );
}

test("a site's figures are those of its pages", async () => {
  const { text, headers } = await scrape();
  expect(headers.get("Content-Type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(headers.get("Cache-Control")).toContain("no-store");
  const series = seriesOf(text);
  expect(series).toMatchObject({
    'calls{state="pending"}': 1,
    'calls{state="transcribed"}': 1,
    'calls{state="error"}': 1,
    'calls{state="skipped"}': 1,
    'calls{state="complete"}': 6,
    'day_calls{day="today"}': 3,
    'day_scored_calls{day="today"}': 0,
    'day_scored_calls{day="yesterday"}': 6,
    'cost_today_usd{provider="gemini",model="m"}': 0.25,
    'scores_today{provider="gemini",model="m"}': 4,
    'provider_state{provider="gemini",model="gemini-3.5-flash-lite",state="no_key"}': 1,
    'provider_state{provider="gemini",model="gemini-3.5-flash-lite",state="open"}': 0,
    agent_heartbeat_timestamp_seconds: HEARD_AT / 1000,
    'agent_info{version="0.1.0"}': 1,
    'agent_queue_depth{state="pending"}': 7,
    'agent_queue_depth{state="failed"}': 0,
    agent_outbox_depth: 3,
    agent_disk_free_bytes: 5e9,
    agent_source_up: 0,
  });
  expect(series['day_average_score{day="yesterday"}']).toBeCloseTo(76.5, 0);
  expect(series).not.toHaveProperty(['day_average_score{day="today"}']);
  expect(series).not.toHaveProperty("agent_outbox_refused");
  expect(series["oldest_waiting_job_age_seconds"]).toBeGreaterThan(0);
  expect(series["database_bytes"]).toBeGreaterThan(100_000);
});

test("a site without anything has no average, no agent and no costs, and is no error", async () => {
  const series = seriesOf((await scrape(EMPTY)).text, EMPTY.id);
  expect(series).toMatchObject({
    'calls{state="pending"}': 0,
    'day_calls{day="today"}': 0,
    oldest_waiting_job_age_seconds: 0,
    review_backlog: 0,
  });
  expect(Object.keys(series).filter((key) => /^agent|average|cost|last_scored/.test(key))).toEqual(
    [],
  );
});

test("asked again within half a minute, D1 is not asked", async () => {
  const count = { statements: 0 };
  const { app, text } = await scrape(LONDON, count);
  expect(count.statements).toBeGreaterThan(0);
  count.statements = 0;
  expect(await (await app.request("/metrics", {}, env)).text()).toBe(text);
  expect(count.statements).toBe(0);
});

test("neither series nor rows read grow with what there is", async () => {
  const before = seriesOf((await scrape()).text);
  const calm = await rowsRead();
  expect(calm).toBeLessThan(100);
  await env.DB.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
     INSERT INTO review_item (site_id, recording_id, state, reasons, priority, agent_user, campaign_id, local_date, created_at)
     SELECT ?1, 'many-' || i, 'open', '{"flagged":1}', 60, 'a' || i, 'c' || i, '2026-11-22', 1 FROM n`,
  )
    .bind(LONDON.id)
    .run();
  await env.DB.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
     INSERT INTO scoring_job (site_id, recording_id, transcript_version, state, next_at, created_at, updated_at)
     SELECT ?1, 'many-' || i, 1, 'due', 5, 5, 5 FROM n`,
  )
    .bind(LONDON.id)
    .run();
  // Two for each of a hundred jobs and one for each of 200 calls; what drizzle reads the meter counts twice.
  expect(await rowsRead()).toBeLessThan(calm + 500);
  const after = seriesOf((await scrape()).text);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  expect(after["review_backlog"]).toBe(MOST_COUNTED);
  expect(after["oldest_waiting_job_age_seconds"]).toBe((Date.parse(NOW) - 5) / 1000);
});

async function rowsRead(): Promise<number> {
  const meter = meterRows(env.DB);
  const clock = { timeZone: LONDON.timeZone, nowMs: Date.parse(NOW) };
  await siteMetrics(openDatabase(meter.binding), env, LONDON.id, clock);
  return meter.rowsRead();
}
