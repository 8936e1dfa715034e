import { Hono } from "hono";

import type { AppContext } from "../app-context.ts";
import { page, viewerOf } from "./page.tsx";
import { PreferencesPage } from "./pages/preferences.page.tsx";
import { preferencesSchema, writePreferences } from "./preferences.ts";
import { readForm } from "./read-form.ts";

/** How the pages look in this browser; for everybody who sees pages, agents too. */
export function preferencesRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/preferences", (c) =>
    page(c, <PreferencesPage viewer={viewerOf(c)} isSaved={c.req.query("done") === "saved"} />),
  );

  routes.post("/preferences", async (c) => {
    writePreferences(c, await readForm(c, preferencesSchema));
    return c.redirect("/preferences?done=saved", 303);
  });

  return routes;
}
