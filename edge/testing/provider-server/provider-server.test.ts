import { describe, expect, it } from "vitest";
import * as z from "zod";

import { createProviderServer } from "./provider-server.ts";

const GEMINI_URL =
  "https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash-lite:generateContent";
const CHAT_URL = "https://api.groq.com/openai/v1/chat/completions";

const SCHEMA = {
  type: "object",
  properties: { mark: { type: "string", enum: ["1", "2"] } },
  required: ["mark"],
  additionalProperties: false,
};

const errorSchema = z.object({
  error: z.object({ message: z.string(), status: z.string().optional(), code: z.unknown() }),
});

async function post(url: string, headers: Record<string, string>, body: unknown) {
  const server = createProviderServer();
  const response = await server.fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const error = errorSchema.safeParse(await response.json());
  return { status: response.status, error: error.success ? error.data.error : null };
}

function geminiBody(generationConfig: Record<string, unknown>, extra: object = {}) {
  return { contents: [{ role: "user", parts: [{ text: "hello" }] }], generationConfig, ...extra };
}

describe("as Gemini", () => {
  const key = { "x-goog-api-key": "gemini-test-key" };
  const json = { responseMimeType: "application/json" };

  it.each([
    ["an unknown field", geminiBody({}, { system_prompt: "x" })],
    ["sampling settings", geminiBody({ temperature: 0 })],
    [
      "a const in the schema",
      geminiBody({
        ...json,
        responseJsonSchema: { type: "object", properties: { a: { const: 1 } } },
      }),
    ],
    ["a schema without the JSON type", geminiBody({ responseJsonSchema: SCHEMA })],
    [
      "both kinds of schema",
      geminiBody({ ...json, responseJsonSchema: SCHEMA, responseSchema: SCHEMA }),
    ],
    [
      "both kinds of thinking",
      geminiBody({ thinkingConfig: { thinkingLevel: "minimal", thinkingBudget: 0 } }),
    ],
    ["a model's turn at the end", { contents: [{ role: "model", parts: [{ text: "hi" }] }] }],
  ])("refuses %s", async (_, body) => {
    const { status, error } = await post(GEMINI_URL, key, body);
    expect(status).toBe(400);
    expect(error?.status).toBe("INVALID_ARGUMENT");
  });

  it("refuses a missing key and a wrong one differently", async () => {
    expect((await post(GEMINI_URL, {}, geminiBody({}))).status).toBe(403);
    const wrong = await post(GEMINI_URL, { "x-goog-api-key": "nope" }, geminiBody({}));
    expect(wrong.status).toBe(400);
    expect(wrong.error?.message).toContain("API key not valid");
  });

  it("does not know models that were switched off", async () => {
    const url = GEMINI_URL.replace("gemini-3.5-flash-lite", "gemini-2.0-flash-lite");
    expect((await post(url, key, geminiBody({}))).status).toBe(404);
  });
});

describe("as Groq", () => {
  const key = { authorization: "Bearer groq-test-key" };
  const model = "openai/gpt-oss-120b";
  const messages = [{ role: "user", content: "hello" }];
  const strict = (schema: unknown) => ({
    type: "json_schema",
    json_schema: { name: "answer", strict: true, schema },
  });

  it.each([
    ["an unknown field", { model, messages, thinking: "none" }],
    ["reasoning turned off", { model, messages, reasoning_effort: "none" }],
    ["json_object without the word", { model, messages, response_format: { type: "json_object" } }],
    [
      "a property that is not required",
      { model, messages, response_format: strict({ ...SCHEMA, required: [] }) },
    ],
    [
      "an open object",
      {
        model,
        messages,
        response_format: strict({
          type: "object",
          properties: SCHEMA.properties,
          required: ["mark"],
        }),
      },
    ],
    [
      "a length keyword",
      {
        model,
        messages,
        response_format: strict({
          ...SCHEMA,
          properties: { mark: { type: "string", maxLength: 3 } },
        }),
      },
    ],
    [
      "strict mode on a model without it",
      { model: "qwen/qwen3.6-27b", messages, response_format: strict(SCHEMA) },
    ],
  ])("refuses %s", async (_, body) => {
    expect((await post(CHAT_URL, key, body)).status).toBe(400);
  });

  it("refuses a wrong key, a model that was switched off, and what exceeds the minute", async () => {
    expect((await post(CHAT_URL, {}, { model, messages })).status).toBe(401);
    const old = await post(CHAT_URL, key, { model: "llama-3.3-70b-versatile", messages });
    expect(old.status).toBe(404);
    const server = createProviderServer({ tokensPerMinute: 8000 });
    const tooLarge = await server.fetch(CHAT_URL, {
      method: "POST",
      headers: key,
      body: JSON.stringify({ model, messages, max_completion_tokens: 9000 }),
    });
    expect(tooLarge.status).toBe(413);
  });
});
