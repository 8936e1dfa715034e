import { modelFacts } from "../catalogue.ts";
import { createModelProvider, type ModelProviderDeps } from "../model-provider.ts";
import type { Provider } from "../provider.ts";
import { type ChatConnection, chatPost } from "./chat-request.ts";
import { readChatAnswer } from "./chat-response.ts";
import { chatServiceFor } from "./chat-service.ts";

/**
 * An answer takes about 3,000 tokens with reasoning. Groq counts the whole allowance against the minute's tokens before
 * it starts, so more room for the answer leaves less for the transcript.
 */
const ANSWER_TOKENS = 4096;

/** Groq, OpenAI, OpenRouter, vLLM, Ollama, AI Gateway: whatever speaks chat completions at the base URL. */
export function createOpenAiCompatibleProvider(
  connection: ChatConnection,
  deps: ModelProviderDeps,
): Provider {
  const service = chatServiceFor(connection.baseUrl, connection.model);
  return createModelProvider(
    {
      name: "openai-compatible",
      model: connection.model,
      facts: modelFacts(service.catalogue, connection.model),
      answerTokens: ANSWER_TOKENS,
      countsAnswerAs: "allowed",
      post: (request, answerTokens) => chatPost(connection, service, request, answerTokens),
      read: (answer) => readChatAnswer(answer, service, deps.now()),
    },
    deps,
  );
}
