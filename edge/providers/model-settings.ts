import type { ModelJudgeSettings } from "#shared/contracts/scoring-settings.ts";

import { type CataloguedService, modelFacts, type ModelFacts } from "./catalogue.ts";
import { LIMIT_NAMES, type LimitName } from "./provider.ts";

const LIMIT_SETTINGS = {
  requestsPerMinute: "requests_per_minute",
  requestsPerDay: "requests_per_day",
  tokensPerMinute: "tokens_per_minute",
  tokensPerDay: "tokens_per_day",
} as const satisfies Record<LimitName, keyof ModelJudgeSettings["limits"]>;

/** What is known of a model once the settings have had their say, and which limits are theirs. */
export function configuredFacts(
  service: CataloguedService | null,
  settings: ModelJudgeSettings,
): { facts: ModelFacts; limitsSet: LimitName[] } {
  const known = modelFacts(service, settings.model);
  const limits = { ...known.limits };
  const limitsSet: LimitName[] = [];
  for (const name of LIMIT_NAMES) {
    const set = settings.limits[LIMIT_SETTINGS[name]];
    if (set === undefined) continue;
    limits[name] = set;
    if (set !== null) limitsSet.push(name);
  }
  const { prices } = settings;
  return {
    facts: {
      ...known,
      limits: { ...limits, dayTimeZone: settings.day_time_zone ?? known.limits.dayTimeZone },
      contextTokens: settings.context_tokens ?? known.contextTokens,
      usdPerMillionInputTokens:
        prices?.usd_per_million_input_tokens ?? known.usdPerMillionInputTokens,
      usdPerMillionOutputTokens:
        prices?.usd_per_million_output_tokens ?? known.usdPerMillionOutputTokens,
    },
    limitsSet,
  };
}
