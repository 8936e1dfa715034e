import type { ProviderLimits, Usage } from "./provider.ts";

/** The services whose prices and limits are known. The same model id costs differently elsewhere. */
export type CataloguedService = "gemini" | "groq";

export type ModelFacts = {
  usdPerMillionInputTokens: number;
  /** Thinking tokens are billed as output. */
  usdPerMillionOutputTokens: number;
  limits: ProviderLimits;
  /** Question and answer together; null where unknown. */
  contextTokens: number | null;
  /** What a person should know about these figures. */
  note: string;
};

/**
 * Checked on 22 November 2026. Prices are list prices. Limits are those of the free tiers as users report them, which are
 * safe to start with: neither service publishes them per account, and a paid account's are higher.
 */
const CATALOGUE: Readonly<Record<CataloguedService, Readonly<Record<string, ModelFacts>>>> = {
  gemini: {
    "gemini-3.5-flash-lite": {
      usdPerMillionInputTokens: 0.3,
      usdPerMillionOutputTokens: 2.5,
      limits: {
        requestsPerMinute: 15,
        requestsPerDay: 500,
        tokensPerMinute: 250_000,
        tokensPerDay: null,
        dayTimeZone: "America/Los_Angeles",
      },
      contextTokens: 1_048_576,
      note: "Free-tier limits. Real calls need a billed project: unpaid content may be read and learned from.",
    },
    "gemini-3.1-flash-lite": {
      usdPerMillionInputTokens: 0.25,
      usdPerMillionOutputTokens: 1.5,
      limits: {
        requestsPerMinute: 15,
        requestsPerDay: 500,
        tokensPerMinute: 250_000,
        tokensPerDay: null,
        dayTimeZone: "America/Los_Angeles",
      },
      contextTokens: 1_048_576,
      note: "Switched off on 7 May 2027.",
    },
  },
  groq: {
    "openai/gpt-oss-120b": {
      usdPerMillionInputTokens: 0.15,
      usdPerMillionOutputTokens: 0.6,
      limits: {
        requestsPerMinute: 30,
        requestsPerDay: 1000,
        tokensPerMinute: 8000,
        tokensPerDay: 200_000,
        dayTimeZone: "UTC",
      },
      contextTokens: 131_072,
      note: "Free-tier limits: about one short call a minute, long calls refused. The developer tier has 250,000 tokens a minute.",
    },
    "openai/gpt-oss-20b": {
      usdPerMillionInputTokens: 0.075,
      usdPerMillionOutputTokens: 0.3,
      limits: {
        requestsPerMinute: 30,
        requestsPerDay: 1000,
        tokensPerMinute: 8000,
        tokensPerDay: 200_000,
        dayTimeZone: "UTC",
      },
      contextTokens: 131_072,
      note: "Free-tier limits, as for the larger model.",
    },
  },
};

const DAY_TIME_ZONES: Readonly<Record<CataloguedService, string>> = {
  gemini: "America/Los_Angeles",
  groq: "UTC",
};

/** Price and limits of a model; for one that is not in the catalogue no limits, and a cost of 0 that means "unknown". */
export function modelFacts(service: CataloguedService | null, model: string): ModelFacts {
  const known = service === null ? undefined : CATALOGUE[service][model];
  return (
    known ?? {
      usdPerMillionInputTokens: 0,
      usdPerMillionOutputTokens: 0,
      limits: {
        requestsPerMinute: null,
        requestsPerDay: null,
        tokensPerMinute: null,
        tokensPerDay: null,
        dayTimeZone: service === null ? "UTC" : DAY_TIME_ZONES[service],
      },
      contextTokens: null,
      note: "Not in the catalogue: limits are learned from refusals, and costs are shown as 0.",
    }
  );
}

/** What a request cost, in US dollars at list price. */
export function costUsd(facts: ModelFacts, usage: Usage): number {
  return (
    (usage.inputTokens * facts.usdPerMillionInputTokens +
      usage.outputTokens * facts.usdPerMillionOutputTokens) /
    1_000_000
  );
}
