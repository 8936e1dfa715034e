import { describe, expect, test } from "vitest";

import { createProviderServer } from "../../testing/provider-server/provider-server.ts";
import { createGeminiProvider } from "../gemini/gemini-provider.ts";
import { createOpenAiCompatibleProvider } from "../openai-compatible/openai-compatible-provider.ts";
import type { ProviderKeys } from "../provider-keys.ts";
import { judgeRequest, SHORT_CALL } from "../testing/judge-request.ts";

const GATEWAY = "https://gateway.ai.cloudflare.com/v1/0a1b2c/nightshift";
const KEYS: ProviderKeys = {
  gemini: "gemini-test-key",
  openAiCompatible: "groq-test-key",
  aiGateway: "token",
};

/** What was sent to the provider at a base URL, after an answer that it accepted. */
async function sentTo(provider: "gemini" | "openai-compatible", baseUrl: string, keys = KEYS) {
  const server = createProviderServer();
  const deps = { fetch: server.fetch, now: Date.now, timeoutMs: 1000 };
  const settings = { base_url: baseUrl, limits: {} };
  const judge =
    provider === "gemini"
      ? createGeminiProvider({ ...settings, provider, model: "gemini-3.5-flash-lite" }, keys, deps)
      : createOpenAiCompatibleProvider(
          { ...settings, provider, model: "openai/gpt-oss-120b" },
          keys,
          deps,
        );
  // the path before the service's own is the gateway's; the stand-in does not know it
  const outcome = await judge.judge(judgeRequest(SHORT_CALL));
  return { judge, outcome, request: server.received[0] };
}

describe("through an AI Gateway", () => {
  test("Groq is still Groq, and bodies stay out of the gateway's logs and cache", async () => {
    const { judge, outcome, request } = await sentTo("openai-compatible", `${GATEWAY}/groq`);
    expect(outcome.ok && outcome.costUsd).toBeGreaterThan(0);
    expect(judge.limits.tokensPerMinute).toBe(8000);
    expect(request?.url).toBe(`${GATEWAY}/groq/chat/completions`);
    expect(request?.headers).toMatchObject({
      authorization: "Bearer groq-test-key",
      "cf-aig-authorization": "Bearer token",
      "cf-aig-collect-log-payload": "false",
      "cf-aig-skip-cache": "true",
    });
  });

  test("Gemini is asked below the gateway's path for it", async () => {
    const { request } = await sentTo("gemini", `${GATEWAY}/google-ai-studio/`);
    expect(request?.url).toBe(
      `${GATEWAY}/google-ai-studio/v1beta/models/gemini-3.5-flash-lite:generateContent`,
    );
    expect(request?.headers).toMatchObject({
      "x-goog-api-key": "gemini-test-key",
      "cf-aig-collect-log-payload": "false",
    });
  });

  test("a gateway that asks for no token is sent none", async () => {
    const { request } = await sentTo("openai-compatible", `${GATEWAY}/groq`, {
      ...KEYS,
      aiGateway: null,
    });
    expect(request?.headers).not.toHaveProperty("cf-aig-authorization");
  });
});

test("without a gateway its token and headers go nowhere", async () => {
  const { request } = await sentTo("openai-compatible", "https://api.groq.com/openai/v1");
  expect(Object.keys(request?.headers ?? {}).filter((name) => name.startsWith("cf-"))).toEqual([]);
});
