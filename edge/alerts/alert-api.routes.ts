import { Hono } from "hono";

import { alertSettingsChangeSchema, newChannelSchema } from "#shared/contracts/alerts.ts";

import type { AppContext } from "../app-context.ts";
import { doerOf } from "../auth/acting.ts";
import { requireAdmin } from "../auth/require-authority.middleware.ts";
import { readJsonBody } from "../ingest/read-json-body.ts";
import { answerByContent } from "../qa-api/answer.ts";
import { parseBody } from "../qa-api/parse-body.ts";
import { workerSending } from "../sending/worker-sending.ts";
import {
  addChannel,
  alertSiteOf,
  changeAlertSettings,
  endChannel,
  showAlerts,
  showChannels,
} from "./alert-settings.usecase.ts";

/** How the alerts stand and are set; mounted at /api. */
export function alertApiRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/qa/alerts", (c) =>
    answerByContent(c, "json", async () => ({ body: await showAlerts(c.var.db, c.var.site.id) })),
  );

  routes.get("/qa/alert-settings", (c) =>
    answerByContent(c, "json", async () => ({
      body: (await alertSiteOf(c.var.db, c.var.site)).settings,
    })),
  );

  routes.patch("/qa/alert-settings", requireAdmin(), async (c) => {
    const change = parseBody(alertSettingsChangeSchema, await readJsonBody(c.req.raw));
    return c.json(await changeAlertSettings(c.var.db, c.var.site, change, doerOf(c)));
  });

  routes.get("/admin/alert-channels", requireAdmin(), async (c) =>
    c.json(await showChannels(c.var.db, c.var.site.id)),
  );

  routes.post("/admin/alert-channels", requireAdmin(), async (c) => {
    const wanted = parseBody(newChannelSchema, await readJsonBody(c.req.raw));
    const deps = {
      ...doerOf(c),
      allowLoopback: workerSending(c.env, c.var.now).allowLoopback,
      origin: new URL(c.req.url).origin,
    };
    return c.json(await addChannel(c.var.db, c.var.site, wanted, deps), 201);
  });

  routes.delete("/admin/alert-channels/:id", requireAdmin(), async (c) => {
    await endChannel(c.var.db, c.var.site.id, c.req.param("id"), doerOf(c));
    return c.body(null, 204);
  });

  return routes;
}
