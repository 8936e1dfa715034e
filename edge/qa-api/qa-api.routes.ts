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
import { noteViews } from "../audit/note-views.ts";
import { callsToMark, hiddenUntilMarked } from "../calibration/blindness.ts";
import { notFound } from "../errors/app-error.ts";
import { maskCall, maskComments } from "../masking/mask-call.ts";
import { masksNumbers } from "../masking/numbers-shown.ts";
import { readCurrentReview } from "../reviews/review.repository.ts";
import { reportAgent } from "./agent-report.usecase.ts";
import type { AnswerCache } from "./answer-cache.ts";
import { answerByContent, answerByRevision } from "./answer.ts";
import { toAnswer } from "./call-answer.ts";
import { readCallRecord } from "./call-record.repository.ts";
import { summariseDays } from "./daily-summary.usecase.ts";
import { listFlaggedCalls } from "./flagged-calls.usecase.ts";
import { checkHealth } from "./health.usecase.ts";
import { rankAgents } from "./leaderboard.usecase.ts";
import { openApiDocument } from "./openapi.ts";
import { parseQuery } from "./parse-query.ts";
import { localDateOf, resolvePeriod, type SiteClock } from "./period.ts";
import { countQueue } from "./queue-status.usecase.ts";
import { listTrends } from "./trends.usecase.ts";

/** The eight endpoints of design §9 and their description, mounted at /api behind the readers' middleware. */
export function qaApiRoutes(cache: AnswerCache): Hono<AppContext> {
  const routes = new Hono<AppContext>();
  const byRevision = (c: Context<AppContext>, produce: () => Promise<unknown>) =>
    answerByRevision(c, cache, "json", async () => ({ body: await produce() }));
  const byContent = (c: Context<AppContext>, produce: () => Promise<unknown>) =>
    answerByContent(c, "json", async () => ({ body: await produce() }));

  routes.get("/openapi.json", (c) => byContent(c, async () => openApiDocument()));

  routes.get("/qa/health", (c) =>
    byContent(c, () => checkHealth(c.var.db, c.var.site.id, c.var.now())),
  );

  routes.get("/qa/daily-summary", (c) => {
    const query = parseQuery(dailySummaryQuerySchema, c.req.query());
    const clock = siteClock(c);
    const date = query.date === undefined ? null : localDateOf(query.date, clock.timeZone);
    const period =
      date === null
        ? resolvePeriod(query, PERIOD_BOUNDS.dailySummary, clock)
        : { from: date, to: date };
    return byRevision(c, () => summariseDays(c.var.db, c.var.site.id, period));
  });

  routes.get("/qa/agent/:user", (c) => {
    const query = parseQuery(agentQuerySchema, c.req.query());
    const period = resolvePeriod(query, PERIOD_BOUNDS.agent, siteClock(c));
    return byRevision(c, async () => {
      const report = await reportAgent(c.var.db, c.var.site.id, c.req.param("user"), period);
      if (report === null) throw notFound("This agent has no calls in the period asked for.");
      return report;
    });
  });

  routes.get("/qa/flagged", async (c) => {
    const query = parseQuery(flaggedQuerySchema, c.req.query());
    const period = resolvePeriod(query, PERIOD_BOUNDS.flagged, siteClock(c));
    const list = () =>
      listFlaggedCalls(c.var.db, c.var.site.id, {
        period,
        agentUser: query.agent ?? null,
        campaignId: query.campaign ?? null,
        limit: query.limit,
        masks: masksNumbers(c),
      });
    const toMark = await callsToMark(c);
    // What is not for all eyes is not kept for the next who asks.
    return toMark.size === 0
      ? byRevision(c, list)
      : byContent(c, async () =>
          (await list()).filter(({ recording_id }) => !toMark.has(recording_id)),
        );
  });

  routes.get("/qa/call/:id", (c) =>
    answerByContent(c, "json", async () => {
      const call = await readCallRecord(c.var.db, c.var.site.id, c.req.param("id"));
      if (call === null) throw notFound("There is no call with this recording_id or uniqueid.");
      if ((await callsToMark(c)).has(call.recordingId)) throw hiddenUntilMarked();
      await noteViews(c, "api", [call]);
      const review = await readCurrentReview(c.var.db, c.var.site.id, call.recordingId);
      const body = masksNumbers(c)
        ? toAnswer(maskCall(call), review && maskComments(review))
        : toAnswer(call, review);
      return { body, keep: false };
    }),
  );

  routes.get("/qa/trends", (c) => {
    const query = parseQuery(trendsQuerySchema, c.req.query());
    const period = resolvePeriod(query, PERIOD_BOUNDS.trends, siteClock(c));
    const campaignId = query.campaign ?? null;
    return byRevision(c, () => listTrends(c.var.db, c.var.site.id, period, campaignId));
  });

  routes.get("/qa/leaderboard", (c) => {
    const query = parseQuery(leaderboardQuerySchema, c.req.query());
    const period = resolvePeriod(query, PERIOD_BOUNDS.leaderboard, siteClock(c));
    return byRevision(c, () => rankAgents(c.var.db, c.var.site.id, period, query.min_calls));
  });

  routes.get("/qa/queue-status", (c) =>
    byContent(c, () => countQueue(c.var.db, c.var.site.id, siteClock(c))),
  );

  return routes;
}

function siteClock(c: Context<AppContext>): SiteClock {
  return { timeZone: c.var.site.timeZone, nowMs: c.var.now() };
}
