import type { Settings } from "../env.ts";
import type { Provider, ProviderName } from "./provider.ts";
import { createRulesProvider } from "./rules/rules-provider.ts";

export type ProviderDeps = {
  fetch: typeof fetch;
  /** Epoch milliseconds. */
  now: () => number;
};

/**
 * The judges of this deployment, in the configured order. One whose key is not set is left out; the result may be empty,
 * and the ledger then holds its jobs.
 */
export function configureProviders(settings: Settings, deps: ProviderDeps): Provider[] {
  const create: Record<ProviderName, () => Provider | null> = {
    gemini: () => null,
    "openai-compatible": () => null,
    rules: () => createRulesProvider(deps.now),
  };
  return [...new Set(settings.SCORING_PROVIDERS)]
    .map((name) => create[name]())
    .filter((provider) => provider !== null);
}
