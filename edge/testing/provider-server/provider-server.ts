import { Hono } from "hono";

import { answerAsChatService, chatServerError } from "./chat-wire.ts";
import {
  CHAT_FAULTS,
  GEMINI_FAULTS,
  isOneOf,
  TRANSPORT_FAULTS,
  type TransportFault,
  type Turn,
} from "./faults.ts";
import { answerAsGemini, geminiServerError } from "./gemini-wire.ts";
import { transportFault } from "./transport-faults.ts";

export type ProviderScenario = {
  geminiApiKey?: string;
  chatApiKey?: string;
  /** How the first requests are answered, in order; all further ones as `afterwards` says. */
  turns?: readonly Turn[];
  /** Default `good`. */
  afterwards?: Turn;
  /** Groq's limit; a request that asks for more is refused with 413. Default 250,000. */
  tokensPerMinute?: number;
  /** What Groq's headers count down from, whoever asks. Default 1,000. */
  requestsPerDay?: number;
  /** How long a `slow` answer takes. Default 100. */
  slowMs?: number;
};

export type ReceivedRequest = {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: unknown;
};

export type ProviderServer = {
  /** To be injected in place of the platform's fetch. */
  fetch: typeof fetch;
  /** Every request, in order of arrival. */
  received: readonly ReceivedRequest[];
  /** Adds turns after those not played yet. */
  play(...turns: readonly Turn[]): void;
};

const GEMINI_MODELS = ["gemini-3.5-flash-lite", "gemini-3.1-flash-lite"];
const CHAT_MODELS = ["openai/gpt-oss-120b", "openai/gpt-oss-20b", "qwen/qwen3.6-27b"];

function isTransportFault(turn: Turn): turn is Exclude<TransportFault, "slow"> {
  return turn !== "slow" && isOneOf(TRANSPORT_FAULTS, turn);
}

/** What was sent; undefined, which no schema accepts, where it is not JSON. */
async function sentJson(request: { json: () => Promise<unknown> }): Promise<unknown> {
  return request.json().catch(() => undefined);
}

/** A turn that only the other wire can play is a mistake in the test that wrote it. */
function assertPlayable(turn: Turn, own: readonly string[], other: readonly string[]): void {
  if (isOneOf(other, turn) && !isOneOf(own, turn)) {
    throw new Error(`the turn ${turn} belongs to the other wire`);
  }
}

/**
 * A local stand-in for the providers that no test can reach: Gemini's REST interface and Groq's chat completions, as
 * strict as the real ones about what they are sent, misbehaving on demand.
 */
export function createProviderServer(scenario: ProviderScenario = {}): ProviderServer {
  const { geminiApiKey = "gemini-test-key", chatApiKey = "groq-test-key" } = scenario;
  const { tokensPerMinute = 250_000, requestsPerDay = 1000, slowMs = 100 } = scenario;
  const { afterwards = "good" } = scenario;
  let requestsLeft = requestsPerDay;
  const turns = [...(scenario.turns ?? [])];
  const received: ReceivedRequest[] = [];
  const nextTurn = async (): Promise<Exclude<Turn, "slow">> => {
    const turn = turns.shift() ?? afterwards;
    if (turn !== "slow") return turn;
    await new Promise((resolve) => {
      setTimeout(resolve, slowMs);
    });
    return "good";
  };
  const app = new Hono();

  app.post("/v1beta/models/:call", async (c) => {
    const turn = await nextTurn();
    assertPlayable(turn, GEMINI_FAULTS, CHAT_FAULTS);
    if (isTransportFault(turn)) return transportFault(turn, geminiServerError);
    const [model = "", method] = c.req.param("call").split(":");
    if (method !== "generateContent") return geminiServerError(404);
    return answerAsGemini(
      { model, apiKey: c.req.header("x-goog-api-key"), body: await sentJson(c.req) },
      { apiKey: geminiApiKey, models: GEMINI_MODELS },
      turn,
    );
  });

  app.post("/:prefix{.+}/chat/completions", async (c) => {
    const turn = await nextTurn();
    requestsLeft = Math.max(0, requestsLeft - 1);
    assertPlayable(turn, CHAT_FAULTS, GEMINI_FAULTS);
    if (isTransportFault(turn)) return transportFault(turn, chatServerError);
    return answerAsChatService(
      { authorization: c.req.header("authorization"), body: await sentJson(c.req) },
      {
        apiKey: chatApiKey,
        models: CHAT_MODELS,
        limits: { requestsPerDay, requestsLeft, tokensPerMinute },
      },
      turn,
    );
  });

  // Hono answers a handler's throw with a 500 page; here a throw is the network's, and has to reach the caller.
  app.onError((error) => {
    throw error;
  });

  return {
    received,
    play: (...more) => {
      turns.push(...more);
    },
    fetch: async (input, init) => {
      const request = new Request(input, init);
      received.push({
        url: request.url,
        headers: Object.fromEntries(request.headers),
        body: await sentJson(request.clone()),
      });
      return app.fetch(request);
    },
  };
}
