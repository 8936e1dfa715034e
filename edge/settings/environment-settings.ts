import { checkScoringSettings, type CheckedSettings } from "#shared/contracts/scoring-settings.ts";

import type { Env } from "../env.ts";

/** The judges as the Worker's variables name them (wrangler.toml): what holds while no setting is stored. */
export function environmentSettings(env: Env): CheckedSettings {
  const names = String(env.SCORING_PROVIDERS ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  return checkScoringSettings({
    providers: [...new Set(names)].map((provider) => judgeNamed(provider, env)),
  });
}

function judgeNamed(provider: string, env: Env): unknown {
  switch (provider) {
    case "gemini":
      return { provider, model: env.GEMINI_MODEL, base_url: env.GEMINI_BASE_URL };
    case "openai-compatible":
      return {
        provider,
        model: env.OPENAI_COMPATIBLE_MODEL,
        base_url: env.OPENAI_COMPATIBLE_BASE_URL,
      };
    default:
      return { provider };
  }
}
