import { Hono } from "hono";
import * as z from "zod";

import type { AppContext } from "../app-context.ts";
import { noteViews } from "../audit/note-views.ts";
import { isAgent, mayOpenCall } from "../auth/own-calls.ts";
import { callsToMark } from "../calibration/blindness.ts";
import { allowMedia } from "../call-page/media-policy.ts";
import { viewDisputes } from "../disputes/dispute-view.usecase.ts";
import { maskDisputes } from "../disputes/mask-disputes.ts";
import { masksNumbers } from "../masking/numbers-shown.ts";
import { queueFilterFields, queueFilterOf } from "../reviews/queue-filter.ts";
import { readClaim } from "../reviews/review-queue.repository.ts";
import { viewCall } from "./call-view.usecase.ts";
import { page, siteClock, viewerOf } from "./page.tsx";
import { CallPage } from "./pages/call.page.tsx";
import { NotFoundPage } from "./pages/not-found.page.tsx";
import { lineAt } from "./transcript-lines.ts";

const versionSchema = z.coerce.number().int().positive().nullable().catch(null);
/** Seconds of a recording; before its beginning there is no line. */
const momentSchema = z
  .string()
  .regex(/^\d{1,6}(\.\d+)?$/)
  .transform(Number)
  .catch(-1);

/** What was done last, as the page that is shown next says it. */
const NOTICES: Readonly<Record<string, string>> = {
  reviewed: "Your review is stored.",
  "reviewed-late": "Your review is stored. The dispute had ended before it came.",
  acknowledged: "You have acknowledged this score.",
  disputed: "Your dispute is sent; you are told when it is answered.",
  withdrawn: "Your dispute is taken back.",
  revised: "What you revised counts from now on; the agent is told.",
  declined: "The dispute is declined; the agent is told why.",
};

/** A call's page, for everybody who reads; to an agent another's call is one that does not exist. */
export function callRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();

  routes.get("/calls/:recordingId", async (c) => {
    const { db, site, principal } = c.var;
    // an agent sees what counts, and not how it came to be judged anew
    const version = isAgent(principal) ? null : versionSchema.parse(c.req.query("version"));
    const masks = masksNumbers(c);
    const id = c.req.param("recordingId");
    const view = await viewCall(db, site.id, id, c.var.now(), version, masks);
    const viewer = viewerOf(c);
    if (view === null || !mayOpenCall(principal, view.call)) {
      return page(c, <NotFoundPage viewer={viewer} what="call" />, 404);
    }
    const moment = lineAt(view.lines, momentSchema.parse(c.req.query("t")));
    if (moment !== null) {
      return c.redirect(`/calls/${encodeURIComponent(view.call.recordingId)}#line-${moment}`);
    }
    await noteViews(c, "call page", [view.call]);
    allowMedia(c, view.recording.audioUrl);
    const { recordingId } = view.call;
    const toMark = (await callsToMark(c)).get(recordingId) ?? null;
    const isReviewing =
      viewer.person !== null &&
      viewer.person.role !== "agent" &&
      c.req.query("review") === "1" &&
      view.call.score?.isCurrent !== false;
    const reviewing = isReviewing
      ? {
          isBlind: toMark !== null || c.req.query("blind") === "1",
          queue: queueFilterFields(queueFilterOf((name) => c.req.query(name) ?? null)),
          claim: await readClaim(db, site.id, recordingId, c.var.now()),
        }
      : null;
    // what is said of a score is said of the one that counts
    const disputes =
      view.call.score?.isCurrent === false
        ? null
        : await viewDisputes(db, site.id, view.call, view.reviews, siteClock(c));
    return page(
      c,
      <CallPage
        view={view}
        viewer={viewer}
        disputes={disputes !== null && masks ? maskDisputes(disputes) : disputes}
        reviewing={reviewing}
        toMark={toMark}
        notice={NOTICES[c.req.query("done") ?? ""] ?? null}
      />,
    );
  });

  return routes;
}
