import type { JudgeSettings } from "#shared/contracts/scoring-settings.ts";

import { configuredFacts } from "./model-settings.ts";
import { chatServiceFor } from "./openai-compatible/chat-service.ts";
import type { ProviderKeys } from "./provider-keys.ts";
import type { Provider } from "./provider.ts";
import { createRulesProvider } from "./rules/rules-provider.ts";

/** Name, model and limits of a judge as the settings have it, whether or not there is a key for it. */
export function limitedJudge(
  judge: JudgeSettings,
): Pick<Provider, "name" | "model" | "limits" | "limitsSet"> {
  if (judge.provider === "rules") return createRulesProvider(() => 0);
  const service =
    judge.provider === "gemini" ? "gemini" : chatServiceFor(judge.base_url, judge.model).catalogue;
  const { facts, limitsSet } = configuredFacts(service, judge);
  return { name: judge.provider, model: judge.model, limits: facts.limits, limitsSet };
}

/** Whether a judge can be asked: its key is set, or it needs none. */
export function canBeAsked(judge: JudgeSettings, keys: ProviderKeys): boolean {
  switch (judge.provider) {
    case "rules":
      return true;
    case "gemini":
      return keys.gemini !== null;
    case "openai-compatible":
      // a server on this machine or a private network, which plain http is for, may need none
      return keys.openAiCompatible !== null || judge.base_url.startsWith("http:");
  }
}
