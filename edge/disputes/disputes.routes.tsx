import { Hono } from "hono";
import * as z from "zod";

import { disputeStateSchema } from "#shared/contracts/disputes.ts";

import type { AppContext } from "../app-context.ts";
import {
  requireAgent,
  requireReviewer,
  signedInPerson,
} from "../auth/require-authority.middleware.ts";
import { page, siteClock, viewerOf } from "../dashboard/page.tsx";
import { readForm } from "../dashboard/read-form.ts";
import { formOn } from "../dashboard/refused-forms.middleware.ts";
import { answerDispute } from "./answer-dispute.usecase.ts";
import { answerFormSchema } from "./answer-form.ts";
import { disputeFormSchema } from "./dispute-form.ts";
import { listDisputes } from "./dispute-list.usecase.ts";
import { DisputesPage } from "./disputes.page.tsx";
import { findDispute } from "./disputes.repository.ts";
import { acknowledge, dispute, withdraw } from "./say-of-score.usecase.ts";

const stateSchema = z.union([disputeStateSchema, z.literal("all")]).catch("open");
const agentSchema = z.string().trim().min(1).max(64).nullable().catch(null);

/** What agents say of their own scores; mounted before they are kept out. */
export function agentDisputeRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.post("/calls/:recordingId/acknowledgement", requireAgent(), async (c) => {
    const recordingId = c.req.param("recordingId");
    await acknowledge(c.var.db, signedInPerson(c), recordingId, siteClock(c));
    return c.redirect(`${callPath(recordingId)}?done=acknowledged`, 303);
  });

  const onCall = formOn((c) => callPath(c.req.param("recordingId") ?? ""));
  routes.post("/calls/:recordingId/disputes", requireAgent(), onCall, async (c) => {
    const recordingId = c.req.param("recordingId");
    const form = await readForm(c, disputeFormSchema);
    await dispute(c.var.db, signedInPerson(c), recordingId, form, siteClock(c));
    return c.redirect(`${callPath(recordingId)}?done=disputed`, 303);
  });

  routes.post("/disputes/:id/withdraw", requireAgent(), async (c) => {
    const agent = signedInPerson(c);
    const recordingId = await withdraw(c.var.db, agent, c.req.param("id"), siteClock(c));
    return c.redirect(`${callPath(recordingId)}?done=withdrawn`, 303);
  });

  return routes;
}

/** Disputes for whoever reviews: the list with its rates, and answering one. */
export function disputeRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/disputes", requireReviewer(), async (c) => {
    const filter = {
      state: stateSchema.parse(c.req.query("state")),
      agentUser: agentSchema.parse(c.req.query("agent")),
    };
    const view = await listDisputes(c.var.db, c.var.site.id, filter, siteClock(c));
    return page(c, <DisputesPage view={view} viewer={viewerOf(c)} />);
  });

  const onDisputed = formOn(async (c) => {
    const found = await findDispute(c.var.db, c.var.site.id, c.req.param("id") ?? "");
    return found === null ? null : callPath(found.recordingId);
  });
  routes.post("/disputes/:id/answer", requireReviewer(), onDisputed, async (c) => {
    const form = await readForm(c, answerFormSchema);
    const reviewer = signedInPerson(c);
    const id = c.req.param("id");
    const { recordingId, state } = await answerDispute(c.var.db, reviewer, id, form, siteClock(c));
    return c.redirect(`${callPath(recordingId)}?done=${state}`, 303);
  });

  return routes;
}

function callPath(recordingId: string): string {
  return `/calls/${encodeURIComponent(recordingId)}`;
}
