import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";

import type { AppContext } from "../app-context.ts";
import { looksLikeSecret } from "./secrets.ts";

const COOKIE_NAME = "nightshift_session";
export const SESSION_HOURS = 12;

/** The secret in the session cookie; null when there is none. */
export function readSessionCookie(c: Context<AppContext>): string | null {
  const secret = getCookie(c, COOKIE_NAME, cookiePlacement(c).prefix);
  return secret !== undefined && looksLikeSecret(secret) ? secret : null;
}

export function writeSessionCookie(c: Context<AppContext>, secret: string): void {
  setCookie(c, COOKIE_NAME, secret, {
    ...cookiePlacement(c),
    httpOnly: true,
    sameSite: "Lax",
    maxAge: SESSION_HOURS * 3600,
  });
}

export function clearSessionCookie(c: Context<AppContext>): void {
  deleteCookie(c, COOKIE_NAME, cookiePlacement(c));
}

/** On https a cookie is `__Host-` and Secure; on http, which only local use has, browsers would refuse that. */
export function cookiePlacement(c: Context<AppContext>): {
  path: string;
  secure?: true;
  prefix?: "host";
} {
  const isHttps = new URL(c.req.url).protocol === "https:";
  return isHttps ? { path: "/", secure: true, prefix: "host" } : { path: "/" };
}
