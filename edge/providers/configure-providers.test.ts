import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

import { type Env, providerKeys } from "../env.ts";
import { environmentSettings } from "../settings/environment-settings.ts";
import { createProviderServer } from "../testing/provider-server/provider-server.ts";
import { configureProviders } from "./configure-providers.ts";
import { judgeRequest, SHORT_CALL } from "./testing/judge-request.ts";

const server = createProviderServer();
const deps = { fetch: server.fetch, now: Date.now, timeoutMs: 1000 };

/** The judges of the Worker's own variables, with these changed. */
function configured(change: Partial<Env>) {
  const changed = { ...env, ...change };
  const checked = environmentSettings(changed);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return configureProviders(checked.settings, providerKeys(changed), deps);
}

describe("configureProviders", () => {
  it("leaves out a provider without its key, down to none at all", () => {
    expect(configured({})).toEqual([]);
    const onlyGroq = configured({ GROQ_API_KEY: "groq-test-key" });
    expect(onlyGroq.map(({ name }) => name)).toEqual(["openai-compatible"]);
  });

  it("keeps the configured order, each provider once", () => {
    const providers = configured({
      SCORING_PROVIDERS: "rules, openai-compatible, gemini, rules",
      GEMINI_API_KEY: "gemini-test-key",
      GROQ_API_KEY: "groq-test-key",
    });
    expect(providers.map(({ name }) => name)).toEqual(["rules", "openai-compatible", "gemini"]);
  });

  it("uses the rules only where they are named", () => {
    const [rules] = configured({ SCORING_PROVIDERS: "rules" });
    expect(rules).toMatchObject({ name: "rules", promptVersion: "rules-1" });
  });

  it("gives judges that judge", async () => {
    const providers = configured({
      SCORING_PROVIDERS: "gemini,openai-compatible,rules",
      GEMINI_API_KEY: "gemini-test-key",
      GROQ_API_KEY: "groq-test-key",
    });
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
