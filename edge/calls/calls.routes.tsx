import { Hono } from "hono";

import { callRowSchema } from "#shared/contracts/qa-lists.ts";

import type { AppContext } from "../app-context.ts";
import { noteReading } from "../audit/note-views.ts";
import { callsToMark, withoutCallsToMark } from "../calibration/blindness.ts";
import { page, siteClock, viewerOf } from "../dashboard/page.tsx";
import { masksNumbers } from "../masking/numbers-shown.ts";
import { toCsv } from "../qa-api/csv.ts";
import { toRow } from "../qa-api/list-calls.usecase.ts";
import { noticeOfFilter, savedFilterRoutes } from "../saved-filters/saved-filters.routes.ts";
import { readFilter, writeFilter } from "./call-filter.ts";
import { CallsPage } from "./calls.page.tsx";
import { CSV_SIZE, searchCalls, viewCalls } from "./view-calls.usecase.ts";

/** What a person made of a call, beside the judge's. */
const REVIEW_COLUMNS = ["review_score", "review_flagged", "review_verdict"];

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
        { cursor: cursorOf(params), personId: viewer.person?.id ?? null, masks: masksNumbers(c) },
        siteClock(c),
      ),
      callsToMark(c),
    ]);
    const view = {
      ...found,
      calls: found.calls.filter(({ call }) => !toMark.has(call.recordingId)),
    };
    const read = view.calls.filter(({ hit }) => hit !== null);
    await noteReading(
      c,
      "search",
      read.map(({ call }) => call.recordingId),
    );
    const notice = noticeOfFilter(params.get("done"));
    return page(c, <CallsPage view={view} viewer={viewer} notice={notice} />);
  });

  routes.get("/calls.csv", async (c) => {
    const params = new URL(c.req.url).searchParams;
    const filter = readFilter(params);
    const asked = { limit: CSV_SIZE, cursor: cursorOf(params), masks: masksNumbers(c) };
    const [found, toMark] = await Promise.all([
      searchCalls(c.var.db, c.var.site.id, filter, asked, siteClock(c)),
      callsToMark(c),
    ]);
    const calls = found.calls.map(({ call }) => call);
    const rows = withoutCallsToMark(calls, toMark).map((call) => ({
      ...toRow(call),
      review_score: call.review?.total ?? null,
      review_flagged: call.review?.flagged ?? null,
      review_verdict: call.review?.verdict ?? null,
    }));
    const columns = [...Object.keys(callRowSchema.shape), ...REVIEW_COLUMNS];
    return c.body(toCsv(columns, rows), 200, {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": 'attachment; filename="calls.csv"',
    });
  });

  routes.route(
    "/",
    savedFilterRoutes("calls", (query) => writeFilter(readFilter(query))),
  );

  return routes;
}

function cursorOf(params: URLSearchParams): string | undefined {
  const cursor = params.get("cursor") ?? "";
  return cursor === "" || cursor.length > 4000 ? undefined : cursor;
}
