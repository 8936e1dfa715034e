import { describe, expect, it } from "vitest";

import { type Settings, settingsSchema } from "../env.ts";
import { createProviderServer } from "../testing/provider-server/provider-server.ts";
import { configureProviders } from "./configure-providers.ts";
import { judgeRequest, SHORT_CALL } from "./testing/judge-request.ts";

function settings(change: Partial<Record<keyof Settings, string>>): Settings {
  return settingsSchema.parse({
    SCORING_PROVIDERS: "gemini,openai-compatible",
    GEMINI_MODEL: "gemini-3.5-flash-lite",
    GEMINI_BASE_URL: "https://generativelanguage.googleapis.com",
    OPENAI_COMPATIBLE_MODEL: "openai/gpt-oss-120b",
    OPENAI_COMPATIBLE_BASE_URL: "https://api.groq.com/openai/v1",
    ...change,
  });
}

const server = createProviderServer();
const deps = { fetch: server.fetch, now: Date.now };

describe("configureProviders", () => {
  it("leaves out a provider without its key, down to none at all", () => {
    expect(configureProviders(settings({}), deps)).toEqual([]);
    const onlyGroq = configureProviders(settings({ GROQ_API_KEY: "groq-test-key" }), deps);
    expect(onlyGroq.map(({ name }) => name)).toEqual(["openai-compatible"]);
  });

  it("keeps the configured order, each provider once", () => {
    const providers = configureProviders(
      settings({
        SCORING_PROVIDERS: "rules, openai-compatible, gemini, rules",
        GEMINI_API_KEY: "gemini-test-key",
        GROQ_API_KEY: "groq-test-key",
      }),
      deps,
    );
    expect(providers.map(({ name }) => name)).toEqual(["rules", "openai-compatible", "gemini"]);
  });

  it("uses the rules only where they are named", () => {
    const [rules] = configureProviders(settings({ SCORING_PROVIDERS: "rules" }), deps);
    expect(rules).toMatchObject({ name: "rules", promptVersion: "rules-1" });
  });

  it("gives judges that judge", async () => {
    const providers = configureProviders(
      settings({
        SCORING_PROVIDERS: "gemini,openai-compatible,rules",
        GEMINI_API_KEY: "gemini-test-key",
        GROQ_API_KEY: "groq-test-key",
      }),
      deps,
    );
    const request = judgeRequest(SHORT_CALL);
    const outcomes = await Promise.all(providers.map((provider) => provider.judge(request)));
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(providers.map((provider) => provider.estimateTokens(request) > 0)).toEqual([
      true,
      true,
      false,
    ]);
  });
});
