import { Hono } from "hono";

import type { AppContext } from "../app-context.ts";
import { hasFailedTooOften } from "./failed-attempts.ts";
import { createSecret, hashSecret, looksLikeSecret } from "./secrets.ts";
import {
  clearSessionCookie,
  readSessionCookie,
  SESSION_HOURS,
  writeSessionCookie,
} from "./session-cookie.ts";
import { closeSession, isLinkUsable, openSession } from "./sessions.repository.ts";
import { linkNotUsablePage, tooManyTriesPage } from "./sign-in-pages.tsx";

/** `GET /sign-in?code=…` turns a sign-in link into a session; `POST /sign-out` ends it. */
export function signInRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/sign-in", async (c) => {
    c.header("Cache-Control", "no-store");
    const code = c.req.query("code");
    const nowMs = c.var.now();
    const isUsable =
      code !== undefined &&
      looksLikeSecret(code) &&
      (await isLinkUsable(c.var.db, await hashSecret(code), nowMs));
    if (!isUsable) {
      if (await hasFailedTooOften(c)) {
        c.header("Retry-After", "60");
        return c.html(tooManyTriesPage(), 429);
      }
      return c.html(linkNotUsablePage(), 410);
    }
    const secret = createSecret("session");
    const opened = await openSession(c.var.db, {
      linkHash: await hashSecret(code),
      sessionHash: await hashSecret(secret),
      nowMs,
      expiresAtMs: nowMs + SESSION_HOURS * 3_600_000,
    });
    if (!opened) return c.html(linkNotUsablePage(), 410);
    writeSessionCookie(c, secret);
    return c.redirect("/", 303);
  });

  routes.post("/sign-out", async (c) => {
    c.header("Cache-Control", "no-store");
    const secret = readSessionCookie(c);
    if (secret !== null) await closeSession(c.var.db, await hashSecret(secret));
    clearSessionCookie(c);
    return c.redirect("/", 303);
  });

  return routes;
}
