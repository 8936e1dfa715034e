import { Hono } from "hono";
import * as z from "zod";

import type { AppContext } from "../app-context.ts";
import { page, siteClock, viewerOf } from "../dashboard/page.tsx";
import { lastDays } from "../qa-api/period.ts";
import { AgreementPage } from "./agreement.page.tsx";
import { viewReviewAgreement } from "./review-agreement.usecase.ts";

/** A page answers a mistyped address with what it shows by default. */
const daysSchema = z.coerce
  .number()
  .pipe(z.union([z.literal(7), z.literal(30), z.literal(90)]))
  .catch(30);

/** How far the judge agrees with people in everyday reviews, for whoever reads. */
export function agreementRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/agreement", async (c) => {
    const choice = {
      days: daysSchema.parse(c.req.query("days")),
      blindOnly: c.req.query("blind") === "1",
    };
    const period = lastDays(choice.days, siteClock(c));
    const agreement = await viewReviewAgreement(c.var.db, c.var.site.id, period, choice);
    return page(c, <AgreementPage agreement={agreement} choice={choice} viewer={viewerOf(c)} />);
  });

  return routes;
}
