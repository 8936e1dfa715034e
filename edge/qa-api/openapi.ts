import * as z from "zod";

import { apiErrorSchema } from "#shared/contracts/api-error.ts";
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
import { costForecastSchema, costSchema, quotaSchema } from "#shared/contracts/spending.ts";

type Endpoint = {
  path: string;
  operationId: string;
  summary: string;
  description: string;
  /** What `{…}` in the path stands for. */
  pathParameter: { name: string; description: string } | null;
  query: z.ZodObject | null;
  answer: z.ZodType;
};

const PERIOD_RULES =
  "Dates are the site's local dates, today included. `from` and `to` take an ISO date, an ISO time or epoch milliseconds " +
  "and win over `days`. Days without calls are left out.";

const ENDPOINTS: readonly Endpoint[] = [
  {
    path: "/api/qa/health",
    operationId: "health",
    summary: "Whether the pipeline runs, and how much it has done",
    description: "`status` is `degraded` while the on-prem agent is silent or was never heard.",
    pathParameter: null,
    query: null,
    answer: healthAnswerSchema,
  },
  {
    path: "/api/qa/daily-summary",
    operationId: "dailySummary",
    summary: "A summary of each day, newest first",
    description: `${PERIOD_RULES} \`date\` asks for one day and wins over the rest. Top and bottom agent are agent ids and need three scored calls that day.`,
    pathParameter: null,
    query: dailySummaryQuerySchema,
    answer: dailySummarySchema,
  },
  {
    path: "/api/qa/agent/{user}",
    operationId: "agentReport",
    summary: "One agent's averages and trend",
    description: `${PERIOD_RULES} 404 when the agent has no calls in the period. \`total_calls\` counts recorded calls, \`trend[].calls\` scored ones.`,
    pathParameter: { name: "user", description: "The agent's ViciDial user id" },
    query: agentQuerySchema,
    answer: agentReportSchema,
  },
  {
    path: "/api/qa/flagged",
    operationId: "flaggedCalls",
    summary: "Flagged calls, lowest score first",
    description: PERIOD_RULES,
    pathParameter: null,
    query: flaggedQuerySchema,
    answer: flaggedCallsSchema,
  },
  {
    path: "/api/qa/call/{id}",
    operationId: "call",
    summary: "One call with transcript, score and evidence",
    description:
      "By recording_id, or by uniqueid: the newest recording where several share it. 404 when the site has no such call.",
    pathParameter: { name: "id", description: "recording_id or uniqueid" },
    query: null,
    answer: callAnswerSchema,
  },
  {
    path: "/api/qa/trends",
    operationId: "trends",
    summary: "Averages of each day, oldest first",
    description: `${PERIOD_RULES} \`calls\` are the scored calls, the n behind the averages. A period given by \`from\` and \`to\` may be shorter than seven days.`,
    pathParameter: null,
    query: trendsQuerySchema,
    answer: trendsSchema,
  },
  {
    path: "/api/qa/leaderboard",
    operationId: "leaderboard",
    summary: "Agents ranked by average score",
    description: `${PERIOD_RULES} Agents with fewer than \`min_calls\` scored calls are not ranked; equal averages share a rank.`,
    pathParameter: null,
    query: leaderboardQuerySchema,
    answer: leaderboardSchema,
  },
  {
    path: "/api/qa/queue-status",
    operationId: "queueStatus",
    summary: "How many calls stand where in the pipeline",
    description:
      "`transcribed` waits to be scored, `error` needs a person. `today_queued` counts the calls of the site's local today.",
    pathParameter: null,
    query: null,
    answer: queueStatusSchema,
  },
  {
    path: "/api/qa/cost",
    operationId: "cost",
    summary: "What was spent, by day and judge, oldest first",
    description: `${PERIOD_RULES} Money counts on the day on which it was spent, at list price or at the price in the settings; answers that could not be used are included. A cost of 0 beside tokens means that the model's price is not known.`,
    pathParameter: null,
    query: costQuerySchema,
    answer: costSchema,
  },
  {
    path: "/api/qa/cost-forecast",
    operationId: "costForecast",
    summary: "What the month is heading for, by judge",
    description:
      "What was spent in the site's calendar month so far, plus the mean of the last 28 days for each day left.",
    pathParameter: null,
    query: null,
    answer: costForecastSchema,
  },
  {
    path: "/api/qa/quota",
    operationId: "quota",
    summary:
      "How much of each provider's limits is used, and which provider is left alone until when",
    description:
      "Four rows a judge, in the order in which judges are asked: requests and tokens of the minute and of the provider's own day. Quota belongs to the whole deployment, not to one site.",
    pathParameter: null,
    query: null,
    answer: quotaSchema,
  },
];

const jsonSchema = (schema: z.ZodType, io: "input" | "output") => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, target: "openapi-3.0" });
  return rest;
};

const jsonContent = (schema: z.ZodType) => ({
  "application/json": { schema: jsonSchema(schema, "output") },
});

const errorAnswer = (description: string) => ({
  description,
  content: jsonContent(apiErrorSchema),
});

/** The API as an OpenAPI 3.0 document, from the schemas that the code itself goes by. */
export function openApiDocument() {
  return {
    openapi: "3.0.3",
    info: {
      title: "Nightshift QA API",
      version: "1",
      description:
        "Scores of a ViciDial centre's calls. Totals run from 20 to 100 and have one decimal, averages of marks run from " +
        "1 to 5 and have two. Missing data is null, never 0.",
    },
    security: [{ token: [] }, { session: [] }],
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "A token of scope `read`" },
        session: { type: "apiKey", in: "cookie", name: "nightshift_session" },
      },
    },
    paths: Object.fromEntries(
      ENDPOINTS.map((endpoint) => [endpoint.path, { get: operation(endpoint) }]),
    ),
  };
}

function operation(endpoint: Endpoint) {
  const { operationId, summary, description, pathParameter, query } = endpoint;
  return {
    operationId,
    summary,
    description,
    parameters: [
      ...(pathParameter === null
        ? []
        : [{ ...pathParameter, in: "path", required: true, schema: { type: "string" } }]),
      ...(query === null
        ? []
        : Object.entries(query.shape).map(([name, schema]) => ({
            name,
            in: "query",
            required: false,
            schema: jsonSchema(z.union([schema]), "input"),
          }))),
    ],
    responses: {
      200: { description: summary, content: jsonContent(endpoint.answer) },
      400: errorAnswer("A parameter cannot be used"),
      401: errorAnswer("No token of scope `read` and nobody signed in"),
      ...(pathParameter === null ? {} : { 404: errorAnswer("There is nothing by this id") }),
    },
  };
}
