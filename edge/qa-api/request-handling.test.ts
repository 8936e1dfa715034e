import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";

import { apiErrorSchema } from "#shared/contracts/api-error.ts";
import { trendsSchema } from "#shared/contracts/qa-api.ts";

import { spendingRoutes } from "../spending/spending.routes.ts";
import { AnswerCache } from "./answer-cache.ts";
import { qaApiRoutes } from "./qa-api.routes.ts";
import { qaListRoutes } from "./qa-lists.routes.ts";
import { readerApp, type StatementCount } from "./testing/reader-app.ts";
import { LONDON } from "./testing/seed-site.ts";
import { NOW, seedSmallSite } from "./testing/small-site.ts";

const get = (path: string, count?: StatementCount) =>
  readerApp(
    LONDON,
    NOW,
    (app) => {
      const cache = new AnswerCache();
      app.route("/api", qaApiRoutes(cache));
      app.route("/api/qa", qaListRoutes(cache));
      app.route("/api", spendingRoutes());
    },
    count,
  ).request(`/api${path}`);

beforeAll(() => seedSmallSite(env.DB));

describe("parameters", () => {
  test.each([
    ["/qa/daily-summary?days=0", "days"],
    ["/qa/daily-summary?days=91", "days"],
    ["/qa/daily-summary?days=seven", "days"],
    ["/qa/daily-summary?date=yesterday", "date"],
    ["/qa/agent/1001?days=366", "days"],
    ["/qa/flagged?limit=501", "limit"],
    ["/qa/flagged?from=2026-11-23&to=2026-11-01", "from"],
    ["/qa/flagged?from=2026-01-01", "from"],
    ["/qa/trends?days=6", "days"],
    ["/qa/trends?from=2026-13-45", "from"],
    ["/qa/leaderboard?min_calls=0", "min_calls"],
  ])("%s is refused and %s named", async (path, parameter) => {
    const response = await get(path);
    expect(response.status).toBe(400);
    const { error } = apiErrorSchema.parse(await response.json());
    expect(error.code).toBe("invalid_request");
    expect(error.details).toEqual([expect.objectContaining({ parameter })]);
  });

  test.each([
    ["from=2026-11-22&to=2026-11-22"],
    ["from=2026-11-22T00:00:00Z&to=2026-11-22T23:59:59.999Z"],
    ["from=2026-11-22T01:00:00%2B01:00&to=2026-11-22T08:00"],
    [`from=${Date.UTC(2026, 10, 22)}&to=${Date.UTC(2026, 10, 22, 23)}`],
  ])("trends with %s", async (query) => {
    const days = trendsSchema.parse(await (await get(`/qa/trends?${query}`)).json());
    expect(days).toEqual([expect.objectContaining({ date: "2026-11-22" })]);
  });

  test.each([
    "/qa/daily-summary",
    "/qa/agent/1001",
    "/qa/flagged",
    "/qa/trends",
    "/qa/leaderboard",
    "/qa/category-matrix",
    "/qa/distribution",
    "/qa/coverage",
    "/qa/calls",
    "/qa/calls?sort=total_score",
    "/qa/cost",
  ])("%s takes the same period as dates, times or epoch milliseconds", async (path) => {
    const [noon, next] = [Date.UTC(2026, 10, 22, 12), Date.UTC(2026, 10, 23, 12)];
    const spans = [
      "from=2026-11-22&to=2026-11-23",
      "from=2026-11-22T12:00:00Z&to=2026-11-23T12:00:00.000Z",
      "from=2026-11-22T13:00:00%2B01:00&to=2026-11-23T07:00:00-05:00",
      "from=2026-11-22T12:00&to=2026-11-23T12:00:00",
      `from=${noon}&to=${next}`,
      "days=2",
    ];
    const answers = await Promise.all(
      spans
        .filter((span) => span !== "days=2" || path !== "/qa/trends")
        .map(async (span) => {
          const response = await get(`${path}${path.includes("?") ? "&" : "?"}${span}`);
          return [response.status, await response.text()];
        }),
    );
    expect(answers[0]?.[0]).toBe(200);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  test("unknown calls and agents are 404", async () => {
    expect((await get("/qa/call/nope")).status).toBe(404);
    expect((await get("/qa/agent/nope")).status).toBe(404);
  });
});

test.each([
  ["/qa/health", 4],
  ["/qa/daily-summary?days=90", 3],
  ["/qa/agent/1001?days=365", 3],
  ["/qa/flagged?days=90", 3],
  ["/qa/call/a1", 7],
  ["/qa/trends?days=365", 2],
  ["/qa/leaderboard?days=90", 1],
  ["/qa/queue-status", 4],
])("%s sends at most %d statements", async (path, most) => {
  const count = { statements: 0 };
  expect((await get(path, count)).status).toBe(200);
  expect(count.statements).toBeLessThanOrEqual(most);
});
