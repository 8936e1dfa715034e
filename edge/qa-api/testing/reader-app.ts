import { env } from "cloudflare:workers";
import { Hono } from "hono";

import type { AppContext, SiteContext } from "../../app-context.ts";
import { openDatabase } from "../../db/client.ts";
import { answerError, answerNotFound } from "../../errors/error-handler.ts";

/** Counts the statements that a request sends to D1. */
export type StatementCount = { statements: number };

/** An app that behaves as if a reader of `site` had been let in, at the given time. */
export function readerApp(
  site: SiteContext,
  now: string,
  mount: (app: Hono<AppContext>) => void,
  count: StatementCount = { statements: 0 },
): Hono<AppContext> {
  const app = new Hono<AppContext>();
  const db = openDatabase(counted(env.DB, count));
  app.use(async (c, next) => {
    c.set("db", db);
    c.set("requestId", "test");
    c.set("now", () => Date.parse(now));
    c.set("principal", {
      kind: "session",
      siteId: site.id,
      personId: "reader",
      name: "Reader",
      role: "manager",
      agentUser: null,
      unreadNotices: 0,
    });
    c.set("site", site);
    await next();
  });
  mount(app);
  app.onError(answerError);
  app.notFound(answerNotFound);
  return app;
}

function counted(db: D1Database, count: StatementCount): D1Database {
  return new Proxy(db, {
    get: (target, name) => {
      if (name === "prepare") {
        return (sql: string) => {
          count.statements += 1;
          return target.prepare(sql);
        };
      }
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
