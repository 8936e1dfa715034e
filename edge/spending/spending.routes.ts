import { Hono } from "hono";

import { costQuerySchema, PERIOD_BOUNDS } from "#shared/contracts/qa-api.ts";

import type { AppContext } from "../app-context.ts";
import { parseQuery } from "../qa-api/parse-query.ts";
import { resolvePeriod } from "../qa-api/period.ts";
import { forecastCosts, listCosts } from "./costs.usecase.ts";
import { providerQuotas } from "./quota.usecase.ts";

/** What scoring costs and how much of the providers' limits it uses, mounted at /api behind the readers' middleware. */
export function spendingRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/qa/cost", async (c) => {
    const query = parseQuery(costQuerySchema, c.req.query());
    const clock = { timeZone: c.var.site.timeZone, nowMs: c.var.now() };
    const period = resolvePeriod(query, PERIOD_BOUNDS.cost, clock);
    return c.json(await listCosts(c.var.db, c.var.site.id, period));
  });

  routes.get("/qa/cost-forecast", async (c) => {
    const clock = { timeZone: c.var.site.timeZone, nowMs: c.var.now() };
    return c.json(await forecastCosts(c.var.db, c.var.site.id, clock));
  });

  routes.get("/qa/quota", async (c) => c.json(await providerQuotas(c.var.db, c.env, c.var.now())));

  return routes;
}
