import type { ModelJudgeSettings } from "#shared/contracts/scoring-settings.ts";

import { createModelProvider, type ModelProviderDeps } from "../model-provider.ts";
import { configuredFacts } from "../model-settings.ts";
import type { ProviderKeys } from "../provider-keys.ts";
import type { Provider } from "../provider.ts";
import { geminiPost } from "./gemini-request.ts";
import { readGeminiAnswer } from "./gemini-response.ts";

/** An answer takes about 2,000 tokens; thinking comes out of the same budget and has eaten smaller ones. */
const ANSWER_TOKENS = 8192;

/** Gemini by its own REST interface. Without a key every request is refused. */
export function createGeminiProvider(
  settings: ModelJudgeSettings,
  keys: ProviderKeys,
  deps: ModelProviderDeps,
): Provider {
  const connection = {
    baseUrl: settings.base_url,
    model: settings.model,
    apiKey: keys.gemini ?? "",
    gatewayToken: keys.aiGateway,
  };
  return createModelProvider(
    {
      name: "gemini",
      model: settings.model,
      ...configuredFacts("gemini", settings),
      answerTokens: ANSWER_TOKENS,
      countsAnswerAs: "produced",
      post: (prompt, request, answerTokens) =>
        geminiPost(connection, prompt, request, answerTokens),
      read: (answer) => readGeminiAnswer(answer, deps.now()),
    },
    deps,
  );
}
