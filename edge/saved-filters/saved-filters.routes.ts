import { Hono } from "hono";
import * as z from "zod";

import type { AppContext } from "../app-context.ts";
import { actorOf } from "../auth/principal.ts";
import { requireReviewer, signedInPerson } from "../auth/require-authority.middleware.ts";
import { fieldOf, readForm } from "../dashboard/read-form.ts";
import { formOn } from "../dashboard/refused-forms.middleware.ts";
import { AppError } from "../errors/app-error.ts";
import {
  deleteFilter,
  MOST_SAVED_FILTERS,
  saveFilter,
  type FilteredList,
} from "./saved-filters.repository.ts";

const NOTICES: ReadonlyMap<string | null | undefined, string> = new Map([
  ["saved", "The filter is saved."],
  ["deleted", "The saved filter is gone."],
]);

/** What a list says once a filter was kept or taken away; `done` is its address's. */
export const noticeOfFilter = (done: string | null | undefined): string | null =>
  NOTICES.get(done) ?? null;

const formSchema = z.object({
  name: z.string().trim().min(1).max(60),
  query: z.string().max(2000),
});

/**
 * Keeps and takes away people's own filters of a list. `rewrite` reads a query and writes it anew, so that what is kept is an
 * address of this list whatever the form held.
 */
export function savedFilterRoutes(
  list: FilteredList,
  rewrite: (query: URLSearchParams) => string,
): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  const onList = formOn(
    (_, sent) => `/${list}?${rewrite(new URLSearchParams(fieldOf(sent, "query")))}`,
  );
  routes.post(`/${list}/filters`, requireReviewer(), onList, async (c) => {
    const { db, site, principal, now } = c.var;
    const form = await readForm(c, formSchema);
    const query = rewrite(new URLSearchParams(form.query));
    const saved = { id: crypto.randomUUID(), name: form.name, query };
    const isSaved = await saveFilter(db, site.id, signedInPerson(c).personId, list, saved, {
      atMs: now(),
      actor: actorOf(principal),
      action: "saved_filter.create",
      detail: { id: saved.id, name: saved.name },
    });
    if (!isSaved) {
      throw new AppError({
        code: "too_many_filters",
        status: 409,
        message: `You have ${MOST_SAVED_FILTERS} saved filters of this list, which is as many as there may be. Take one away first.`,
      });
    }
    const after = new URLSearchParams(query);
    after.set("done", "saved");
    return c.redirect(`/${list}?${after.toString()}`, 303);
  });

  routes.post(`/${list}/filters/:id/delete`, requireReviewer(), async (c) => {
    const { db, site, principal, now } = c.var;
    const id = c.req.param("id");
    await deleteFilter(db, site.id, signedInPerson(c).personId, list, id, {
      atMs: now(),
      actor: actorOf(principal),
      action: "saved_filter.delete",
      detail: { id },
    });
    return c.redirect(`/${list}?done=deleted`, 303);
  });

  return routes;
}
