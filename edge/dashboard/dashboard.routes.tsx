import { Hono } from "hono";

import type { AppContext } from "../app-context.ts";
import { callsToMark, withoutCallsToMark } from "../calibration/blindness.ts";
import { notFound } from "../errors/app-error.ts";
import { maskSummary } from "../masking/mask-lists.ts";
import { masksNumbers } from "../masking/numbers-shown.ts";
import { assetRoutes } from "./assets.routes.ts";
import { viewFlagged } from "./flagged-view.usecase.ts";
import { viewOverview } from "./overview.usecase.ts";
import { daysSchema, filterSchema } from "./page-query.ts";
import { page, siteClock, viewerOf, wantsPage } from "./page.tsx";
import { FlaggedPage } from "./pages/flagged.page.tsx";
import { NotFoundPage } from "./pages/not-found.page.tsx";
import { OverviewPage } from "./pages/overview.page.tsx";

/** The managers' pages, mounted at / behind the readers' middleware. Every link works without scripts. */
export function dashboardRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();
  routes.route("/", assetRoutes());

  routes.get("/", async (c) => {
    const days = daysSchema.parse(c.req.query("days"));
    const clock = siteClock(c);
    const { db, site } = c.var;
    const seen = await viewOverview(db, site.id, days, clock, await callsToMark(c));
    const { worst } = seen;
    const overview = masksNumbers(c)
      ? { ...seen, worst: { ...worst, calls: worst.calls.map(maskSummary) } }
      : seen;
    return page(c, <OverviewPage overview={overview} viewer={viewerOf(c)} nowMs={clock.nowMs} />);
  });

  routes.get("/flagged", async (c) => {
    const choice = {
      days: daysSchema.parse(c.req.query("days")),
      agentUser: filterSchema.parse(c.req.query("agent")),
      campaignId: filterSchema.parse(c.req.query("campaign")),
    };
    const [seen, toMark] = await Promise.all([
      viewFlagged(c.var.db, c.var.site.id, choice, siteClock(c)),
      callsToMark(c),
    ]);
    const calls = withoutCallsToMark(seen.calls, toMark);
    const view = { ...seen, calls: masksNumbers(c) ? calls.map(maskSummary) : calls };
    return page(c, <FlaggedPage view={view} viewer={viewerOf(c)} />);
  });

  routes.get("*", (c) => {
    if (!wantsPage(c)) throw notFound();
    return page(c, <NotFoundPage viewer={viewerOf(c)} what="page" />, 404);
  });

  return routes;
}
