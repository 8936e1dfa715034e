import type { Context, MiddlewareHandler } from "hono";
import { createMiddleware } from "hono/factory";
import * as z from "zod";

import type { AppContext, FormPage } from "../app-context.ts";
import { AppError } from "../errors/app-error.ts";
import { wantsPage } from "./page.tsx";
import { inReadingOrder } from "./reading-order.ts";
import { refillForm } from "./refill-form.tsx";

const detailsSchema = z.array(z.object({ field: z.string(), problem: z.string() })).catch([]);

/** Says which page has the form that a route takes, so that it comes back filled when it is refused. */
export function formOn(formPage: FormPage): MiddlewareHandler<AppContext> {
  return createMiddleware<AppContext>(async (c, next) => {
    c.set("formPage", formPage);
    await next();
  });
}

/**
 * Answers a form that was refused with the page that has it, as it was filled in and with what is wrong at its fields. Whoever sent
 * it is shown that page anew, by `ask`; where they cannot see it, or it has the form no more, the error's own page stays. Stands
 * outside of what sets headers: the page comes with its own.
 */
export function refusedFormsComeBack(
  ask: (request: Request, c: Context<AppContext>) => Response | Promise<Response>,
): MiddlewareHandler<AppContext> {
  return createMiddleware<AppContext>(async (c, next) => {
    await next();
    const { error } = c;
    const { formPage, sentForm } = c.var;
    if (!(error instanceof AppError) || (error.status !== 400 && error.status !== 409)) return;
    if (formPage === undefined || sentForm === undefined || !wantsPage(c)) return;
    const path = await formPage(c, sentForm);
    if (path === null) return;
    const headers = new Headers(c.req.raw.headers);
    for (const name of ["Content-Type", "Content-Length"]) headers.delete(name);
    const shown = await ask(new Request(new URL(path, c.req.url), { headers }), c);
    if (shown.status !== 200) return;
    const problems = new Map(
      detailsSchema
        .parse(error.details)
        .map(({ field, problem }): [string, string] => [field, problem]),
    );
    const { pathname } = new URL(c.req.url);
    const html = await refillForm(await shown.text(), pathname, sentForm, {
      message: error.message,
      problems,
    });
    if (html === null) return;
    // Otherwise the headers of the error's page would win over this one's.
    c.res = undefined;
    c.res = new Response(inReadingOrder(html), { status: error.status, headers: shown.headers });
  });
}
