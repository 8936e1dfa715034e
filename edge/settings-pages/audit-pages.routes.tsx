import { Hono, type Context } from "hono";
import * as z from "zod";

import type { AppContext } from "../app-context.ts";
import type { AuditPlace } from "../audit/audit-log.repository.ts";
import { exportAuditLog, showAuditLog, type AuditFilter } from "../audit/audit-log.usecase.ts";
import { requireManager } from "../auth/require-authority.middleware.ts";
import { page, viewerOf } from "../dashboard/page.tsx";
import { toCsv } from "../qa-api/csv.ts";
import { AuditPageView } from "./audit.page.tsx";

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

/** The site's audit log, for managers and admins. */
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
  routes.get("/settings/audit.csv", requireManager(), async (c) => {
    const { filter, before } = asked(c);
    const log = await exportAuditLog(c.var.db, c.var.site.id, filter, before);
    const rows = log.events.map((event) => ({
      at: new Date(event.at).toISOString(),
      actor: event.actor,
      name: event.name,
      action: event.action,
      detail: event.detail.map(([name, value]) => `${name}: ${value}`).join("; "),
    }));
    if (log.older !== null) {
      const next = new URL(address("/settings/audit.csv", filter, log.older), c.req.url);
      c.header("Link", `<${next.pathname}${next.search}>; rel="next"`);
    }
    return c.body(toCsv(["at", "actor", "name", "action", "detail"], rows), 200, {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": 'attachment; filename="audit.csv"',
    });
  });

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
