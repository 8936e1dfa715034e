import { Hono } from "hono";

import { settingsChangeSchema } from "#shared/contracts/settings.ts";

import type { AppContext } from "../app-context.ts";
import { requireAudioStorage } from "../audio/audio-storage.ts";
import { actorOf } from "../auth/principal.ts";
import { requireAdmin } from "../auth/require-authority.middleware.ts";
import { notFound } from "../errors/app-error.ts";
import { readJsonBody } from "../ingest/read-json-body.ts";
import { answerByContent } from "../qa-api/answer.ts";
import { parseBody } from "../qa-api/parse-body.ts";
import { requireRetention } from "./check-retention.ts";
import {
  changeSiteSettings,
  readSiteSettings,
  readStoredSettings,
} from "./site-settings.repository.ts";

/** The site's settings: whoever may read sees them, someone signed in as an admin changes them. Mounted at /api/qa. */
export function siteSettingsRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/settings", (c) =>
    answerByContent(c, "json", async () => {
      const settings = await readSiteSettings(c.var.db, c.var.site.id);
      if (settings === null) throw notFound("This site no longer exists.");
      return { body: settings };
    }),
  );

  routes.patch("/settings", requireAdmin(), async (c) => {
    const { db, site, principal } = c.var;
    const change = parseBody(settingsChangeSchema, await readJsonBody(c.req.raw));
    requireAudioStorage(c.env, change);
    requireRetention(await readStoredSettings(db, site.id), change);
    await changeSiteSettings(db, site.id, change, {
      atMs: c.var.now(),
      actor: actorOf(principal),
      action: "settings.change",
      detail: change,
    });
    return c.json(await readSiteSettings(db, site.id));
  });

  return routes;
}
