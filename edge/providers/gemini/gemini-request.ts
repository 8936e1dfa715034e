import { gatewayHeaders } from "../http/ai-gateway.ts";
import type { JsonPost } from "../http/post-json.ts";
import type { JudgePrompt } from "../prompts/judge-prompts.ts";
import type { JudgeRequest } from "../provider.ts";

export type GeminiConnection = {
  baseUrl: string;
  model: string;
  apiKey: string;
  /** For an AI Gateway that asks for one. */
  gatewayToken: string | null;
};

/** Models on which thinking can be turned down to a minimum; on others the field is left out. */
const TAKES_MINIMAL_THINKING = /^gemini-3\.\d+-flash-lite/;

/**
 * A `generateContent` request. Sampling is not set: these models ignore temperature and are announced to refuse it.
 */
export function geminiPost(
  connection: GeminiConnection,
  prompt: JudgePrompt,
  request: JudgeRequest,
  answerTokens: number,
): JsonPost {
  const { model, apiKey } = connection;
  const baseUrl = connection.baseUrl.replace(/\/+$/, "");
  return {
    url: `${baseUrl}/v1beta/models/${encodeURIComponent(model)}:generateContent`,
    headers: {
      "x-goog-api-key": apiKey,
      ...gatewayHeaders(connection.baseUrl, connection.gatewayToken),
    },
    body: {
      systemInstruction: { parts: [{ text: prompt.systemPrompt(request.scorecard) }] },
      contents: [
        {
          role: "user",
          parts: [{ text: prompt.transcriptMessage(request.segments, request.correction) }],
        },
      ],
      generationConfig: {
        responseMimeType: "application/json",
        responseJsonSchema: prompt.answerSchema(request.scorecard),
        maxOutputTokens: answerTokens,
        ...(TAKES_MINIMAL_THINKING.test(model)
          ? { thinkingConfig: { thinkingLevel: "minimal" } }
          : {}),
      },
    },
  };
}
