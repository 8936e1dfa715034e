import { Hono } from "hono";

import type { AppContext } from "../app-context.ts";
import type { AnswerCache } from "../qa-api/answer-cache.ts";
import { exposition } from "./exposition.ts";
import { siteMetrics } from "./site-metrics.usecase.ts";

/** Several Prometheus servers, or one that is set to ask every few seconds, cost no more rows than one. */
const KEPT_MS = 30_000;
const HEADERS = {
  "Content-Type": "text/plain; version=0.0.4; charset=utf-8",
  "Cache-Control": "private, no-store",
};

/** `GET /metrics` for Prometheus, behind the readers' middleware. */
export function metricsRoutes(cache: AnswerCache): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/metrics", async (c) => {
    const { id, timeZone } = c.var.site;
    const nowMs = c.var.now();
    const key = JSON.stringify(["metrics", id, Math.floor(nowMs / KEPT_MS)]);
    const known = cache.get(key);
    if (known !== null) return c.body(known.body, 200, known.headers);
    const metrics = await siteMetrics(c.var.db, c.env, id, { timeZone, nowMs });
    const body = exposition(metrics, { site: id });
    cache.put(key, { body, headers: HEADERS });
    return c.body(body, 200, HEADERS);
  });

  return routes;
}
