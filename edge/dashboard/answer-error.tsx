import type { Context } from "hono";

import type { AppContext } from "../app-context.ts";
import { answerError, publicError } from "../errors/error-handler.ts";
import { page, viewerOf, wantsPage } from "./page.tsx";
import { ErrorPage } from "./pages/error.page.tsx";

/** An error as a page for whoever is looking at pages, as JSON for everybody else. */
export function answerErrorToAnybody(thrown: Error, c: Context<AppContext>) {
  const { principal, requestId } = c.var;
  // Whoever is not known yet has no page frame.
  if (principal === undefined || !wantsPage(c)) return answerError(thrown, c);
  const error = publicError(thrown, c);
  for (const [name, value] of Object.entries(error.headers)) c.header(name, value);
  c.header("Cache-Control", "no-store");
  return page(
    c,
    <ErrorPage error={error} viewer={viewerOf(c)} requestId={requestId} />,
    error.status,
  );
}
