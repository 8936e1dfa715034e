import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";

import type { AppContext } from "../app-context.ts";

/**
 * Lets pages of the origins in CORS_ORIGINS read the API with a bearer token, never with somebody's session. Without any,
 * no answer says anything about other origins, and a preflight is a request without authority.
 */
export function allowConfiguredOrigins(): MiddlewareHandler<AppContext> {
  return (c, next) => {
    const origins = (c.env.CORS_ORIGINS ?? "")
      .split(",")
      .map((origin) => origin.trim())
      .filter((origin) => origin !== "");
    const origin = c.req.header("Origin");
    if (origin === undefined || !origins.includes(origin)) return next();
    return cors({
      origin,
      allowMethods: ["GET"],
      allowHeaders: ["Authorization", "Accept", "If-None-Match"],
      exposeHeaders: ["ETag", "Link", "X-Next-Cursor", "X-Request-Id", "Retry-After"],
      maxAge: 3600,
    })(c, next);
  };
}
