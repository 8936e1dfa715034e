import { Hono, type Context } from "hono";
import * as z from "zod";

import type { AppContext } from "../app-context.ts";
import type { AuditPlace } from "../audit/audit-log.repository.ts";
import { exportAuditLog, showAuditLog, type AuditFilter } from "../audit/audit-log.usecase.ts";
import { auditInsert } from "../audit/audit.repository.ts";
import type { ViewCursor } from "../audit/transcript-views.repository.ts";
import { showViews } from "../audit/transcript-views.usecase.ts";
import { doerOf } from "../auth/acting.ts";
import { requireAdmin, requireManager } from "../auth/require-authority.middleware.ts";
import { page, viewerOf } from "../dashboard/page.tsx";
import { toCsv } from "../qa-api/csv.ts";
import { AuditPageView } from "./audit.page.tsx";
import { ReadingPage } from "./reading.page.tsx";

const filterSchema = z.string().trim().min(1).max(120).nullable().catch(null);
const placeSchema = z
  .string()
  .regex(/^\d{1,15}\.\d{1,15}$/)
  .transform((text): AuditPlace => {
    const [at = "", row = ""] = text.split(".");
    return { at: Number(at), row: Number(row) };
  })
  .nullable()
  .catch(null);

/** The site's audit log and who read which call, for managers and admins; as files for admins alone. */
export function auditPageRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/settings/audit", requireManager(), async (c) => {
    const { filter, before } = asked(c);
    const log = await showAuditLog(c.var.db, c.var.site.id, filter, before);
    const view = {
      log,
      filter,
      isFirst: before === null,
      olderHref: log.older === null ? null : address("/settings/audit", filter, log.older),
      csvHref: address("/settings/audit.csv", filter, before),
    };
    return page(c, <AuditPageView view={view} viewer={viewerOf(c)} />);
  });

  // At most what is looked through for a page; the Link header names where the next file begins.
  routes.on("GET", ["/settings/audit.csv", "/settings/audit.json"], requireAdmin(), async (c) => {
    const { filter, before } = asked(c);
    const log = await exportAuditLog(c.var.db, c.var.site.id, filter, before);
    const next = log.older === null ? null : address(c.req.path, filter, log.older);
    await noteExport(c, "audit log", log.events.length, { ...filter, before: before?.at ?? null });
    const events = log.events.map(({ at, actor, name, action, detail }) => ({
      at: new Date(at).toISOString(),
      actor,
      name,
      action,
      detail: Object.fromEntries(detail),
    }));
    const rows = log.events.map(({ detail }, index) => ({
      ...events[index],
      detail: detail.map(([name, value]) => `${name}: ${value}`).join("; "),
    }));
    return file(c, "audit", ["at", "actor", "name", "action", "detail"], rows, next, events);
  });

  routes.get("/settings/reading", requireManager(), async (c) => {
    const { call, before } = askedReading(c);
    const log = await showViews(c.var.db, c.var.site.id, call, before, READING_PAGE);
    const older = log.older === null ? null : readingAddress("/settings/reading", call, log.older);
    const view = { ...log, call, isFirst: before === null, olderHref: older };
    const csvHref = readingAddress("/settings/reading.csv", call, before);
    return page(c, <ReadingPage view={{ ...view, csvHref }} viewer={viewerOf(c)} />);
  });

  routes.on(
    "GET",
    ["/settings/reading.csv", "/settings/reading.json"],
    requireAdmin(),
    async (c) => {
      const { call, before } = askedReading(c);
      const log = await showViews(c.var.db, c.var.site.id, call, before, READING_FILE);
      const next = log.older === null ? null : readingAddress(c.req.path, call, log.older);
      await noteExport(c, "transcripts read", log.views.length, {
        call,
        before: before?.hour ?? null,
      });
      const rows = log.views.map(({ at, actor, name, recordingId, place, listenedAt }) => ({
        at: new Date(at).toISOString(),
        actor,
        name,
        recording_id: recordingId,
        place,
        listened_at: listenedAt === null ? "" : new Date(listenedAt).toISOString(),
      }));
      return file(c, "reading", READING_COLUMNS, rows, next);
    },
  );

  return routes;
}

function asked(c: Context<AppContext>): { filter: AuditFilter; before: AuditPlace | null } {
  return {
    filter: {
      actor: filterSchema.parse(c.req.query("actor") ?? null),
      action: filterSchema.parse(c.req.query("action") ?? null),
    },
    before: placeSchema.parse(c.req.query("before") ?? null),
  };
}

function address(path: string, { actor, action }: AuditFilter, before: AuditPlace | null): string {
  const query = new URLSearchParams();
  if (actor !== null) query.set("actor", actor);
  if (action !== null) query.set("action", action);
  if (before !== null) query.set("before", `${before.at}.${before.row}`);
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

const READING_PAGE = 100;
const READING_FILE = 1000;
const READING_COLUMNS = ["at", "actor", "name", "recording_id", "place", "listened_at"];

type FileRow = Readonly<Record<string, string>>;

/** Rows as CSV or JSON, by the path; the Link header says where the next file begins. */
function file(
  c: Context<AppContext>,
  name: string,
  columns: readonly string[],
  rows: readonly FileRow[],
  next: string | null,
  /** Where JSON has more structure than a cell. */
  json: readonly unknown[] = rows,
) {
  if (next !== null) c.header("Link", `<${next}>; rel="next"`);
  if (c.req.path.endsWith(".json")) {
    c.header("Content-Disposition", `attachment; filename="${name}.json"`);
    return c.json(json);
  }
  return c.body(toCsv(columns, rows), 200, {
    "Content-Type": "text/csv; charset=utf-8",
    "Content-Disposition": `attachment; filename="${name}.csv"`,
  });
}

/** Whoever takes the log away is in it; before it is given out. */
async function noteExport(
  c: Context<AppContext>,
  what: string,
  rows: number,
  filter: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { actor, nowMs } = doerOf(c);
  const detail = { what, rows, ...filter };
  await auditInsert(c.var.db, c.var.site.id, {
    atMs: nowMs,
    actor,
    action: "audit.export",
    detail,
  });
}

const cursorSchema = z
  .string()
  .regex(/^\d{1,15}~[^~]{1,200}~[^~]{1,64}$/)
  .transform((text): ViewCursor => {
    const [hour = "", actor = "", recordingId = ""] = text.split("~");
    return { hour: Number(hour), actor, recordingId };
  })
  .nullable()
  .catch(null);

function askedReading(c: Context<AppContext>): { call: string | null; before: ViewCursor | null } {
  return {
    call: filterSchema.parse(c.req.query("call") ?? null),
    before: cursorSchema.parse(c.req.query("before") ?? null),
  };
}

function readingAddress(path: string, call: string | null, before: ViewCursor | null): string {
  const query = new URLSearchParams();
  if (call !== null) query.set("call", call);
  if (before !== null) query.set("before", `${before.hour}~${before.actor}~${before.recordingId}`);
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
