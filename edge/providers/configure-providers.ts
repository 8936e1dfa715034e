import type { JudgeSettings, ScoringSettings } from "#shared/contracts/scoring-settings.ts";

import { createGeminiProvider } from "./gemini/gemini-provider.ts";
import { canBeAsked } from "./limited-judge.ts";
import type { ModelProviderDeps } from "./model-provider.ts";
import { createOpenAiCompatibleProvider } from "./openai-compatible/openai-compatible-provider.ts";
import type { ProviderKeys } from "./provider-keys.ts";
import type { Provider } from "./provider.ts";
import { createRulesProvider } from "./rules/rules-provider.ts";

/**
 * The judges of this deployment, in the order of the settings. One whose key is not set is left out; the result may be
 * empty, and the ledger then leaves its jobs alone.
 */
export function configureProviders(
  settings: ScoringSettings,
  keys: ProviderKeys,
  deps: ModelProviderDeps,
): Provider[] {
  return settings.providers
    .filter((judge) => canBeAsked(judge, keys))
    .map((judge) => createProvider(judge, keys, deps));
}

/** One judge of the settings. Without its key a model refuses every request. */
export function createProvider(
  judge: JudgeSettings,
  keys: ProviderKeys,
  deps: ModelProviderDeps,
): Provider {
  switch (judge.provider) {
    case "gemini":
      return createGeminiProvider(judge, keys, deps);
    case "openai-compatible":
      return createOpenAiCompatibleProvider(judge, keys, deps);
    case "rules":
      return createRulesProvider(deps.now);
  }
}
