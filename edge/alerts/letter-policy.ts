import type { Context, MiddlewareHandler } from "hono";
import { createMiddleware } from "hono/factory";

import type { AppContext } from "../app-context.ts";

/** What a letter may do that is shown as it would be sent: have its inline styles. It runs nothing, and loads nothing. */
const LETTER_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";

/** Lets the page that is being answered hold a letter in a frame. */
export function frameLetters(c: Context<AppContext>): void {
  c.set("letter", "framed");
}

/** Has what is being answered treated as a letter, which our own pages may frame. */
export function showAsLetter(c: Context<AppContext>): void {
  c.set("letter", "shown");
}

/** Changes the policy that all pages have where letters are previewed; stands outside of what sets that. */
export function letterPolicy(): MiddlewareHandler<AppContext> {
  return createMiddleware<AppContext>(async (c, next) => {
    await next();
    const letter = c.get("letter");
    const policy = c.res.headers.get("Content-Security-Policy");
    if (letter === undefined || policy === null) return;
    if (letter === "framed") {
      c.res.headers.set("Content-Security-Policy", `${policy}; frame-src 'self'`);
    } else {
      c.res.headers.set("Content-Security-Policy", LETTER_POLICY);
      c.res.headers.set("X-Frame-Options", "SAMEORIGIN");
    }
  });
}
