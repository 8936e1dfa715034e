import * as z from "zod";

import {
  createdSignInLinkSchema,
  createdTokenSchema,
  newSignInLinkSchema,
  newTokenSchema,
  tokenRowsSchema,
} from "#shared/contracts/admin.ts";
import {
  newPersonSchema,
  personChangeSchema,
  personRowSchema,
  personRowsSchema,
} from "#shared/contracts/people.ts";
import {
  agentQuerySchema,
  agentReportSchema,
  callAnswerSchema,
  costQuerySchema,
  dailySummaryQuerySchema,
  dailySummarySchema,
  flaggedCallsSchema,
  flaggedQuerySchema,
  healthAnswerSchema,
  leaderboardQuerySchema,
  leaderboardSchema,
  queueStatusSchema,
  trendsQuerySchema,
  trendsSchema,
} from "#shared/contracts/qa-api.ts";
import {
  callRowsSchema,
  callsQuerySchema,
  categoryMatrixQuerySchema,
  categoryMatrixSchema,
  coverageQuerySchema,
  coverageSchema,
  distributionQuerySchema,
  distributionSchema,
} from "#shared/contracts/qa-lists.ts";
import { reviewRowsSchema, reviewsQuerySchema } from "#shared/contracts/qa-reviews.ts";
import { settingsAnswerSchema, settingsChangeSchema } from "#shared/contracts/settings.ts";
import { costForecastSchema, costSchema, quotaSchema } from "#shared/contracts/spending.ts";

import { ALERTS } from "./openapi-alerts.ts";
import type { Endpoint } from "./openapi-endpoint.ts";
import { SCORECARDS } from "./openapi-scorecards.ts";

const PERIOD_RULES =
  "Dates are the site's local dates, today included. `from` and `to` take an ISO date, an ISO time or epoch milliseconds " +
  "and win over `days`. Days without calls are left out.";

const QA: readonly Endpoint[] = [
  {
    method: "get",
    path: "/api/qa/health",
    operationId: "health",
    summary: "Whether the pipeline runs, and how much it has done",
    description: "`status` is `degraded` while the on-prem agent is silent or was never heard.",
    answer: healthAnswerSchema,
  },
  {
    method: "get",
    path: "/api/qa/daily-summary",
    operationId: "dailySummary",
    summary: "A summary of each day, newest first",
    description: `${PERIOD_RULES} \`date\` asks for one day and wins over the rest. Top and bottom agent are agent ids and need three scored calls that day.`,
    query: dailySummaryQuerySchema,
    answer: dailySummarySchema,
  },
  {
    method: "get",
    path: "/api/qa/agent/{user}",
    operationId: "agentReport",
    summary: "One agent's averages and trend",
    description: `${PERIOD_RULES} 404 when the agent has no calls in the period. \`total_calls\` counts recorded calls, \`trend[].calls\` scored ones.`,
    pathParameter: { name: "user", description: "The agent's ViciDial user id" },
    query: agentQuerySchema,
    answer: agentReportSchema,
  },
  {
    method: "get",
    path: "/api/qa/flagged",
    operationId: "flaggedCalls",
    summary: "Flagged calls, lowest score first",
    description: PERIOD_RULES,
    query: flaggedQuerySchema,
    answer: flaggedCallsSchema,
  },
  {
    method: "get",
    path: "/api/qa/call/{id}",
    operationId: "call",
    summary: "One call with transcript, score and evidence",
    description:
      "By recording_id, or by uniqueid: the newest recording where several share it. `review` is what a person last said of it: it stands beside the judge's score and wins where one figure is shown; its `verdict` changes no score. 404 when the site has no such call; 409 to somebody signed in who is to mark it in an open calibration round first.",
    pathParameter: { name: "id", description: "recording_id or uniqueid" },
    answer: callAnswerSchema,
  },
  {
    method: "get",
    path: "/api/qa/trends",
    operationId: "trends",
    summary: "Averages of each day, oldest first",
    description: `${PERIOD_RULES} \`calls\` are the scored calls, the n behind the averages. A period given by \`from\` and \`to\` may be shorter than seven days.`,
    query: trendsQuerySchema,
    answer: trendsSchema,
  },
  {
    method: "get",
    path: "/api/qa/leaderboard",
    operationId: "leaderboard",
    summary: "Agents ranked by average score",
    description: `${PERIOD_RULES} Agents with fewer than \`min_calls\` scored calls are not ranked; equal averages share a rank.`,
    query: leaderboardQuerySchema,
    answer: leaderboardSchema,
  },
  {
    method: "get",
    path: "/api/qa/queue-status",
    operationId: "queueStatus",
    summary: "How many calls stand where in the pipeline",
    description:
      "`transcribed` waits to be scored, `error` needs a person (500 of the scored stage are counted at most). A call that is to be scored anew is `complete` until its turn comes. `today_queued` counts the calls of the site's local today.",
    answer: queueStatusSchema,
  },
];

const LISTS: readonly Endpoint[] = [
  {
    method: "get",
    path: "/api/qa/category-matrix",
    operationId: "categoryMatrix",
    summary: "Each agent's average in each category, a row for every pair",
    description: `${PERIOD_RULES} \`n\` are the marks behind an average; do not read much into few.`,
    query: categoryMatrixQuerySchema,
    answer: categoryMatrixSchema,
    csv: true,
  },
  {
    method: "get",
    path: "/api/qa/distribution",
    operationId: "distribution",
    summary: "How the totals spread over buckets",
    description: `${PERIOD_RULES} Buckets are half-open, [20, 30) and so on; the last one includes 100. Empty ones are there. \`agent\` and \`campaign\` exclude each other.`,
    query: distributionQuerySchema,
    answer: distributionSchema,
    csv: true,
  },
  {
    method: "get",
    path: "/api/qa/coverage",
    operationId: "coverage",
    summary: "How far each day's calls have come, oldest first",
    description: `${PERIOD_RULES} recorded → eligible (not skipped) → transcribed → scored → reviewed.`,
    query: coverageQuerySchema,
    answer: coverageSchema,
    csv: true,
  },
  {
    method: "get",
    path: "/api/qa/calls",
    operationId: "calls",
    summary: "Calls, filtered and sorted, a page at a time",
    description:
      `${PERIOD_RULES} A page looks at a bounded number of calls and keeps those that the filters let through, so it may hold ` +
      "fewer than `limit`, even none, and not be the last: go on while there is a `Link` of rel next (`X-Next-Cursor` has " +
      "the cursor alone). Lists by score hold scored calls only, those without a total last, and at most 62 days. " +
      "`flagged=false` includes calls without a score. `search` looks into metadata, not into transcripts.",
    query: callsQuerySchema,
    answer: callRowsSchema,
    csv: true,
  },
  {
    method: "get",
    path: "/api/qa/reviews",
    operationId: "reviews",
    summary: "What people said of calls, newest calls first",
    description: `${PERIOD_RULES} The dates are the calls'. Of a call it is the review that counts: it stands beside the judge's score, which is never changed, and its \`verdict\` changes neither. There are no pages: ask for fewer days where \`limit\` cuts the list.`,
    query: reviewsQuerySchema,
    answer: reviewRowsSchema,
    csv: true,
  },
];

const SPENDING: readonly Endpoint[] = [
  {
    method: "get",
    path: "/api/qa/cost",
    operationId: "cost",
    summary: "What was spent, by day and judge, oldest first",
    description: `${PERIOD_RULES} Money counts on the day on which it was spent, at list price or at the price in the settings; answers that could not be used are included. A cost of 0 beside tokens means that the model's price is not known.`,
    query: costQuerySchema,
    answer: costSchema,
  },
  {
    method: "get",
    path: "/api/qa/cost-forecast",
    operationId: "costForecast",
    summary: "What the month is heading for, by judge",
    description:
      "What was spent in the site's calendar month so far, plus the mean of the last 28 days for each day left.",
    answer: costForecastSchema,
  },
  {
    method: "get",
    path: "/api/qa/quota",
    operationId: "quota",
    summary:
      "How much of each provider's limits is used, and which provider is left alone until when",
    description:
      "Four rows a judge, in the order in which judges are asked: requests and tokens of the minute and of the provider's own day. Quota belongs to the whole deployment, not to one site.",
    answer: quotaSchema,
  },
];

const SETTINGS: readonly Endpoint[] = [
  {
    method: "get",
    path: "/api/qa/settings",
    operationId: "settings",
    summary: "What the site's recordings are transcribed by",
    description: "Defaults included. `campaigns` has what single campaigns have otherwise.",
    answer: settingsAnswerSchema,
  },
  {
    method: "patch",
    path: "/api/qa/settings",
    operationId: "changeSettings",
    summary: "Change settings",
    description:
      "What is left out stays; `campaigns` is replaced as a whole. Answers the settings as they then are.",
    body: settingsChangeSchema,
    answer: settingsAnswerSchema,
    adminOnly: true,
  },
];

const ADMIN: readonly Endpoint[] = [
  {
    method: "get",
    path: "/api/admin/tokens",
    operationId: "tokens",
    summary: "The site's tokens, oldest first",
    description: "Without their secrets, which nobody has but their holders.",
    answer: tokenRowsSchema,
    adminOnly: true,
  },
  {
    method: "post",
    path: "/api/admin/tokens",
    operationId: "createToken",
    summary: "Make a token",
    description: "The secret is in this answer and nowhere else.",
    body: newTokenSchema,
    answer: createdTokenSchema,
    status: 201,
    adminOnly: true,
  },
  {
    method: "delete",
    path: "/api/admin/tokens/{id}",
    operationId: "revokeToken",
    summary: "Revoke a token for good",
    description: "404 when the site has no such token, or it was revoked before.",
    pathParameter: { name: "id", description: "The token's id, not its secret" },
    status: 204,
    adminOnly: true,
  },
  {
    method: "get",
    path: "/api/admin/people",
    operationId: "people",
    summary: "The site's people, by name",
    description: "Disabled ones included: reviews and the audit log name them.",
    answer: personRowsSchema,
    adminOnly: true,
  },
  {
    method: "post",
    path: "/api/admin/people",
    operationId: "addPerson",
    summary: "Add somebody",
    description: "409 when somebody has this e-mail address or this ViciDial user already.",
    body: newPersonSchema,
    answer: personRowSchema,
    status: 201,
    adminOnly: true,
  },
  {
    method: "patch",
    path: "/api/admin/people/{id}",
    operationId: "changePerson",
    summary: "Change, disable or enable somebody",
    description: "What is left out stays. Whoever is disabled is signed out at once.",
    pathParameter: { name: "id", description: "The person's id" },
    body: personChangeSchema,
    answer: personRowSchema,
    adminOnly: true,
  },
  {
    method: "post",
    path: "/api/admin/sign-in-links",
    operationId: "createSignInLink",
    summary: "Make a sign-in link for somebody",
    description:
      "The link is in this answer and nowhere else; whoever opens it is signed in as them.",
    body: newSignInLinkSchema,
    answer: createdSignInLinkSchema,
    status: 201,
    adminOnly: true,
  },
];

const DOCUMENT: Endpoint = {
  method: "get",
  path: "/api/openapi.json",
  operationId: "openApi",
  summary: "This description",
  description: "OpenAPI 3.1.",
  answer: z.looseObject({ openapi: z.string(), paths: z.looseObject({}) }),
};

/** Every address under /api. A part of the API that grows by itself adds a list of its own here. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...QA,
  ...LISTS,
  ...SPENDING,
  ...SETTINGS,
  ...SCORECARDS,
  ...ALERTS,
  ...ADMIN,
  DOCUMENT,
];
