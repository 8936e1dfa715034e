import { describe, expect, it } from "vitest";

import { HARMLESS_ANSWER_FAULTS, type Fault } from "../../testing/provider-server/faults.ts";
import {
  createProviderServer,
  type ProviderScenario,
} from "../../testing/provider-server/provider-server.ts";
import type { FailureKind } from "../provider.ts";
import { judgeRequest, SHORT_CALL } from "../testing/judge-request.ts";
import { createOpenAiCompatibleProvider } from "./openai-compatible-provider.ts";

const API_KEY = "gsk_secret-key-1234567890";
const GROQ = "https://api.groq.com/openai/v1";

function setUp(scenario: ProviderScenario = {}, baseUrl = GROQ, model = "openai/gpt-oss-120b") {
  const server = createProviderServer({ chatApiKey: API_KEY, ...scenario });
  const provider = createOpenAiCompatibleProvider(
    { provider: "openai-compatible", base_url: baseUrl, model, limits: {} },
    { gemini: null, openAiCompatible: API_KEY, aiGateway: "gateway-token" },
    { fetch: server.fetch, now: Date.now, timeoutMs: 250 },
  );
  return { server, provider };
}

const FAILURES: readonly (readonly [Fault, FailureKind])[] = [
  ["tokens_per_minute", "minute_limit"],
  ["limit_without_details", "minute_limit"],
  ["tokens_per_day", "day_limit"],
  ["requests_per_day_by_header", "day_limit"],
  ["country", "geo_block"],
  ["bad_key", "auth"],
  ["forbidden", "auth"],
  ["no_credit", "auth"],
  ["unknown_model", "auth"],
  ["redirect", "auth"],
  ["invalid_request", "our_bug"],
  ["unprocessable", "our_bug"],
  ["request_too_large", "too_large"],
  ["context_too_long", "too_large"],
  ["content_filter", "blocked"],
  ["refusal", "blocked"],
  ["length", "truncated"],
  ["json_validate_cut_off", "truncated"],
  ["json_validate_failed", "malformed"],
  ["json_of_another_shape", "wrong_schema"],
  ["no_choices", "malformed"],
  ["null_content", "malformed"],
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
  ["capacity", "overload"],
  ["error_in_200", "overload"],
  ["overloaded", "overload"],
  ["server_error", "overload"],
  ["connection_refused", "overload"],
  ["reset_in_body", "overload"],
  ["gateway_timeout", "timeout"],
  ["hang", "timeout"],
  ["hang_in_body", "timeout"],
];

describe("what a chat service answers badly", () => {
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

  it("waits as long as the retry-after header asks", async () => {
    const { provider } = setUp({ turns: ["tokens_per_minute"] });
    const outcome = await provider.judge(judgeRequest(SHORT_CALL));
    expect(outcome).toMatchObject({ failure: { retryAfterMs: 7000 } });
  });

  it("is too large for a minute's tokens before anything runs, as Groq's free tier has it", async () => {
    const { provider } = setUp({ tokensPerMinute: 4000 });
    const outcome = await provider.judge(judgeRequest(SHORT_CALL));
    expect(outcome).toMatchObject({ ok: false, failure: { kind: "too_large" } });
  });
});

describe("what a chat service is sent", () => {
  it("is accepted by a server as strict as Groq, and priced", async () => {
    const { provider } = setUp();
    const outcome = await provider.judge(judgeRequest(SHORT_CALL));
    expect(outcome.ok && outcome.costUsd).toBeGreaterThan(0);
  });

  it("has the key in its header alone, and Groq's own fields", async () => {
    const { provider, server } = setUp();
    await provider.judge(judgeRequest(SHORT_CALL));
    const sent = server.received[0];
    expect(sent?.headers["authorization"]).toBe(`Bearer ${API_KEY}`);
    expect(sent?.url).toBe(`${GROQ}/chat/completions`);
    expect(JSON.stringify(sent?.body)).not.toContain(API_KEY);
    expect(sent?.body).toMatchObject({
      max_completion_tokens: 4096,
      reasoning_effort: "low",
      response_format: { type: "json_schema", json_schema: { strict: true } },
    });
  });

  it("has plain field names and no price for a service that is not known", async () => {
    const { provider, server } = setUp({}, "http://localhost:11434/v1/");
    const outcome = await provider.judge(judgeRequest(SHORT_CALL));
    expect(outcome).toMatchObject({ ok: true, costUsd: 0 });
    expect(provider.limits.requestsPerDay).toBeNull();
    expect(server.received[0]?.url).toBe("http://localhost:11434/v1/chat/completions");
    expect(server.received[0]?.body).toMatchObject({ max_tokens: 4096 });
    expect(server.received[0]?.body).not.toHaveProperty("reasoning_effort");
  });

  it("asks Groq's other models to follow the schema without constraining them", async () => {
    const { provider, server } = setUp({}, GROQ, "qwen/qwen3.6-27b");
    expect(await provider.judge(judgeRequest(SHORT_CALL))).toMatchObject({ ok: true });
    expect(server.received[0]?.body).toMatchObject({
      response_format: { json_schema: { strict: false } },
    });
  });
});
