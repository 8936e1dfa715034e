import type { Settings } from "../env.ts";
import { createGeminiProvider } from "./gemini/gemini-provider.ts";
import { createOpenAiCompatibleProvider } from "./openai-compatible/openai-compatible-provider.ts";
import type { Provider, ProviderName } from "./provider.ts";
import { createRulesProvider } from "./rules/rules-provider.ts";

export type ProviderDeps = {
  fetch: typeof fetch;
  /** Epoch milliseconds. */
  now: () => number;
  /** Default 60 seconds. */
  timeoutMs?: number;
};

/** Well inside a job's lease of minutes; answers take two to twenty seconds. */
const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * The judges of this deployment, in the configured order. One whose key is not set is left out; the result may be empty,
 * and the ledger then holds its jobs.
 */
export function configureProviders(settings: Settings, deps: ProviderDeps): Provider[] {
  const modelDeps = { ...deps, timeoutMs: deps.timeoutMs ?? DEFAULT_TIMEOUT_MS };
  const { GEMINI_API_KEY: geminiKey, GROQ_API_KEY: chatKey } = settings;
  const create: Record<ProviderName, () => Provider | null> = {
    gemini: () =>
      geminiKey === null
        ? null
        : createGeminiProvider(
            {
              baseUrl: settings.GEMINI_BASE_URL,
              model: settings.GEMINI_MODEL,
              apiKey: geminiKey,
            },
            modelDeps,
          ),
    "openai-compatible": () =>
      chatKey === null
        ? null
        : createOpenAiCompatibleProvider(
            {
              baseUrl: settings.OPENAI_COMPATIBLE_BASE_URL,
              model: settings.OPENAI_COMPATIBLE_MODEL,
              apiKey: chatKey,
            },
            modelDeps,
          ),
    rules: () => createRulesProvider(deps.now),
  };
  return [...new Set(settings.SCORING_PROVIDERS)]
    .map((name) => create[name]())
    .filter((provider) => provider !== null);
}
