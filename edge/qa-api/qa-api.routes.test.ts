import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import {
  agentReportSchema,
  callAnswerSchema,
  dailySummarySchema,
  flaggedCallsSchema,
  healthAnswerSchema,
  leaderboardSchema,
  queueStatusSchema,
  trendsSchema,
} from "#shared/contracts/qa-api.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { STANDARD_CRITERION_IDS } from "#shared/scorecard/scorecard.ts";

import { AnswerCache } from "./answer-cache.ts";
import { qaApiRoutes } from "./qa-api.routes.ts";
import { readerApp } from "./testing/reader-app.ts";
import { LONDON } from "./testing/seed-site.ts";
import { EMPTY, NOW, OTHER, seedSmallSite } from "./testing/small-site.ts";

const get = (path: string, site = LONDON) =>
  readerApp(site, NOW, (app) => app.route("/api", qaApiRoutes(new AnswerCache()))).request(
    `/api${path}`,
  );

async function answer<Schema extends z.ZodType>(path: string, schema: Schema, site = LONDON) {
  const response = await get(path, site);
  expect(response.status).toBe(200);
  const body: unknown = await response.json();
  schema.parse(body);
  // The raw body, so that tests see key order as it was sent.
  return body;
}

beforeAll(() => seedSmallSite(env.DB));

describe("exact shapes", () => {
  test("daily-summary", async () => {
    const body = await answer("/qa/daily-summary?days=2", dailySummarySchema);
    const averages = (value: number) =>
      Object.fromEntries(STANDARD_CRITERION_IDS.map((id) => [id, value]));
    expect(JSON.stringify(body)).toBe(
      JSON.stringify([
        {
          date: "2026-11-23",
          total_calls: 3,
          scored_calls: 0,
          avg_score: null,
          flagged_calls: 0,
          top_agent: null,
          top_score: null,
          bottom_agent: null,
          bottom_score: null,
          category_averages: Object.fromEntries(STANDARD_CRITERION_IDS.map((id) => [id, null])),
        },
        {
          date: "2026-11-22",
          total_calls: 7,
          scored_calls: 6,
          // (100 + 80 + 80 + 59 + 40 + 100) / 6
          avg_score: 76.5,
          flagged_calls: 3,
          top_agent: "1001",
          top_score: 86.7,
          bottom_agent: "1008",
          bottom_score: 66.3,
          category_averages: { ...averages(3.83), closing: 3.8, compliance: 3.67 },
        },
      ]),
    );
  });

  test("daily-summary of one date", async () => {
    for (const date of ["2026-11-22", "2026-11-22T23:00:00Z", String(Date.UTC(2026, 10, 22, 12))]) {
      const body = await answer(`/qa/daily-summary?date=${date}`, dailySummarySchema);
      expect(body).toEqual([expect.objectContaining({ date: "2026-11-22" })]);
    }
  });

  test("agent", async () => {
    const body = await answer("/qa/agent/1008?days=7", agentReportSchema);
    expect(JSON.stringify(body)).toBe(
      JSON.stringify({
        agent_user: "1008",
        agent_name: "Grace Lindqvist",
        period_start: "2026-11-17",
        period_end: "2026-11-23",
        total_calls: 3,
        avg_score: 66.3,
        min_score: 40,
        max_score: 100,
        flagged_calls: 3,
        category_averages: {
          greeting: 3.33,
          customer_id: 3.33,
          needs: 3.33,
          product: 3.33,
          communication: 3.33,
          resolution: 3.33,
          closing: 3.33,
          compliance: 3,
        },
        trend: [{ date: "2026-11-22", calls: 3, avg_score: 66.3 }],
      }),
    );
  });

  test("flagged: lowest first, auto-fails among them", async () => {
    const body = flaggedCallsSchema.parse(await answer("/qa/flagged", flaggedCallsSchema));
    expect(body.map((call) => [call.recording_id, call.total_score, call.flag_reason])).toEqual([
      ["g2", 40, "Score 40 is below 60"],
      ["g1", 59, "Score 59 is below 60"],
      ["g3", 100, "Card data taken aloud"],
    ]);
    expect(JSON.stringify(body[1])).toBe(
      JSON.stringify({
        recording_id: "g1",
        agent_user: "1008",
        agent_name: "Grace Lindqvist",
        campaign_id: "SALES_IN",
        call_date: "2026-11-22T09:30:00.000Z",
        call_length: 62,
        total_score: 59,
        flag_reason: "Score 59 is below 60",
        summary: "The line was reset.",
        scores: {
          ...Object.fromEntries(STANDARD_CRITERION_IDS.map((id) => [id, 3])),
          compliance: 2,
        },
      }),
    );
  });

  test("flagged can be narrowed", async () => {
    const ids = async (query: string) =>
      flaggedCallsSchema
        .parse(await answer(`/qa/flagged?${query}`, flaggedCallsSchema))
        .map((call) => call.recording_id);
    expect(await ids("limit=1")).toEqual(["g2"]);
    expect(await ids("agent=1001")).toEqual([]);
    expect(await ids("campaign=SALES_IN&agent=&limit=")).toEqual(["g2", "g1", "g3"]);
    expect(await ids("campaign=BILLING_IN")).toEqual([]);
  });

  test("call: the contract's keys first, in order", async () => {
    const body = await answer("/qa/call/a3", callAnswerSchema);
    const call = callAnswerSchema.parse(body);
    expect(Object.keys(z.record(z.string(), z.unknown()).parse(body)).slice(0, 22)).toEqual([
      "recording_id",
      "uniqueid",
      "agent_user",
      "agent_name",
      "campaign_id",
      "call_date",
      "call_length",
      "call_status",
      "processing_status",
      "transcript",
      "language",
      "word_count",
      "transcription_time",
      "total_score",
      "scores",
      "summary",
      "strengths",
      "improvements",
      "flagged",
      "flag_reason",
      "llm_provider",
      "model",
    ]);
    expect(Object.keys(call.scores)).toEqual([...STANDARD_CRITERION_IDS]);
    expect(call.scores).toMatchObject({ greeting: 4, closing: null });
    expect(call).toMatchObject({
      processing_status: "complete",
      transcript:
        "Thank you for calling Northgate Broadband, this is Sarah.\nMy broadband is down.\nI have reset the line from here.",
      total_score: 80,
      flagged: false,
      flag_reason: null,
      llm_provider: "gemini",
      scorecard: { id: "default", version: defaultScorecard.version },
      is_sample: false,
    });
    expect(call.evidence[0]?.quotes[0]?.segment).toBe(0);
  });

  test("call: what is not there yet is null", async () => {
    expect(await answer("/qa/call/short", callAnswerSchema)).toMatchObject({
      processing_status: "skipped",
      status_reason: "too_short",
      call_length: 10,
      transcript: null,
      total_score: null,
      flagged: null,
      scores: Object.fromEntries(STANDARD_CRITERION_IDS.map((id) => [id, null])),
    });
    expect(await answer("/qa/call/unclear", callAnswerSchema)).toMatchObject({
      processing_status: "error",
      status_reason: "No judge could quote the call.",
    });
  });

  test("call by uniqueid is the newest recording that has it", async () => {
    expect(await answer("/qa/call/1763888400.77", callAnswerSchema)).toMatchObject({
      recording_id: "waiting-2",
      processing_status: "transcribed",
    });
  });

  test("trends: oldest first, of the site or of a campaign", async () => {
    const body = trendsSchema.parse(await answer("/qa/trends?days=7", trendsSchema));
    expect(
      body.map(({ date, calls, avg_score, flagged }) => [date, calls, avg_score, flagged]),
    ).toEqual([
      ["2026-11-22", 6, 76.5, 3],
      ["2026-11-23", 0, null, 0],
    ]);
    expect(await answer("/qa/trends?campaign=SALES_IN", trendsSchema)).toEqual([
      expect.objectContaining({ date: "2026-11-22", calls: 3, avg_score: 66.3 }),
    ]);
  });

  test("leaderboard", async () => {
    expect(await answer("/qa/leaderboard", leaderboardSchema)).toEqual([]);
    expect(JSON.stringify(await answer("/qa/leaderboard?min_calls=3", leaderboardSchema))).toBe(
      JSON.stringify([
        {
          rank: 1,
          agent_user: "1001",
          agent_name: "Sarah Mitchell",
          calls: 3,
          avg_score: 86.7,
          min_score: 80,
          max_score: 100,
          flagged: 0,
        },
        {
          rank: 2,
          agent_user: "1008",
          agent_name: "Grace Lindqvist",
          calls: 3,
          avg_score: 66.3,
          min_score: 40,
          max_score: 100,
          flagged: 3,
        },
      ]),
    );
  });

  test("queue-status counts every call once", async () => {
    expect(JSON.stringify(await answer("/qa/queue-status", queueStatusSchema))).toBe(
      JSON.stringify({
        status_counts: {
          pending: 1,
          transcribing: 0,
          transcribed: 1,
          scoring: 0,
          complete: 6,
          error: 1,
          skipped: 1,
        },
        today_queued: 3,
        total: 10,
      }),
    );
  });

  test("health", async () => {
    const body = healthAnswerSchema.parse(await answer("/qa/health", healthAnswerSchema));
    expect(body).toMatchObject({
      status: "degraded",
      total_scored: 6,
      total_flagged: 3,
      last_processed: "2026-11-22T12:30:00.000Z",
    });
    expect(body.db_size_mb).toBeGreaterThan(0);
  });
});

test("a site without calls gets empty lists and nulls, not errors", async () => {
  for (const [path, schema] of [
    ["/qa/daily-summary", dailySummarySchema],
    ["/qa/flagged", flaggedCallsSchema],
    ["/qa/trends", trendsSchema],
    ["/qa/leaderboard", leaderboardSchema],
  ] as const) {
    expect(await answer(path, schema, EMPTY)).toEqual([]);
  }
  expect(await answer("/qa/health", healthAnswerSchema, EMPTY)).toMatchObject({
    total_scored: 0,
    last_processed: null,
  });
  expect(await answer("/qa/queue-status", queueStatusSchema, EMPTY)).toMatchObject({ total: 0 });
  expect((await get("/qa/agent/1001", EMPTY)).status).toBe(404);
});

test("another site's calls are never seen", async () => {
  expect((await get("/qa/call/only-theirs")).status).toBe(404);
  for (const path of [
    "/qa/daily-summary",
    "/qa/flagged",
    "/qa/trends",
    "/qa/leaderboard?min_calls=1",
    "/qa/call/a1",
    "/qa/agent/1001",
  ]) {
    const text = await (await get(path)).text();
    expect(text).not.toContain("only-theirs");
    expect(text).not.toContain("A secret");
  }
  expect(await answer("/qa/health", healthAnswerSchema, OTHER)).toMatchObject({ total_scored: 2 });
});
