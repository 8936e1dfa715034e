import { describe, expect, it } from "vitest";

import type { ModelJudgeSettings } from "#shared/contracts/scoring-settings.ts";

import { HARMLESS_ANSWER_FAULTS, type Fault } from "../../testing/provider-server/faults.ts";
import {
  createProviderServer,
  type ProviderScenario,
} from "../../testing/provider-server/provider-server.ts";
import type { FailureKind } from "../provider.ts";
import { judgeRequest, SHORT_CALL } from "../testing/judge-request.ts";
import { createGeminiProvider } from "./gemini-provider.ts";

const API_KEY = "gemini-secret-key-1234567890";

function setUp(
  scenario: ProviderScenario = {},
  model = "gemini-3.5-flash-lite",
  settings: Partial<ModelJudgeSettings> = {},
) {
  const server = createProviderServer({ geminiApiKey: API_KEY, ...scenario });
  const provider = createGeminiProvider(
    {
      provider: "gemini",
      base_url: "https://generativelanguage.googleapis.com",
      model,
      limits: {},
      ...settings,
    },
    { gemini: API_KEY, openAiCompatible: null, aiGateway: "gateway-token" },
    { fetch: server.fetch, now: Date.now, timeoutMs: 250 },
  );
  return { server, provider };
}

const FAILURES: readonly (readonly [Fault, FailureKind])[] = [
  ["minute_limit", "minute_limit"],
  ["limit_without_details", "minute_limit"],
  ["day_limit", "day_limit"],
  ["geo_block", "geo_block"],
  ["bad_key", "auth"],
  ["forbidden", "auth"],
  ["unknown_model", "auth"],
  ["redirect", "auth"],
  ["invalid_request", "our_bug"],
  ["too_many_tokens", "too_large"],
  ["prompt_blocked", "blocked"],
  ["safety", "blocked"],
  ["recitation", "blocked"],
  ["blocklist", "blocked"],
  ["prohibited_content", "blocked"],
  ["spii", "blocked"],
  ["max_tokens", "truncated"],
  ["other_finish", "malformed"],
  ["no_candidates", "malformed"],
  ["no_parts", "malformed"],
  ["empty_text", "malformed"],
  ["text_cut_short", "malformed"],
  ["prose", "malformed"],
  ["body_cut_short", "malformed"],
  ["html_page", "malformed"],
  ["endless_body", "malformed"],
  ["missing_category", "wrong_schema"],
  ["wrong_mark", "wrong_schema"],
  ["nothing_applies", "wrong_schema"],
  ["another_shape", "wrong_schema"],
  ["overloaded", "overload"],
  ["server_error", "overload"],
  ["connection_refused", "overload"],
  ["reset_in_body", "overload"],
  ["gateway_timeout", "timeout"],
  ["hang", "timeout"],
  ["hang_in_body", "timeout"],
];

describe("what Gemini answers badly", () => {
  it.each(FAILURES)("%s is %s", async (fault, kind) => {
    const { provider } = setUp({ turns: [fault] });
    const outcome = await provider.judge(judgeRequest(SHORT_CALL));
    expect(outcome).toMatchObject({ ok: false, failure: { kind } });
  });

  it.each(FAILURES)("%s is told without key or transcript", async (fault) => {
    const { provider } = setUp({ turns: [fault] });
    const told = JSON.stringify(await provider.judge(judgeRequest(SHORT_CALL)));
    expect(told).not.toContain(API_KEY);
    for (const text of SHORT_CALL) expect(told).not.toContain(text.slice(0, 15));
  });

  it.each(HARMLESS_ANSWER_FAULTS)("%s is taken as meant", async (fault) => {
    const { provider } = setUp({ turns: [fault] });
    const outcome = await provider.judge(judgeRequest(SHORT_CALL));
    expect(outcome).toMatchObject({
      ok: true,
      judgement: {
        criteria: {
          greeting: { mark: "5", evidence: [expect.stringContaining(SHORT_CALL[0] ?? "-")] },
        },
      },
    });
  });

  it("waits as long as a minute limit asks, and not for the delay that comes with a day's", async () => {
    const { provider } = setUp({ turns: ["minute_limit", "day_limit"] });
    const minute = await provider.judge(judgeRequest(SHORT_CALL));
    const day = await provider.judge(judgeRequest(SHORT_CALL));
    expect(minute).toMatchObject({ failure: { retryAfterMs: 36_000 } });
    expect(day).toMatchObject({ failure: { retryAfterMs: null } });
  });

  it("counts what a cut-off answer used", async () => {
    const { provider } = setUp({ turns: ["max_tokens"] });
    const { usage } = await provider.judge(judgeRequest(SHORT_CALL));
    expect(usage.inputTokens).toBeGreaterThan(0);
    expect(usage.outputTokens).toBeGreaterThan(0);
  });
});

describe("what Gemini is sent", () => {
  it("is accepted by a server as strict as Gemini, and priced", async () => {
    const { provider } = setUp();
    const outcome = await provider.judge(judgeRequest(SHORT_CALL));
    expect(outcome).toMatchObject({ ok: true, judgement: { auto_fails: [] } });
    expect(outcome.ok && outcome.costUsd).toBeGreaterThan(0);
  });

  it("has the key in its header alone, and the marks after their reasons", async () => {
    const { provider, server } = setUp();
    await provider.judge(judgeRequest(SHORT_CALL));
    const sent = server.received[0];
    expect(sent?.headers["x-goog-api-key"]).toBe(API_KEY);
    expect(sent?.url).not.toContain(API_KEY);
    expect(sent?.url).not.toContain("?");
    expect(JSON.stringify(sent?.body)).not.toContain(API_KEY);
    expect(sent?.body).toMatchObject({
      generationConfig: {
        maxOutputTokens: 8192,
        thinkingConfig: { thinkingLevel: "minimal" },
        responseMimeType: "application/json",
        responseJsonSchema: {
          properties: {
            criteria: {
              properties: {
                greeting: { required: ["applies", "evidence", "rationale", "mark"] },
                compliance: {
                  properties: { mark: { type: "string", enum: ["1", "2", "3", "4", "5"] } },
                },
              },
            },
          },
        },
      },
    });
  });

  it("has twice the room when the answer before it was cut off, and no more otherwise", async () => {
    const { provider, server } = setUp({ turns: ["max_tokens"] });
    const first = await provider.judge(judgeRequest(SHORT_CALL));
    const message = first.ok ? "" : first.failure.message;
    await provider.judge(judgeRequest(SHORT_CALL, message));
    await provider.judge(judgeRequest(SHORT_CALL, "Your answer was cut off before its end."));
    await provider.judge(judgeRequest(SHORT_CALL, "A quote was not found."));
    expect(server.received.map(({ body }) => body)).toMatchObject([
      { generationConfig: { maxOutputTokens: 8192 } },
      { generationConfig: { maxOutputTokens: 16_384 } },
      { generationConfig: { maxOutputTokens: 16_384 } },
      { generationConfig: { maxOutputTokens: 8192 } },
    ]);
  });

  it("is reported as switched off for a model that is", async () => {
    const { provider } = setUp({}, "gemini-2.0-flash-lite");
    const outcome = await provider.judge(judgeRequest(SHORT_CALL));
    expect(outcome).toMatchObject({ ok: false, failure: { kind: "auth" } });
  });
});
