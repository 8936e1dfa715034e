import { modelFacts } from "../catalogue.ts";
import { createModelProvider, type ModelProviderDeps } from "../model-provider.ts";
import type { Provider } from "../provider.ts";
import { type GeminiConnection, geminiPost } from "./gemini-request.ts";
import { readGeminiAnswer } from "./gemini-response.ts";

/** An answer takes about 2,000 tokens; thinking comes out of the same budget and has eaten smaller ones. */
const ANSWER_TOKENS = 8192;

/** Gemini by its own REST interface. */
export function createGeminiProvider(
  connection: GeminiConnection,
  deps: ModelProviderDeps,
): Provider {
  return createModelProvider(
    {
      name: "gemini",
      model: connection.model,
      facts: modelFacts("gemini", connection.model),
      answerTokens: ANSWER_TOKENS,
      countsAnswerAs: "produced",
      post: (request, answerTokens) => geminiPost(connection, request, answerTokens),
      read: (answer) => readGeminiAnswer(answer, deps.now()),
    },
    deps,
  );
}
