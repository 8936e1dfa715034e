import { Hono, type Context } from "hono";

import { addDays, localDateAt } from "#shared/time/site-time.ts";

import type { AppContext } from "../app-context.ts";
import type { AuditEvent } from "../audit/audit.repository.ts";
import { actorOf } from "../auth/principal.ts";
import { requireManager } from "../auth/require-authority.middleware.ts";
import { page, siteClock, viewerOf } from "../dashboard/page.tsx";
import { readForm } from "../dashboard/read-form.ts";
import { formOn } from "../dashboard/refused-forms.middleware.ts";
import { AppError, notFound } from "../errors/app-error.ts";
import { trackerFormSchema } from "./tracker-form.ts";
import { TrackersPage } from "./trackers.page.tsx";
import {
  COUNTED_DAYS,
  deleteTracker,
  insertTracker,
  MOST_TRACKERS,
  updateTracker,
} from "./trackers.repository.ts";
import { viewTrackers } from "./view-trackers.usecase.ts";

const NOTICES: Readonly<Record<string, string>> = {
  made: "The tracker is made. What is there already is counted within the next minutes.",
  saved: "The tracker is saved.",
  deleted: "The tracker is gone.",
};

/** Topic trackers: whoever reads sees them, managers make and change them. */
export function trackersRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/trackers", async (c) => {
    const view = await viewTrackers(c.var.db, c.var.site.id, siteClock(c));
    const notice = NOTICES[c.req.query("done") ?? ""] ?? null;
    const editing = c.req.query("edit") ?? null;
    return page(
      c,
      <TrackersPage view={view} viewer={viewerOf(c)} editing={editing} notice={notice} />,
    );
  });

  const onList = formOn(() => "/trackers");
  routes.post("/trackers", requireManager(), onList, async (c) => {
    const { db, site } = c.var;
    const tracker = { id: crypto.randomUUID(), ...(await readForm(c, trackerFormSchema)) };
    const event = eventOf(c, "tracker.create", tracker);
    if (!(await insertTracker(db, site.id, tracker, sinceDate(c), event))) {
      throw new AppError({
        code: "too_many_trackers",
        status: 409,
        message: `This site has ${MOST_TRACKERS} trackers, which is as many as there may be. Delete one first.`,
      });
    }
    return c.redirect("/trackers?done=made", 303);
  });

  const onOwn = formOn((c) => `/trackers?edit=${encodeURIComponent(c.req.param("id") ?? "")}`);
  routes.post("/trackers/:id", requireManager(), onOwn, async (c) => {
    const { db, site } = c.var;
    const tracker = { id: c.req.param("id"), ...(await readForm(c, trackerFormSchema)) };
    const event = eventOf(c, "tracker.change", tracker);
    if (!(await updateTracker(db, site.id, tracker, sinceDate(c), event))) throw noTracker();
    return c.redirect("/trackers?done=saved", 303);
  });

  routes.post("/trackers/:id/delete", requireManager(), async (c) => {
    const { db, site } = c.var;
    const id = c.req.param("id");
    if (!(await deleteTracker(db, site.id, id, eventOf(c, "tracker.delete", { id })))) {
      throw noTracker();
    }
    return c.redirect("/trackers?done=deleted", 303);
  });

  return routes;
}

function eventOf(
  c: Context<AppContext>,
  action: string,
  detail: Readonly<Record<string, unknown>>,
): AuditEvent {
  return { atMs: c.var.now(), actor: actorOf(c.var.principal), action, detail };
}

/** From which date on a tracker counts. */
function sinceDate(c: Context<AppContext>): string {
  return addDays(localDateAt(c.var.now(), c.var.site.timeZone), 1 - COUNTED_DAYS);
}

const noTracker = () => notFound("There is no such tracker at this site.");
