import { Hono, type Context } from "hono";

import { CLAIM_MINUTES } from "#shared/contracts/reviews.ts";

import type { AppContext } from "../app-context.ts";
import { requireReviewer, signedInPerson } from "../auth/require-authority.middleware.ts";
import { callsToMark } from "../calibration/blindness.ts";
import { page, siteClock, viewerOf } from "../dashboard/page.tsx";
import { fieldOf, readForm } from "../dashboard/read-form.ts";
import { formOn } from "../dashboard/refused-forms.middleware.ts";
import { answerOfReview } from "../disputes/answer-dispute.usecase.ts";
import { notFound } from "../errors/app-error.ts";
import { readCallRecord } from "../qa-api/call-record.repository.ts";
import { noticeOfFilter, savedFilterRoutes } from "../saved-filters/saved-filters.routes.ts";
import { readCardOfCall } from "./card-of-call.repository.ts";
import { coachPath } from "./coach-path.ts";
import { queueFilterFields, queueFilterOf, queueQuery, writeQueueFilter } from "./queue-filter.ts";
import { QueuePage } from "./queue.page.tsx";
import { reviewFormSchema } from "./review-form.ts";
import { claimCall, claimNext, releaseCall, type QueueFilter } from "./review-queue.repository.ts";
import { submitReview } from "./submit-review.usecase.ts";
import { viewQueue } from "./view-queue.usecase.ts";

const CLAIM_MS = CLAIM_MINUTES * 60_000;

const NOTICES: Readonly<Record<string, string>> = {
  reviewed: "Your review is stored.",
  released: "The call is free for others again.",
  none: "Nothing is left that nobody has taken.",
};

/** The review queue, claims, and reviews of calls, for whoever reviews. */
export function reviewRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/review", requireReviewer(), async (c) => {
    const viewer = viewerOf(c);
    const view = await viewQueue(
      c.var.db,
      c.var.site.id,
      filterOf(c),
      { personId: viewer.person?.id ?? null, toMark: await callsToMark(c) },
      siteClock(c),
    );
    const notice = NOTICES[c.req.query("done") ?? ""] ?? noticeOfFilter(c.req.query("done"));
    return page(c, <QueuePage view={view} viewer={viewer} notice={notice} />);
  });

  routes.post("/review/next", requireReviewer(), (c) => takeNext(c, filterOf(c)));

  routes.post("/review/:recordingId/take", requireReviewer(), async (c) => {
    const { db, site, now } = c.var;
    const recordingId = c.req.param("recordingId");
    const { personId } = signedInPerson(c);
    // Where somebody else has it, the page says so.
    await claimCall(db, site.id, recordingId, personId, now(), now() + CLAIM_MS);
    return c.redirect(reviewPath(recordingId, filterOf(c)), 303);
  });

  routes.post("/review/:recordingId/release", requireReviewer(), async (c) => {
    const { db, site } = c.var;
    await releaseCall(db, site.id, c.req.param("recordingId"), signedInPerson(c).personId);
    return c.redirect("/review?done=released", 303);
  });

  const onCall = formOn((c, sent) => {
    const queue = queueFilterOf((name) => fieldOf(sent, `queue.${name}`) || null);
    const path = reviewPath(c.req.param("recordingId") ?? "", queue);
    return fieldOf(sent, "blind") === "1" ? `${path}&blind=1` : path;
  });
  routes.post("/calls/:recordingId/reviews", requireReviewer(), onCall, async (c) => {
    const { db, site, now } = c.var;
    const call = await readCallRecord(db, site.id, c.req.param("recordingId"));
    if (call === null) throw notFound("There is no such call at this site.");
    const form = await readForm(c, reviewFormSchema);
    const { scorecard } = await readCardOfCall(db, site.id, call);
    const { review, answers } = form;
    const answer =
      answers === null ? null : await answerOfReview(db, site.id, call, review, answers);
    const reviewer = signedInPerson(c);
    const hasAnswered = await submitReview(db, call, scorecard, review, reviewer, now(), answer);
    if (form.goOn === "next") return takeNext(c, form.queue);
    if (form.goOn === "coach") return c.redirect(coachPath(call.recordingId, review.marks), 303);
    const done = answers === null || hasAnswered ? "reviewed" : "reviewed-late";
    return c.redirect(`/calls/${encodeURIComponent(call.recordingId)}?done=${done}`, 303);
  });

  routes.route(
    "/",
    savedFilterRoutes("review", (query) =>
      writeQueueFilter(queueFilterOf((name) => query.get(name))),
    ),
  );

  return routes;
}

async function takeNext(c: Context<AppContext>, filter: QueueFilter) {
  const { db, site, now } = c.var;
  const { personId } = signedInPerson(c);
  const notThese = [...(await callsToMark(c)).keys()];
  const next = await claimNext(db, site.id, personId, filter, notThese, now(), now() + CLAIM_MS);
  if (next === null) {
    const query = queueQuery({ ...queueFilterFields(filter), done: "none" });
    return c.redirect(`/review${query}`, 303);
  }
  return c.redirect(reviewPath(next, filter), 303);
}

function filterOf(c: Context<AppContext>): QueueFilter {
  return queueFilterOf((name) => c.req.query(name) ?? null);
}

/** A call with the form in which it is reviewed, and the queue that it was taken from. */
function reviewPath(recordingId: string, filter: QueueFilter): string {
  const query = queueQuery({ review: "1", ...queueFilterFields(filter) });
  return `/calls/${encodeURIComponent(recordingId)}${query}`;
}
