import { Hono } from "hono";

import { newSignInLinkSchema, newTokenSchema } from "#shared/contracts/admin.ts";
import { newPersonSchema, personChangeSchema } from "#shared/contracts/people.ts";

import type { AppContext } from "../app-context.ts";
import { doerOf } from "../auth/acting.ts";
import { requireAdmin } from "../auth/require-authority.middleware.ts";
import { notFound } from "../errors/app-error.ts";
import { readJsonBody } from "../ingest/read-json-body.ts";
import { addPerson, showPeople, updatePerson } from "../people/people.usecase.ts";
import { parseBody } from "../qa-api/parse-body.ts";
import { createSignInLink } from "./sign-in-links.usecase.ts";
import { createToken, endToken, showTokens } from "./tokens.usecase.ts";

/** Tokens, people and their sign-in links of the own site, for someone signed in as an admin; mounted at /api/admin. */
export function adminRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();
  routes.use(requireAdmin());

  routes.get("/tokens", async (c) =>
    c.json(await showTokens(c.var.db, c.var.site.id, c.var.now())),
  );

  routes.post("/tokens", async (c) => {
    const request = parseBody(newTokenSchema, await readJsonBody(c.req.raw));
    return c.json(await createToken(c.var.db, c.var.site.id, request, doerOf(c)), 201);
  });

  routes.delete("/tokens/:id", async (c) => {
    const ended = await endToken(c.var.db, c.var.site.id, c.req.param("id"), doerOf(c));
    if (!ended) throw notFound("This site has no such token, or it was revoked before.");
    return c.body(null, 204);
  });

  routes.get("/people", async (c) => c.json(await showPeople(c.var.db, c.var.site.id)));

  routes.post("/people", async (c) => {
    const request = parseBody(newPersonSchema, await readJsonBody(c.req.raw));
    return c.json(await addPerson(c.var.db, c.var.site.id, request, doerOf(c)), 201);
  });

  routes.patch("/people/:id", async (c) => {
    const change = parseBody(personChangeSchema, await readJsonBody(c.req.raw));
    const id = c.req.param("id");
    return c.json(await updatePerson(c.var.db, c.var.site.id, id, change, doerOf(c)));
  });

  routes.post("/sign-in-links", async (c) => {
    const request = parseBody(newSignInLinkSchema, await readJsonBody(c.req.raw));
    const { origin } = new URL(c.req.url);
    const link = await createSignInLink(c.var.db, c.var.site.id, origin, request, doerOf(c));
    return c.json(link, 201);
  });

  return routes;
}
