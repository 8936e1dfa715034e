import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";

import type { AppContext } from "../app-context.ts";
import { looksLikeSecret } from "./secrets.ts";

const COOKIE_NAME = "nightshift_session";
export const SESSION_HOURS = 12;

/** The secret in the session cookie; null when there is none. */
export function readSessionCookie(c: Context<AppContext>): string | null {
  const secret = isHttps(c) ? getCookie(c, COOKIE_NAME, "host") : getCookie(c, COOKIE_NAME);
  return secret !== undefined && looksLikeSecret(secret) ? secret : null;
}

/** On https the cookie is `__Host-` and Secure; on http, which only local use has, browsers would refuse that. */
export function writeSessionCookie(c: Context<AppContext>, secret: string): void {
  setCookie(c, COOKIE_NAME, secret, {
    ...placement(c),
    httpOnly: true,
    sameSite: "Lax",
    maxAge: SESSION_HOURS * 3600,
  });
}

export function clearSessionCookie(c: Context<AppContext>): void {
  deleteCookie(c, COOKIE_NAME, placement(c));
}

function placement(c: Context<AppContext>) {
  return isHttps(c) ? ({ path: "/", secure: true, prefix: "host" } as const) : { path: "/" };
}

function isHttps(c: Context<AppContext>): boolean {
  return new URL(c.req.url).protocol === "https:";
}
