import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";

import type { AppContext } from "../../app-context.ts";
import { cookiePlacement } from "../session-cookie.ts";

const COOKIE_NAME = "nightshift_site";
const KEPT_SEC = 365 * 86_400;

/*
 * Which site somebody wants who is known at several by one e-mail address. It is no authority: only among their own sites
 * is one chosen by it.
 */

export function readSiteChoice(c: Context<AppContext>): string | null {
  const { prefix } = cookiePlacement(c);
  return getCookie(c, COOKIE_NAME, prefix) ?? null;
}

export function writeSiteChoice(c: Context<AppContext>, siteId: string): void {
  setCookie(c, COOKIE_NAME, siteId, {
    ...cookiePlacement(c),
    httpOnly: true,
    sameSite: "Lax",
    maxAge: KEPT_SEC,
  });
}

export function clearSiteChoice(c: Context<AppContext>): void {
  deleteCookie(c, COOKIE_NAME, cookiePlacement(c));
}
