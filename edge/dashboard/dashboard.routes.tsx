import { Hono } from "hono";
import * as z from "zod";

import type { AppContext } from "../app-context.ts";
import { allowMedia } from "../call-page/media-policy.ts";
import { notFound } from "../errors/app-error.ts";
import { assetRoutes } from "./assets.routes.ts";
import { viewCall } from "./call-view.usecase.ts";
import { viewFlagged } from "./flagged-view.usecase.ts";
import { viewOverview } from "./overview.usecase.ts";
import { page, siteClock, viewerOf, wantsPage } from "./page.tsx";
import { CallPage } from "./pages/call.page.tsx";
import { FlaggedPage } from "./pages/flagged.page.tsx";
import { NotFoundPage } from "./pages/not-found.page.tsx";
import { OverviewPage } from "./pages/overview.page.tsx";
import { lineAt } from "./transcript-lines.ts";

/** A page answers a mistyped address with what it shows by default. */
const daysSchema = z.coerce
  .number()
  .pipe(z.union([z.literal(7), z.literal(30), z.literal(90)]))
  .catch(30);
const versionSchema = z.coerce.number().int().positive().nullable().catch(null);
/** Seconds of a recording; before its beginning there is no line. */
const momentSchema = z
  .string()
  .regex(/^\d{1,6}(\.\d+)?$/)
  .transform(Number)
  .catch(-1);
const filterSchema = z.string().trim().min(1).max(64).nullable().catch(null);

/** The managers' pages, mounted at / behind the readers' middleware. Every link works without scripts. */
export function dashboardRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();
  routes.route("/", assetRoutes());

  routes.get("/", async (c) => {
    const days = daysSchema.parse(c.req.query("days"));
    const clock = siteClock(c);
    const overview = await viewOverview(c.var.db, c.var.site.id, days, clock);
    return page(c, <OverviewPage overview={overview} viewer={viewerOf(c)} nowMs={clock.nowMs} />);
  });

  routes.get("/flagged", async (c) => {
    const choice = {
      days: daysSchema.parse(c.req.query("days")),
      agentUser: filterSchema.parse(c.req.query("agent")),
      campaignId: filterSchema.parse(c.req.query("campaign")),
    };
    const view = await viewFlagged(c.var.db, c.var.site.id, choice, siteClock(c));
    return page(c, <FlaggedPage view={view} viewer={viewerOf(c)} />);
  });

  routes.get("/calls/:recordingId", async (c) => {
    const version = versionSchema.parse(c.req.query("version"));
    const view = await viewCall(c.var.db, c.var.site.id, c.req.param("recordingId"), version);
    if (view === null) return page(c, <NotFoundPage viewer={viewerOf(c)} what="call" />, 404);
    const moment = lineAt(view.lines, momentSchema.parse(c.req.query("t")));
    if (moment !== null) {
      return c.redirect(`/calls/${encodeURIComponent(view.call.recordingId)}#line-${moment}`);
    }
    allowMedia(c, view.recording.audioUrl);
    const viewer = viewerOf(c);
    const reviewing =
      viewer.person !== null &&
      viewer.person.role !== "agent" &&
      c.req.query("review") === "1" &&
      view.call.score?.isCurrent !== false
        ? { isBlind: c.req.query("blind") === "1" }
        : null;
    const notice = c.req.query("done") === "reviewed" ? "Your review is stored." : null;
    return page(c, <CallPage view={view} viewer={viewer} reviewing={reviewing} notice={notice} />);
  });

  routes.get("*", (c) => {
    if (!wantsPage(c)) throw notFound();
    return page(c, <NotFoundPage viewer={viewerOf(c)} what="page" />, 404);
  });

  return routes;
}
