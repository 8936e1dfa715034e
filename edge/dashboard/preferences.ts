import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import * as z from "zod";

import type { AppContext } from "../app-context.ts";

const COOKIE_NAME = "nightshift_preferences";
const KEPT_SEC = 365 * 24 * 3600;

/** How somebody likes the pages in this browser. What cannot be read is as if it had not been said. */
export const preferencesSchema = z.object({
  theme: z.enum(["auto", "light", "dark"]).catch("auto"),
  density: z.enum(["comfortable", "compact"]).catch("comfortable"),
  /** Single-letter keys; off for whoever speaks to their computer (WCAG 2.1.4). */
  keys: z.enum(["on", "off"]).catch("on"),
});
export type Preferences = z.infer<typeof preferencesSchema>;

export function readPreferences(c: Context<AppContext>): Preferences {
  return preferencesSchema.parse(
    Object.fromEntries(new URLSearchParams(getCookie(c, COOKIE_NAME) ?? "")),
  );
}

export function writePreferences(c: Context<AppContext>, preferences: Preferences): void {
  setCookie(c, COOKIE_NAME, new URLSearchParams(preferences).toString(), {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: new URL(c.req.url).protocol === "https:",
    maxAge: KEPT_SEC,
  });
}
