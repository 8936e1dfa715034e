import { Hono, type Context } from "hono";

import {
  callRowSchema,
  callsQuerySchema,
  categoryMatrixQuerySchema,
  categoryMatrixSchema,
  coverageQuerySchema,
  coverageSchema,
  distributionQuerySchema,
  distributionSchema,
  LIST_BOUNDS,
} from "#shared/contracts/qa-lists.ts";
import {
  REVIEW_LIST_BOUNDS,
  reviewRowsSchema,
  reviewsQuerySchema,
} from "#shared/contracts/qa-reviews.ts";

import type { AppContext } from "../app-context.ts";
import { callsToMark, withoutCallsToMark } from "../calibration/blindness.ts";
import { AppError } from "../errors/app-error.ts";
import { maskSummary } from "../masking/mask-lists.ts";
import { masksNumbers } from "../masking/numbers-shown.ts";
import type { AnswerCache } from "./answer-cache.ts";
import { answerByContent, answerByRevision, wantedFormat, type Rows } from "./answer.ts";
import { listCategoryMatrix } from "./category-matrix.usecase.ts";
import { listCoverage } from "./coverage.usecase.ts";
import type { StatLevel } from "./daily-stats.repository.ts";
import { listDistribution } from "./distribution.usecase.ts";
import { listCalls } from "./list-calls.usecase.ts";
import { readListedReviews } from "./list-reviews.repository.ts";
import { parseQuery } from "./parse-query.ts";
import { resolvePeriod, type SiteClock } from "./period.ts";
import { reviewRows } from "./review-rows.ts";

/** The answers that are flat rows, as JSON or as CSV, mounted at /api/qa behind the readers' middleware. */
export function qaListRoutes(cache: AnswerCache): Hono<AppContext> {
  const routes = new Hono<AppContext>();
  const rowsByRevision = (c: Context<AppContext>, produce: () => Promise<Rows>) =>
    answerByRevision(c, cache, wantedFormat(c), produce);

  routes.on("GET", ["/category-matrix", "/category-matrix.csv"], (c) => {
    const query = parseQuery(categoryMatrixQuerySchema, c.req.query());
    const period = resolvePeriod(query, LIST_BOUNDS.categoryMatrix, siteClock(c));
    return rowsByRevision(c, async () => ({
      body: await listCategoryMatrix(c.var.db, c.var.site.id, period, query.min_calls),
      columns: Object.keys(categoryMatrixSchema.element.shape),
    }));
  });

  routes.on("GET", ["/distribution", "/distribution.csv"], (c) => {
    const query = parseQuery(distributionQuerySchema, c.req.query());
    const period = resolvePeriod(query, LIST_BOUNDS.distribution, siteClock(c));
    const level = levelOf(query.agent, query.campaign);
    return rowsByRevision(c, async () => ({
      body: await listDistribution(c.var.db, c.var.site.id, level, period, query.width),
      columns: Object.keys(distributionSchema.element.shape),
    }));
  });

  routes.on("GET", ["/coverage", "/coverage.csv"], (c) => {
    const query = parseQuery(coverageQuerySchema, c.req.query());
    const period = resolvePeriod(query, LIST_BOUNDS.coverage, siteClock(c));
    return rowsByRevision(c, async () => ({
      body: await listCoverage(c.var.db, c.var.site, period),
      columns: Object.keys(coverageSchema.element.shape),
    }));
  });

  routes.on("GET", ["/calls", "/calls.csv"], (c) => {
    const query = parseQuery(callsQuerySchema, c.req.query());
    return answerByContent(c, wantedFormat(c), async (): Promise<Rows> => {
      const [{ rows, nextCursor }, toMark] = await Promise.all([
        listCalls(c.var.db, c.var.site.id, query, siteClock(c)),
        callsToMark(c),
      ]);
      return {
        body: rows
          .filter(({ recording_id }) => !toMark.has(recording_id))
          .map((row) => (masksNumbers(c) ? maskSummary(row) : row)),
        columns: Object.keys(callRowSchema.shape),
        keep: false,
        headers: nextCursor === null ? {} : goesOn(c, nextCursor),
      };
    });
  });

  routes.on("GET", ["/reviews", "/reviews.csv"], (c) => {
    const query = parseQuery(reviewsQuerySchema, c.req.query());
    const period = resolvePeriod(query, REVIEW_LIST_BOUNDS, siteClock(c));
    const list = { period, agentUser: query.agent ?? null, limit: query.limit };
    return answerByContent(c, wantedFormat(c), async (): Promise<Rows> => {
      const [reviews, toMark] = await Promise.all([
        readListedReviews(c.var.db, c.var.site.id, list),
        callsToMark(c),
      ]);
      return {
        body: reviewRows(withoutCallsToMark(reviews, toMark), masksNumbers(c)),
        columns: Object.keys(reviewRowsSchema.element.shape),
        keep: false,
      };
    });
  });

  return routes;
}

/** Where the next page is: the cursor by itself, and a link (RFC 8288) that has the whole query again. */
function goesOn(c: Context<AppContext>, cursor: string): Record<string, string> {
  const next = new URL(c.req.url);
  next.searchParams.set("cursor", cursor);
  return {
    "X-Next-Cursor": cursor,
    Link: `<${next.pathname}${next.search}>; rel="next"`,
  };
}

function levelOf(agentUser: string | undefined, campaignId: string | undefined): StatLevel {
  if (agentUser !== undefined && campaignId !== undefined) {
    const message =
      "Give agent or campaign, not both: there are no sums for an agent in a campaign.";
    throw new AppError({
      code: "invalid_request",
      status: 400,
      message,
      details: [{ parameter: "campaign", message }],
    });
  }
  if (agentUser !== undefined) return { agentUser };
  return campaignId === undefined ? "site" : { campaignId };
}

function siteClock(c: Context<AppContext>): SiteClock {
  return { timeZone: c.var.site.timeZone, nowMs: c.var.now() };
}
