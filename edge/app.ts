import { Hono, type ExecutionContext } from "hono";
import { csrf } from "hono/csrf";
import { NONCE, secureHeaders } from "hono/secure-headers";

import { adminRoutes } from "./admin/admin.routes.ts";
import { agentsRoutes } from "./agents/agents.routes.tsx";
import { ownRoutes } from "./agents/own.routes.tsx";
import { agreementRoutes } from "./agreement/agreement.routes.tsx";
import { alertApiRoutes } from "./alerts/alert-api.routes.ts";
import { alertPageRoutes } from "./alerts/alert-pages.routes.tsx";
import { letterPolicy } from "./alerts/letter-policy.ts";
import type { AppContext } from "./app-context.ts";
import { audioRoutes } from "./audio/audio.routes.ts";
import { AccessKeys } from "./auth/access/access-keys.ts";
import { allowConfiguredOrigins } from "./auth/cors.middleware.ts";
import { keepAgentsOut, requireReader } from "./auth/require-authority.middleware.ts";
import { signInRoutes } from "./auth/sign-in.routes.ts";
import { signOutEverywhereRoutes } from "./auth/sign-out-everywhere.routes.ts";
import { calibrationRoutes } from "./calibration/calibration.routes.tsx";
import { mediaPolicy } from "./call-page/media-policy.ts";
import { callsRoutes } from "./calls/calls.routes.tsx";
import { coachingRoutes, ownCoachingRoutes } from "./coaching/coaching.routes.tsx";
import { answerErrorToAnybody } from "./dashboard/answer-error.tsx";
import { assetRoutes } from "./dashboard/assets.routes.ts";
import { callRoutes } from "./dashboard/call.routes.tsx";
import { dashboardRoutes } from "./dashboard/dashboard.routes.tsx";
import { preferencesRoutes } from "./dashboard/preferences.routes.tsx";
import { refusedFormsComeBack } from "./dashboard/refused-forms.middleware.ts";
import { openDatabase } from "./db/client.ts";
import { agentDisputeRoutes, disputeRoutes } from "./disputes/disputes.routes.tsx";
import type { Env } from "./env.ts";
import { answerNotFound } from "./errors/error-handler.ts";
import { ingestRoutes } from "./ingest/ingest.routes.ts";
import { metricsRoutes } from "./metrics/metrics.routes.ts";
import { noticeRoutes } from "./notices/notices.routes.tsx";
import { AnswerCache } from "./qa-api/answer-cache.ts";
import { qaApiRoutes } from "./qa-api/qa-api.routes.ts";
import { qaListRoutes } from "./qa-api/qa-lists.routes.ts";
import { reviewRoutes } from "./reviews/reviews.routes.tsx";
import { cardPageRoutes } from "./scorecards/card-pages.routes.tsx";
import { runPageRoutes } from "./scorecards/run-pages.routes.tsx";
import { scorecardRoutes } from "./scorecards/scorecards.routes.ts";
import { accessPageRoutes } from "./settings-pages/access-pages.routes.tsx";
import { auditPageRoutes } from "./settings-pages/audit-pages.routes.tsx";
import { sitePageRoutes } from "./settings-pages/site-pages.routes.tsx";
import { siteSettingsRoutes } from "./site-settings/site-settings.routes.ts";
import { spendingRoutes } from "./spending/spending.routes.ts";
import { trackersRoutes } from "./trackers/trackers.routes.tsx";

export type AppDeps = {
  /** Epoch milliseconds. */
  now: () => number;
  /** Has new scoring jobs worked on soon; called after they are committed, must not throw. */
  wake: (env: Env, execution: ExecutionContext) => void;
  /** For the keys of Cloudflare Access. */
  fetch: typeof fetch;
};

/** The whole HTTP surface. Only `/live`, `/sign-in` and the stylesheet answer without authority. */
export function createApp(deps: AppDeps): Hono<AppContext> {
  const app = new Hono<AppContext>();
  app.onError(answerErrorToAnybody);
  app.notFound(answerNotFound);

  app.use(async (c, next) => {
    const requestId = crypto.randomUUID();
    c.set("requestId", requestId);
    c.set("db", openDatabase(c.env.DB));
    c.set("now", deps.now);
    await next();
    c.res.headers.set("X-Request-Id", requestId);
  });
  app.use(refusedFormsComeBack((request, c) => app.fetch(request, c.env, c.executionCtx)));
  app.use(mediaPolicy());
  app.use(letterPolicy());
  app.use(strictHeaders());

  app.get("/live", (c) => c.json({ status: "ok" }));
  app.route(
    "/ingest",
    ingestRoutes((c) => deps.wake(c.env, c.executionCtx)),
  );

  app.use("/api/*", allowConfiguredOrigins());
  app.use(csrf());
  app.route("/", assetRoutes());
  app.route("/", signInRoutes());
  app.use(requireReader(new AccessKeys(deps)));
  app.route("/", signOutEverywhereRoutes());
  app.route("/", preferencesRoutes());
  app.route("/", noticeRoutes());
  app.route("/", agentDisputeRoutes());
  app.route("/", ownCoachingRoutes());
  app.route("/", ownRoutes());
  app.route("/", callRoutes());
  app.route("/", audioRoutes());
  app.use(keepAgentsOut());
  const cache = new AnswerCache();
  app.route("/api", qaApiRoutes(cache));
  app.route("/api/qa", qaListRoutes(cache));
  app.route("/api/qa", siteSettingsRoutes());
  app.route(
    "/api/qa",
    scorecardRoutes((c) => deps.wake(c.env, c.executionCtx)),
  );
  app.route("/api/admin", adminRoutes());
  app.route("/api", spendingRoutes());
  app.route("/api", alertApiRoutes());
  app.route("/", metricsRoutes(cache));
  app.route("/", reviewRoutes());
  app.route("/", calibrationRoutes());
  app.route("/", agreementRoutes());
  app.route("/", cardPageRoutes());
  app.route("/", sitePageRoutes());
  app.route("/", alertPageRoutes());
  app.route("/", accessPageRoutes());
  app.route("/", auditPageRoutes());
  app.route(
    "/",
    runPageRoutes((c) => deps.wake(c.env, c.executionCtx)),
  );
  app.route("/", disputeRoutes());
  app.route("/", coachingRoutes());
  app.route("/", agentsRoutes());
  app.route("/", callsRoutes());
  app.route("/", trackersRoutes());
  app.route("/", dashboardRoutes());
  return app;
}

/** Our own scripts by nonce, one stylesheet of our own, no frames, no referrer: links may carry a sign-in code. */
function strictHeaders() {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: [NONCE],
      connectSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    referrerPolicy: "no-referrer",
    xFrameOptions: "DENY",
  });
}
