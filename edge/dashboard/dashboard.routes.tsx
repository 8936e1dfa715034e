import { Hono, type Context } from "hono";
import { html } from "hono/html";
import type { JSX } from "hono/jsx/jsx-runtime";
import * as z from "zod";

import type { AppContext } from "../app-context.ts";
import { notFound } from "../errors/app-error.ts";
import type { SiteClock } from "../qa-api/period.ts";
import { assetRoutes } from "./assets.routes.ts";
import { viewCall } from "./call-view.usecase.ts";
import { viewFlagged } from "./flagged-view.usecase.ts";
import type { Viewer } from "./layout.tsx";
import { viewOverview } from "./overview.usecase.ts";
import { CallPage } from "./pages/call.page.tsx";
import { FlaggedPage } from "./pages/flagged.page.tsx";
import { NotFoundPage } from "./pages/not-found.page.tsx";
import { OverviewPage } from "./pages/overview.page.tsx";

/** A page answers a mistyped address with what it shows by default. */
const daysSchema = z.coerce
  .number()
  .pipe(z.union([z.literal(7), z.literal(30), z.literal(90)]))
  .catch(30);
const filterSchema = z.string().trim().min(1).max(64).nullable().catch(null);

/** The managers' pages, mounted at / behind the readers' middleware. No scripts; every link works by itself. */
export function dashboardRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();
  routes.route("/", assetRoutes());

  routes.get("/", async (c) => {
    const days = daysSchema.parse(c.req.query("days"));
    const clock = siteClock(c);
    const overview = await viewOverview(c.var.db, c.var.site.id, days, clock);
    return page(c, <OverviewPage overview={overview} viewer={viewer(c)} nowMs={clock.nowMs} />);
  });

  routes.get("/flagged", async (c) => {
    const choice = {
      days: daysSchema.parse(c.req.query("days")),
      agentUser: filterSchema.parse(c.req.query("agent")),
      campaignId: filterSchema.parse(c.req.query("campaign")),
    };
    const view = await viewFlagged(c.var.db, c.var.site.id, choice, siteClock(c));
    return page(c, <FlaggedPage view={view} viewer={viewer(c)} />);
  });

  routes.get("/calls/:recordingId", async (c) => {
    const view = await viewCall(c.var.db, c.var.site.id, c.req.param("recordingId"));
    if (view === null) return page(c, <NotFoundPage viewer={viewer(c)} what="call" />, 404);
    return page(c, <CallPage view={view} viewer={viewer(c)} />);
  });

  routes.get("*", (c) => {
    const wantsPage = c.req.header("Accept")?.includes("text/html") ?? false;
    if (!wantsPage || c.req.path.startsWith("/api/")) throw notFound();
    return page(c, <NotFoundPage viewer={viewer(c)} what="page" />, 404);
  });

  return routes;
}

function page(c: Context<AppContext>, content: JSX.Element, status: 200 | 404 = 200) {
  return c.html(html`<!doctype html>${content}`, status);
}

function siteClock(c: Context<AppContext>): SiteClock {
  return { timeZone: c.var.site.timeZone, nowMs: c.var.now() };
}

function viewer(c: Context<AppContext>): Viewer {
  const { name, timeZone } = c.var.site;
  return { siteName: name, timeZone, isSignedIn: c.var.principal.kind === "session" };
}
