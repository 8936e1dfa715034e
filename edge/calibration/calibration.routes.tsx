import { Hono, type Context } from "hono";

import { addDays, localDateAt } from "#shared/time/site-time.ts";

import type { AppContext } from "../app-context.ts";
import { noteViews } from "../audit/note-views.ts";
import type { SignedIn } from "../auth/principal.ts";
import { requireManager, requireReviewer } from "../auth/require-authority.middleware.ts";
import { page, siteClock, viewerOf } from "../dashboard/page.tsx";
import { readForm } from "../dashboard/read-form.ts";
import { formOn } from "../dashboard/refused-forms.middleware.ts";
import { AppError, notFound } from "../errors/app-error.ts";
import { masksNumbers } from "../masking/numbers-shown.ts";
import { readCampaignIds } from "../qa-api/agents.repository.ts";
import { lastDays } from "../qa-api/period.ts";
import { reviewFormSchema } from "../reviews/review-form.ts";
import { listReviewers } from "./candidates.repository.ts";
import { createRound } from "./create-round.usecase.ts";
import { decide, endRound, markCall } from "./mark-call.usecase.ts";
import { NewRoundPage } from "./new-round.page.tsx";
import { RoundCallPage } from "./round-call.page.tsx";
import { decisionFormSchema, roundFormSchema } from "./round-form.ts";
import { callPath, roundPath } from "./round-paths.ts";
import { viewRound, viewRoundCall } from "./round-view.usecase.ts";
import { RoundPage } from "./round.page.tsx";
import { RoundsPage } from "./rounds.page.tsx";
import { listRounds, readRound, type Round } from "./rounds.repository.ts";

const LISTED_ROUNDS = 30;
/** What a sample is drawn from unless the form says otherwise. */
const SAMPLE_DAYS = 30;
const DUE_IN_DAYS = 7;

const NOTICES = new Map([
  ["created", "The round is open. Its raters find it here."],
  ["marked", "Your marks are stored."],
  ["closed", "The round is closed; everybody sees everything now."],
  ["decided", "The decision is in the log."],
]);

/** Calibration: rounds in which people mark the same calls without seeing each other's marks. `random`: from 0 to 1. */
export function calibrationRoutes(random: () => number = Math.random): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/calibration", requireReviewer(), async (c) => {
    const rounds = await listRounds(c.var.db, c.var.site.id, LISTED_ROUNDS + 1);
    const view = {
      rounds: rounds.slice(0, LISTED_ROUNDS),
      isCut: rounds.length > LISTED_ROUNDS,
      today: localDateAt(c.var.now(), c.var.site.timeZone),
    };
    return page(c, <RoundsPage view={view} viewer={viewerOf(c)} />);
  });

  routes.get("/calibration/new", requireManager(), async (c) => {
    const { db, site } = c.var;
    const clock = siteClock(c);
    const period = lastDays(SAMPLE_DAYS, clock);
    const [people, campaignIds] = await Promise.all([
      listReviewers(db, site.id),
      readCampaignIds(db, site.id, period),
    ]);
    const view = { people, campaignIds, period, due: addDays(period.to, DUE_IN_DAYS) };
    return page(c, <NewRoundPage view={view} viewer={viewerOf(c)} />);
  });

  const onNew = formOn(() => "/calibration/new");
  routes.post("/calibration", requireManager(), onNew, async (c) => {
    const form = await readForm(c, roundFormSchema);
    const id = await createRound(c.var.db, form, signedIn(c), c.var.now(), random);
    return c.redirect(`${roundPath(id)}?done=created`, 303);
  });

  routes.get("/calibration/:id", requireReviewer(), async (c) => {
    const round = await roundOf(c);
    const { personId } = signedIn(c);
    const view = await viewRound(c.var.db, c.var.site.id, round, personId, masksNumbers(c));
    return page(c, <RoundPage view={view} viewer={viewerOf(c)} notice={noticeOf(c)} />);
  });

  routes.post("/calibration/:id/close", requireManager(), async (c) => {
    const round = await roundOf(c);
    await endRound(c.var.db, round, signedIn(c), c.var.now());
    return c.redirect(`${roundPath(round.id)}?done=closed`, 303);
  });

  routes.get("/calibration/:id/calls/:recordingId", requireReviewer(), async (c) => {
    const { db, site } = c.var;
    const round = await roundOf(c);
    const { personId } = signedIn(c);
    const masks = masksNumbers(c);
    const recordingId = c.req.param("recordingId");
    const view = await viewRoundCall(db, site.id, round, recordingId, personId, masks);
    if (view === null) throw notFound("There is no such call in this round.");
    await noteViews(c, "calibration", [view.call]);
    return page(c, <RoundCallPage view={view} viewer={viewerOf(c)} notice={noticeOf(c)} />);
  });

  const onCall = formOn((c) => callPath(c.req.param("id") ?? "", c.req.param("recordingId") ?? ""));
  const calls = "/calibration/:id/calls/:recordingId";
  routes.post(`${calls}/marks`, requireReviewer(), onCall, async (c) => {
    const round = await roundOf(c);
    const recordingId = c.req.param("recordingId");
    const { review, goOn } = await readForm(c, reviewFormSchema);
    await markCall(c.var.db, round, recordingId, review, signedIn(c), c.var.now());
    if (goOn === "stay") {
      return c.redirect(`${callPath(round.id, recordingId)}?done=marked`, 303);
    }
    const { personId } = signedIn(c);
    const { next } = await viewRound(c.var.db, c.var.site.id, round, personId, masksNumbers(c));
    const path = next === null ? roundPath(round.id) : callPath(round.id, next);
    return c.redirect(`${path}?done=marked`, 303);
  });

  routes.post(`${calls}/decisions`, requireManager(), onCall, async (c) => {
    const round = await roundOf(c);
    const recordingId = c.req.param("recordingId");
    const form = await readForm(c, decisionFormSchema);
    await decide(c.var.db, round, recordingId, form, signedIn(c), c.var.now());
    return c.redirect(`${callPath(round.id, recordingId)}?done=decided`, 303);
  });

  return routes;
}

async function roundOf(c: Context<AppContext>): Promise<Round> {
  const round = await readRound(c.var.db, c.var.site.id, c.req.param("id") ?? "");
  if (round === null) throw notFound("There is no such calibration round at this site.");
  return round;
}

function noticeOf(c: Context<AppContext>): string | null {
  return NOTICES.get(c.req.query("done") ?? "") ?? null;
}

function signedIn(c: Context<AppContext>): SignedIn {
  const { principal } = c.var;
  if (principal.kind === "session") return principal;
  throw new AppError({ code: "reviewer_only", status: 403, message: "Sign in to take part." });
}
