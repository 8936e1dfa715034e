import { Hono } from "hono";

import type { AppContext } from "../app-context.ts";
import { SCRIPTS } from "./scripts.ts";
import { ICON, STYLESHEET } from "./stylesheet.ts";

/** Addresses carry a hash of the content, so what is behind one never changes. */
const FOR_EVER = "public, max-age=31536000, immutable";

/** The stylesheet, the scripts and the icon: the same for everybody, nothing in them is secret. */
export function assetRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();
  routes.get("/assets/dashboard.css", (c) =>
    c.body(STYLESHEET, 200, {
      "Content-Type": "text/css; charset=utf-8",
      "Cache-Control": FOR_EVER,
    }),
  );
  routes.get("/assets/icon.svg", (c) =>
    c.body(ICON, 200, { "Content-Type": "image/svg+xml", "Cache-Control": FOR_EVER }),
  );
  for (const [name, text] of Object.entries(SCRIPTS)) {
    routes.get(`/assets/${name}.js`, (c) =>
      c.body(text, 200, {
        "Content-Type": "text/javascript; charset=utf-8",
        "Cache-Control": FOR_EVER,
      }),
    );
  }
  return routes;
}
