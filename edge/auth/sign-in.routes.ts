import { Hono, type Context } from "hono";
import * as z from "zod";

import type { AppContext } from "../app-context.ts";
import { page } from "../dashboard/page.tsx";
import { fieldOf, readFields } from "../dashboard/read-form.ts";
import { leaveAccess } from "./access/leave-access.ts";
import { clearSiteChoice, writeSiteChoice } from "./access/site-choice.ts";
import { hasFailedTooOften } from "./failed-attempts.ts";
import { createSecret, hashSecret, looksLikeSecret } from "./secrets.ts";
import {
  clearSessionCookie,
  readSessionCookie,
  SESSION_HOURS,
  writeSessionCookie,
} from "./session-cookie.ts";
import { closeSession, findUsableLink, openSession } from "./sessions.repository.ts";
import { confirmSignInPage, linkNotUsablePage, tooManyTriesPage } from "./sign-in-pages.tsx";

const siteIdSchema = z.string().min(1).max(64);

/**
 * `GET /sign-in?code=…` asks whether to sign in, `POST /sign-in` turns the link into a session: what reads mail for its
 * owner opens links, and must not use them up. `POST /sign-in/site` chooses among the sites of somebody whom Cloudflare
 * Access named; `POST /sign-out` ends what there is.
 */
export function signInRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/sign-in", async (c) => {
    c.header("Cache-Control", "no-store");
    const code = c.req.query("code") ?? "";
    const link = looksLikeSecret(code)
      ? await findUsableLink(c.var.db, await hashSecret(code), c.var.now())
      : null;
    return link === null ? refuseLink(c) : page(c, confirmSignInPage({ ...link, code }));
  });

  routes.post("/sign-in", async (c) => {
    c.header("Cache-Control", "no-store");
    const code = fieldOf(await readFields(c), "code");
    if (!looksLikeSecret(code)) return refuseLink(c);
    const linkHash = await hashSecret(code);
    const nowMs = c.var.now();
    // Asked before, so that a wrong code costs no write.
    if ((await findUsableLink(c.var.db, linkHash, nowMs)) === null) return refuseLink(c);
    const secret = createSecret("session");
    const replaced = readSessionCookie(c);
    const opened = await openSession(c.var.db, {
      linkHash,
      sessionHash: await hashSecret(secret),
      replacedHash: replaced === null ? null : await hashSecret(replaced),
      nowMs,
      expiresAtMs: nowMs + SESSION_HOURS * 3_600_000,
    });
    if (!opened) return refuseLink(c);
    writeSessionCookie(c, secret);
    return c.redirect("/", 303);
  });

  routes.post("/sign-in/site", async (c) => {
    c.header("Cache-Control", "no-store");
    const siteId = siteIdSchema.safeParse(fieldOf(await readFields(c), "site"));
    if (siteId.success) writeSiteChoice(c, siteId.data);
    return c.redirect("/", 303);
  });

  routes.post("/sign-out", async (c) => {
    c.header("Cache-Control", "no-store");
    const secret = readSessionCookie(c);
    clearSessionCookie(c);
    if (secret !== null && (await closeSession(c.var.db, await hashSecret(secret)))) {
      return c.redirect("/", 303);
    }
    clearSiteChoice(c);
    return leaveAccess(c) ?? c.redirect("/", 303);
  });

  return routes;
}

async function refuseLink(c: Context<AppContext>): Promise<Response> {
  if (await hasFailedTooOften(c)) {
    c.header("Retry-After", "60");
    return page(c, tooManyTriesPage(), 429);
  }
  return page(c, linkNotUsablePage(), 410);
}
