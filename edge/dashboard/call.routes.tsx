import { Hono } from "hono";

import type { AppContext } from "../app-context.ts";
import { mayOpenCall } from "../auth/own-calls.ts";
import { viewCall } from "./call-view.usecase.ts";
import { page, viewerOf } from "./page.tsx";
import { CallPage } from "./pages/call.page.tsx";
import { NotFoundPage } from "./pages/not-found.page.tsx";

/** A call's page, for everybody who reads; to an agent another's call is one that does not exist. */
export function callRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/calls/:recordingId", async (c) => {
    const { db, site, principal } = c.var;
    const view = await viewCall(db, site.id, c.req.param("recordingId"));
    const viewer = viewerOf(c);
    if (view === null || !mayOpenCall(principal, view.call)) {
      return page(c, <NotFoundPage viewer={viewer} what="call" />, 404);
    }
    const reviewing =
      viewer.person !== null && viewer.person.role !== "agent" && c.req.query("review") === "1"
        ? { isBlind: c.req.query("blind") === "1" }
        : null;
    const notice = c.req.query("done") === "reviewed" ? "Your review is stored." : null;
    return page(c, <CallPage view={view} viewer={viewer} reviewing={reviewing} notice={notice} />);
  });

  return routes;
}
