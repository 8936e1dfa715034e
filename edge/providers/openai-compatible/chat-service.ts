import type { CataloguedService } from "../catalogue.ts";
import { gatewayService } from "../http/ai-gateway.ts";

/** What differs between services that speak the chat-completions interface. */
export type ChatService = {
  catalogue: CataloguedService | null;
  maxTokensField: "max_tokens" | "max_completion_tokens";
  /** Sent only where the service and the model know it. */
  reasoningEffort: "low" | null;
  /** Whether the model's answers can be constrained to the schema, rather than asked to follow it. */
  strictSchema: boolean;
  /** What `x-ratelimit-remaining-requests` counts. */
  requestsHeaderCounts: "day" | "minute";
};

const GPT_OSS = /^openai\/gpt-oss-/;

/** The service behind a base URL; one that is not known is taken to follow OpenAI's older field names. */
export function chatServiceFor(baseUrl: string, model: string): ChatService {
  const service = serviceBehind(baseUrl);
  if (service === "groq") {
    const isGptOss = GPT_OSS.test(model);
    return {
      catalogue: "groq",
      maxTokensField: "max_completion_tokens",
      reasoningEffort: isGptOss ? "low" : null,
      strictSchema: isGptOss,
      requestsHeaderCounts: "day",
    };
  }
  return {
    catalogue: null,
    maxTokensField: service === "openai" ? "max_completion_tokens" : "max_tokens",
    reasoningEffort: null,
    strictSchema: true,
    requestsHeaderCounts: "minute",
  };
}

/** By its own host, or by the part of an AI Gateway's path that names it. */
function serviceBehind(baseUrl: string): string {
  const gateway = gatewayService(baseUrl);
  if (gateway !== null) return gateway;
  const { hostname } = new URL(baseUrl);
  if (hostname === "api.groq.com") return "groq";
  return hostname === "api.openai.com" ? "openai" : "unknown";
}
