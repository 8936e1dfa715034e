import { Hono } from "hono";
import * as z from "zod";

import { callRowSchema } from "#shared/contracts/qa-lists.ts";

import type { AppContext } from "../app-context.ts";
import { actorOf } from "../auth/principal.ts";
import { requireReviewer, signedInPerson } from "../auth/require-authority.middleware.ts";
import { callsToMark, withoutCallsToMark } from "../calibration/blindness.ts";
import { page, siteClock, viewerOf } from "../dashboard/page.tsx";
import { readForm } from "../dashboard/read-form.ts";
import { AppError } from "../errors/app-error.ts";
import { toCsv } from "../qa-api/csv.ts";
import { toRow } from "../qa-api/list-calls.usecase.ts";
import { readFilter, writeFilter } from "./call-filter.ts";
import { CallsPage } from "./calls.page.tsx";
import { deleteFilter, MOST_SAVED_FILTERS, saveFilter } from "./saved-filters.repository.ts";
import { CSV_SIZE, searchCalls, viewCalls } from "./view-calls.usecase.ts";

const NOTICES: Readonly<Record<string, string>> = {
  saved: "The filter is saved.",
  deleted: "The saved filter is gone.",
};

const savedFilterSchema = z.object({
  name: z.string().trim().min(1).max(60),
  query: z.string().max(2000),
});

/** The list of calls, as a page and as CSV, and everybody's own saved filters of it. */
export function callsRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/calls", async (c) => {
    const params = new URL(c.req.url).searchParams;
    const viewer = viewerOf(c);
    const [found, toMark] = await Promise.all([
      viewCalls(
        c.var.db,
        c.var.site.id,
        readFilter(params),
        { cursor: cursorOf(params), personId: viewer.person?.id ?? null },
        siteClock(c),
      ),
      callsToMark(c),
    ]);
    const view = {
      ...found,
      calls: found.calls.filter(({ call }) => !toMark.has(call.recordingId)),
    };
    const notice = NOTICES[params.get("done") ?? ""] ?? null;
    return page(c, <CallsPage view={view} viewer={viewer} notice={notice} />);
  });

  routes.get("/calls.csv", async (c) => {
    const params = new URL(c.req.url).searchParams;
    const filter = readFilter(params);
    const asked = { limit: CSV_SIZE, cursor: cursorOf(params) };
    const [found, toMark] = await Promise.all([
      searchCalls(c.var.db, c.var.site.id, filter, asked, siteClock(c)),
      callsToMark(c),
    ]);
    const calls = found.calls.map(({ call }) => call);
    const rows = withoutCallsToMark(calls, toMark).map(toRow);
    return c.body(toCsv(Object.keys(callRowSchema.shape), rows), 200, {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": 'attachment; filename="calls.csv"',
    });
  });

  routes.post("/calls/filters", requireReviewer(), async (c) => {
    const { db, site, principal, now } = c.var;
    const form = await readForm(c.req.raw, savedFilterSchema);
    // read and written anew, so that what is kept is an address of this list
    const filter = readFilter(new URLSearchParams(form.query));
    const saved = { id: crypto.randomUUID(), name: form.name, query: writeFilter(filter) };
    const isSaved = await saveFilter(db, site.id, signedInPerson(c).personId, saved, {
      atMs: now(),
      actor: actorOf(principal),
      action: "saved_filter.create",
      detail: { id: saved.id, name: saved.name },
    });
    if (!isSaved) {
      throw new AppError({
        code: "too_many_filters",
        status: 409,
        message: `You have ${MOST_SAVED_FILTERS} saved filters, which is as many as there may be. Take one away first.`,
      });
    }
    return c.redirect(`/calls?${writeFilter(filter, { done: "saved" })}`, 303);
  });

  routes.post("/calls/filters/:id/delete", requireReviewer(), async (c) => {
    const { db, site, principal, now } = c.var;
    const id = c.req.param("id");
    await deleteFilter(db, site.id, signedInPerson(c).personId, id, {
      atMs: now(),
      actor: actorOf(principal),
      action: "saved_filter.delete",
      detail: { id },
    });
    return c.redirect("/calls?done=deleted", 303);
  });

  return routes;
}

function cursorOf(params: URLSearchParams): string | undefined {
  const cursor = params.get("cursor") ?? "";
  return cursor === "" || cursor.length > 4000 ? undefined : cursor;
}
