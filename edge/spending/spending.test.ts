import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { costForecastSchema, costSchema, quotaSchema } from "#shared/contracts/spending.ts";

import { openDatabase } from "../db/client.ts";
import { readerApp } from "../qa-api/testing/reader-app.ts";
import { changeScoringSettings } from "../settings/scoring-settings.usecase.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { sampleUpload } from "../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../testing/scoring-bench.ts";
import { seedSite } from "../testing/seed-site.ts";
import { answered, failed, judgementOf, standInJudge } from "../testing/stand-in-judge.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { readDailyCosts } from "./costs.repository.ts";
import { providerQuotas } from "./quota.usecase.ts";
import { spendingRoutes } from "./spending.routes.ts";

const SITE = { id: "nordwind", name: "Nordwind", timeZone: "America/New_York" };
/** Half past one at night in New York: the day before in UTC terms is not the site's. */
const NOW = "2026-11-24T06:30:30Z";

let bench: ScoringBench;
beforeEach(async () => {
  await emptyDatabase();
  await seedSite(SITE.id, SITE.timeZone);
  bench = scoringBench(SITE.id, Date.parse(NOW));
});

const get = async (path: string, now = NOW) => {
  const app = readerApp(SITE, now, (mounted) => mounted.route("/", spendingRoutes()));
  const response = await app.request(path, {}, env);
  expect(response.status).toBe(200);
  return response.json();
};
const kind = (name: "gemini" | "openai-compatible" = "gemini") =>
  standInJudge((request) => answered(judgementOf("4", request)), { name });
const useless = () =>
  standInJudge(() => ({
    ...failed("malformed"),
    usage: { inputTokens: 1000, outputTokens: 100 },
    costUsd: 0.001,
  }));

describe("costs", () => {
  test("are those of every answer, by the judge that gave it, on the site's day on which it did", async () => {
    await bench.upload(sampleUpload("1", { local_date: "2026-11-20" }), sampleUpload("2"));
    await bench.tick([useless(), kind("openai-compatible")]);
    expect(costSchema.parse(await get("/qa/cost"))).toEqual([
      {
        date: "2026-11-24",
        provider: "gemini",
        model: "stand-in",
        calls: 0,
        input_tokens: 4000,
        output_tokens: 400,
        cost_usd: 0.004,
        cost_per_call_usd: null,
      },
      {
        date: "2026-11-24",
        provider: "openai-compatible",
        model: "stand-in",
        calls: 2,
        input_tokens: 1800,
        output_tokens: 600,
        cost_usd: 0.004,
        cost_per_call_usd: 0.002,
      },
    ]);
    expect(await rows("SELECT cost_usd FROM score")).toEqual([
      { cost_usd: 0.004 },
      { cost_usd: 0.004 },
    ]);
  });

  test("of a call that nobody could score are kept too", async () => {
    await bench.upload(sampleUpload("1"));
    await bench.tick([useless()]);
    expect(await get("/qa/cost")).toMatchObject([{ calls: 0, cost_usd: 0.002 }]);
  });

  test("of the period asked for, oldest first; none is an empty list", async () => {
    expect(await get("/qa/cost")).toEqual([]);
    await bench.upload(sampleUpload("1"));
    await bench.tick([kind()]);
    bench.clock.nowMs += 86_400_000;
    await bench.upload(sampleUpload("2"));
    await bench.tick([kind()]);
    const dates = async (query: string) =>
      costSchema
        .parse(await get(`/qa/cost${query}`, "2026-11-26T12:00:00Z"))
        .map(({ date }) => date);
    expect(await dates("")).toEqual(["2026-11-24", "2026-11-25"]);
    expect(await dates("?from=2026-11-25&to=2026-11-25")).toEqual(["2026-11-25"]);
    expect(await dates("?days=1")).toEqual([]);
  });

  test("are found by their key, not by a scan", async () => {
    const plan = await rows(
      "EXPLAIN QUERY PLAN SELECT * FROM daily_cost WHERE site_id = 's' AND local_date BETWEEN 'a' AND 'b' ORDER BY local_date, provider, model",
    );
    expect(JSON.stringify(plan)).toContain(
      "sqlite_autoindex_daily_cost_1 (site_id=? AND local_date>",
    );
    expect(await readDailyCosts(openDatabase(env.DB), "s", { from: "a", to: "b" })).toEqual([]);
  });
});

describe("the forecast", () => {
  const spend = (localDate: string, costUsd: number) =>
    env.DB.prepare(
      "INSERT INTO daily_cost (site_id, local_date, provider, model, calls, cost_usd) VALUES ('nordwind', ?, 'gemini', 'm', 1, ?)",
    )
      .bind(localDate, costUsd)
      .run();
  const forecast = async () => costForecastSchema.parse(await get("/qa/cost-forecast"));

  test("adds the mean of the last 28 days, the free ones too, for each day left", async () => {
    await spend("2026-09-01", 100);
    for (const date of ["2026-10-28", "2026-11-03", "2026-11-10", "2026-11-23"])
      await spend(date, 7);
    await spend("2026-11-24", 2);
    expect(await forecast()).toEqual([
      {
        month: "2026-11",
        provider: "gemini",
        model: "m",
        calls_so_far: 4,
        spent_so_far_usd: 23,
        mean_daily_usd: 1,
        days_left: 6,
        forecast_usd: 29,
      },
    ]);
  });

  test("takes no more days than there are since the first", async () => {
    await spend("2026-11-22", 3);
    await spend("2026-11-23", 1);
    expect(await forecast()).toMatchObject([{ mean_daily_usd: 2, forecast_usd: 16 }]);
  });

  test("of a first day takes that day for the others, and nothing is an empty list", async () => {
    expect(await forecast()).toEqual([]);
    await spend("2026-11-24", 2);
    expect(await forecast()).toMatchObject([{ mean_daily_usd: 2, forecast_usd: 14 }]);
  });
});

describe("the quota", () => {
  const quotas = async (keys = {}) =>
    quotaSchema.parse(
      await providerQuotas(openDatabase(env.DB), { ...env, ...keys }, bench.clock.nowMs),
    );
  const KEYS = { GEMINI_API_KEY: "k", GROQ_API_KEY: "k" };
  const gemini = (overrides: Parameters<typeof standInJudge>[1] = {}) =>
    standInJudge((request) => answered(judgementOf("4", request)), {
      name: "gemini",
      model: "gemini-3.5-flash-lite",
      ...overrides,
    });

  test("shows every provider, also one without a key, in their order", async () => {
    const shown = quotaSchema.parse(await get("/qa/quota"));
    expect(shown.map((row) => `${row.provider} ${row.window} ${row.unit} ${row.state}`)).toEqual(
      ["gemini", "openai-compatible"].flatMap((provider) =>
        ["minute requests", "minute tokens", "day requests", "day tokens"].map(
          (row) => `${provider} ${row} no_key`,
        ),
      ),
    );
  });

  test("shows what is used, of which limit, and who says so", async () => {
    await changeScoringSettings(
      openDatabase(env.DB),
      {
        providers: [
          {
            provider: "gemini",
            model: "gemini-3.5-flash-lite",
            base_url: "https://generativelanguage.googleapis.com",
            limits: { requests_per_minute: 5 },
          },
        ],
      },
      { who: "test", nowMs: 0 },
    );
    await bench.upload(sampleUpload("1"), sampleUpload("2"));
    const telling = gemini();
    await bench.tick([
      {
        ...telling,
        judge: async (request) => ({
          ...(await telling.judge(request)),
          stated: { requestsPerDay: { limit: 20, remaining: 11 } },
        }),
      },
    ]);
    expect(await quotas(KEYS)).toMatchObject([
      {
        window: "minute",
        unit: "requests",
        used: 2,
        limit: 5,
        limit_source: "setting",
        resets_at: "2026-11-24T06:31:00.000Z",
      },
      { window: "minute", unit: "tokens", used: 2400, limit: 250_000, limit_source: "catalogue" },
      {
        window: "day",
        unit: "requests",
        used: 9,
        limit: 20,
        limit_source: "provider",
        resets_at: "2026-11-24T08:00:00.000Z",
      },
      { window: "day", unit: "tokens", used: 2400, limit: null, limit_source: null },
    ]);
  });

  test("shows a provider that is left alone, why and until when, and that it will be tried", async () => {
    await bench.upload(sampleUpload("1"));
    const failing = standInJudge(() => failed("overload"), { model: "gemini-3.5-flash-lite" });
    await bench.tick([failing]);
    const door = async () => {
      const [{ state, closed_until, closed_reason } = {}] = await quotas(KEYS);
      return { state, closed_until, closed_reason };
    };
    const closed = { closed_until: "2026-11-24T06:31:30.000Z", closed_reason: "overload" };
    expect(await door()).toEqual({ state: "closed", ...closed });
    bench.clock.nowMs += 60_000;
    expect(await door()).toEqual({ state: "half_open", ...closed });
    await bench.tick([gemini()]);
    expect(await door()).toEqual({ state: "open", closed_until: null, closed_reason: null });
  });

  test("reads few rows, however long the providers have been in use", async () => {
    const statement = env.DB.prepare(
      "INSERT INTO provider_quota (provider, model, window, updated_at) VALUES ('gemini', 'gemini-3.5-flash-lite', ?, 0)",
    );
    await env.DB.batch(
      Array.from({ length: 400 }, (_, day) =>
        statement.bind(`day:2025-${String(day).padStart(3, "0")}`),
      ),
    );
    const { binding, rowsRead } = meterRows(env.DB);
    await providerQuotas(openDatabase(binding), env, bench.clock.nowMs);
    expect(rowsRead()).toBeLessThan(60);
  });
});
