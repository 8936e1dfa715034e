import type { Context } from "hono";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { ContentfulStatusCode } from "hono/utils/http-status";

import type { AppContext } from "../app-context.ts";
import type { SiteClock } from "../qa-api/period.ts";
import type { Viewer } from "./layout.tsx";
import { readPreferences } from "./preferences.ts";
import { inReadingOrder } from "./reading-order.ts";

/** Answers with a whole page. */
export function page(
  c: Context<AppContext>,
  content: JSX.Element,
  status: ContentfulStatusCode = 200,
) {
  return c.html(inReadingOrder(`<!doctype html>${String(content)}`), status);
}

/** Who is looking, and how they like their pages. */
export function viewerOf(c: Context<AppContext>): Viewer {
  const { site, principal } = c.var;
  const person =
    principal.kind === "session"
      ? {
          id: principal.personId,
          name: principal.name,
          role: principal.role,
          agentUser: principal.agentUser,
          unreadNotices: principal.unreadNotices,
        }
      : null;
  return {
    siteName: site.name,
    timeZone: site.timeZone,
    person,
    preferences: readPreferences(c),
    nonce: c.get("secureHeadersNonce") ?? "",
  };
}

export function siteClock(c: Context<AppContext>): SiteClock {
  return { timeZone: c.var.site.timeZone, nowMs: c.var.now() };
}

/** Whether whoever asks would rather have a page than JSON. */
export function wantsPage(c: Context<AppContext>): boolean {
  const { path } = c.req;
  const isForPrograms = path.startsWith("/api/") || path.startsWith("/ingest/");
  return !isForPrograms && (c.req.header("Accept")?.includes("text/html") ?? false);
}
