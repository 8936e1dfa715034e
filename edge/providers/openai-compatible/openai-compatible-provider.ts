import type { ModelJudgeSettings } from "#shared/contracts/scoring-settings.ts";

import { createModelProvider, type ModelProviderDeps } from "../model-provider.ts";
import { configuredFacts } from "../model-settings.ts";
import type { ProviderKeys } from "../provider-keys.ts";
import type { Provider } from "../provider.ts";
import { chatPost } from "./chat-request.ts";
import { readChatAnswer } from "./chat-response.ts";
import { chatServiceFor } from "./chat-service.ts";

/**
 * An answer takes about 3,000 tokens with reasoning. Groq counts the whole allowance against the minute's tokens before
 * it starts, so more room for the answer leaves less for the transcript.
 */
const ANSWER_TOKENS = 4096;

/** Groq, OpenAI, OpenRouter, vLLM, Ollama, AI Gateway: whatever speaks chat completions at the base URL. */
export function createOpenAiCompatibleProvider(
  settings: ModelJudgeSettings,
  keys: ProviderKeys,
  deps: ModelProviderDeps,
): Provider {
  const connection = {
    baseUrl: settings.base_url,
    model: settings.model,
    apiKey: keys.openAiCompatible,
    gatewayToken: keys.aiGateway,
  };
  const service = chatServiceFor(connection.baseUrl, connection.model);
  return createModelProvider(
    {
      name: "openai-compatible",
      model: connection.model,
      ...configuredFacts(service.catalogue, settings),
      answerTokens: ANSWER_TOKENS,
      countsAnswerAs: "allowed",
      post: (prompt, request, answerTokens) =>
        chatPost(connection, service, prompt, request, answerTokens),
      read: (answer) => readChatAnswer(answer, service, deps.now()),
    },
    deps,
  );
}
