import { Hono } from "hono";

import type { AppContext } from "../app-context.ts";
import { leaveAccess } from "./access/leave-access.ts";
import { doerOf } from "./acting.ts";
import { requirePerson, signedInPerson } from "./require-authority.middleware.ts";
import { clearSessionCookie } from "./session-cookie.ts";
import { endSessionsOf } from "./sessions.repository.ts";

/** `POST /sign-out/everywhere` ends all sessions of whoever asks, in every browser, and their unused sign-in links. */
export function signOutEverywhereRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.post("/sign-out/everywhere", requirePerson(), async (c) => {
    const { personId, siteId } = signedInPerson(c);
    const { actor, nowMs } = doerOf(c);
    const event = {
      atMs: nowMs,
      actor,
      action: "session.end_own",
      detail: { person_id: personId },
    };
    await endSessionsOf(c.var.db, siteId, personId, event);
    clearSessionCookie(c);
    return leaveAccess(c) ?? c.redirect("/", 303);
  });

  return routes;
}
