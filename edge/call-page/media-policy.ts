import type { Context, MiddlewareHandler } from "hono";
import { createMiddleware } from "hono/factory";

import type { AppContext } from "../app-context.ts";

/** Lets the page that is being answered play from the server of this address, which may be the Worker itself, and from no other. */
export function allowMedia(c: Context<AppContext>, audioUrl: string | null): void {
  if (audioUrl === null) return;
  c.set("mediaOrigin", audioUrl.startsWith("/") ? "'self'" : new URL(audioUrl).origin);
}

/** Adds what a page asked for by `allowMedia` to the policy that all pages have; stands outside of what sets that. */
export function mediaPolicy(): MiddlewareHandler<AppContext> {
  return createMiddleware<AppContext>(async (c, next) => {
    await next();
    const origin = c.get("mediaOrigin");
    const policy = c.res.headers.get("Content-Security-Policy");
    if (origin === undefined || policy === null) return;
    c.res.headers.set("Content-Security-Policy", `${policy}; media-src ${origin}`);
  });
}
