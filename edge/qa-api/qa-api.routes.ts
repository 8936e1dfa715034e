import { Hono, type Context } from "hono";

import {
  agentQuerySchema,
  dailySummaryQuerySchema,
  flaggedQuerySchema,
  leaderboardQuerySchema,
  PERIOD_BOUNDS,
  trendsQuerySchema,
} from "#shared/contracts/qa-api.ts";

import type { AppContext } from "../app-context.ts";
import { notFound } from "../errors/app-error.ts";
import { reportAgent } from "./agent-report.usecase.ts";
import { answerCall } from "./call-answer.usecase.ts";
import { summariseDays } from "./daily-summary.usecase.ts";
import { listFlaggedCalls } from "./flagged-calls.usecase.ts";
import { checkHealth } from "./health.usecase.ts";
import { rankAgents } from "./leaderboard.usecase.ts";
import { openApiDocument } from "./openapi.ts";
import { parseQuery } from "./parse-query.ts";
import { localDateOf, resolvePeriod, type SiteClock } from "./period.ts";
import { countQueue } from "./queue-status.usecase.ts";
import { listTrends } from "./trends.usecase.ts";

/** The QA API (design §9), mounted at /api behind the readers' middleware. */
export function qaApiRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/openapi.json", (c) => c.json(openApiDocument()));

  routes.get("/qa/health", async (c) =>
    c.json(await checkHealth(c.var.db, c.var.site.id, c.var.now())),
  );

  routes.get("/qa/daily-summary", async (c) => {
    const query = parseQuery(dailySummaryQuerySchema, c.req.query());
    const clock = siteClock(c);
    const date = query.date === undefined ? null : localDateOf(query.date, clock.timeZone);
    const period =
      date === null
        ? resolvePeriod(query, PERIOD_BOUNDS.dailySummary, clock)
        : { from: date, to: date };
    return c.json(await summariseDays(c.var.db, c.var.site.id, period));
  });

  routes.get("/qa/agent/:user", async (c) => {
    const query = parseQuery(agentQuerySchema, c.req.query());
    const period = resolvePeriod(query, PERIOD_BOUNDS.agent, siteClock(c));
    const report = await reportAgent(c.var.db, c.var.site.id, c.req.param("user"), period);
    if (report === null) throw notFound("This agent has no calls in the period asked for.");
    return c.json(report);
  });

  routes.get("/qa/flagged", async (c) => {
    const query = parseQuery(flaggedQuerySchema, c.req.query());
    const calls = await listFlaggedCalls(c.var.db, c.var.site.id, {
      period: resolvePeriod(query, PERIOD_BOUNDS.flagged, siteClock(c)),
      agentUser: query.agent ?? null,
      campaignId: query.campaign ?? null,
      limit: query.limit,
    });
    return c.json(calls);
  });

  routes.get("/qa/call/:id", async (c) => {
    const call = await answerCall(c.var.db, c.var.site.id, c.req.param("id"));
    if (call === null) throw notFound("There is no call with this recording_id or uniqueid.");
    return c.json(call);
  });

  routes.get("/qa/trends", async (c) => {
    const query = parseQuery(trendsQuerySchema, c.req.query());
    const period = resolvePeriod(query, PERIOD_BOUNDS.trends, siteClock(c));
    return c.json(await listTrends(c.var.db, c.var.site.id, period, query.campaign ?? null));
  });

  routes.get("/qa/leaderboard", async (c) => {
    const query = parseQuery(leaderboardQuerySchema, c.req.query());
    const period = resolvePeriod(query, PERIOD_BOUNDS.leaderboard, siteClock(c));
    return c.json(await rankAgents(c.var.db, c.var.site.id, period, query.min_calls));
  });

  routes.get("/qa/queue-status", async (c) =>
    c.json(await countQueue(c.var.db, c.var.site.id, siteClock(c))),
  );

  return routes;
}

function siteClock(c: Context<AppContext>): SiteClock {
  return { timeZone: c.var.site.timeZone, nowMs: c.var.now() };
}
