import { gatewayHeaders } from "../http/ai-gateway.ts";
import type { JsonPost } from "../http/post-json.ts";
import type { JudgePrompt } from "../prompts/judge-prompts.ts";
import type { JudgeRequest } from "../provider.ts";
import type { ChatService } from "./chat-service.ts";

export type ChatConnection = {
  baseUrl: string;
  model: string;
  /** Null for a server of one's own that asks for none. */
  apiKey: string | null;
  /** For an AI Gateway that asks for one. */
  gatewayToken: string | null;
};

/** A `chat/completions` request with a JSON schema for its answer. */
export function chatPost(
  connection: ChatConnection,
  service: ChatService,
  prompt: JudgePrompt,
  request: JudgeRequest,
  answerTokens: number,
): JsonPost {
  return {
    url: `${connection.baseUrl.replace(/\/+$/, "")}/chat/completions`,
    headers: {
      ...(connection.apiKey === null ? {} : { authorization: `Bearer ${connection.apiKey}` }),
      ...gatewayHeaders(connection.baseUrl, connection.gatewayToken),
    },
    body: {
      model: connection.model,
      messages: [
        { role: "system", content: prompt.systemPrompt(request.scorecard) },
        { role: "user", content: prompt.transcriptMessage(request.segments, request.correction) },
      ],
      response_format: {
        type: "json_schema",
        json_schema: {
          name: "call_judgement",
          strict: service.strictSchema,
          schema: prompt.answerSchema(request.scorecard),
        },
      },
      [service.maxTokensField]: answerTokens,
      ...(service.reasoningEffort === null ? {} : { reasoning_effort: service.reasoningEffort }),
    },
  };
}
