import * as z from "zod";

import { childSchemas } from "./gemini-validation.ts";

export const chatRequestSchema = z.strictObject({
  model: z.string(),
  messages: z
    .array(z.strictObject({ role: z.enum(["system", "user", "assistant"]), content: z.string() }))
    .min(1),
  response_format: z
    .discriminatedUnion("type", [
      z.strictObject({ type: z.literal("text") }),
      z.strictObject({ type: z.literal("json_object") }),
      z.strictObject({
        type: z.literal("json_schema"),
        json_schema: z.strictObject({
          name: z.string().regex(/^[\w-]{1,64}$/),
          description: z.string().optional(),
          strict: z.boolean().optional(),
          schema: z.unknown(),
        }),
      }),
    ])
    .optional(),
  max_completion_tokens: z.int().positive().max(65_536).optional(),
  max_tokens: z.int().positive().max(65_536).optional(),
  reasoning_effort: z.enum(["low", "medium", "high"]).optional(),
  temperature: z.number().optional(),
  seed: z.int().optional(),
  service_tier: z.enum(["auto", "on_demand", "flex"]).optional(),
  stream: z.literal(false).optional(),
  user: z.string().optional(),
});
export type ChatRequest = z.infer<typeof chatRequestSchema>;

/** What strict mode builds its grammar from; other keywords are refused. */
const STRICT_KEYWORDS = new Set([
  "type",
  "properties",
  "required",
  "additionalProperties",
  "items",
  "enum",
  "anyOf",
  "description",
  "title",
  "$defs",
  "$ref",
]);
const STRICT_MODELS = ["openai/gpt-oss-120b", "openai/gpt-oss-20b"];

const looseObject = z.record(z.string(), z.unknown());

/** The first breach of the strict-mode rules in a schema; null when there is none. */
export function strictSchemaBreach(schema: unknown, path = ""): string | null {
  const node = looseObject.safeParse(schema);
  if (!node.success) return `${path}: not a schema`;
  for (const keyword of Object.keys(node.data)) {
    if (!STRICT_KEYWORDS.has(keyword)) return `${path}: '${keyword}' is not supported`;
  }
  if (node.data["type"] === "object") {
    const properties = looseObject.catch({}).parse(node.data["properties"]);
    const required = z.array(z.string()).catch([]).parse(node.data["required"]);
    if (node.data["additionalProperties"] !== false) {
      return `${path}: 'additionalProperties: false' must be set on every object`;
    }
    if (Object.keys(properties).some((name) => !required.includes(name))) {
      return `${path}: 'required' must name every property`;
    }
  }
  for (const [name, child] of childSchemas(node.data)) {
    const breach = strictSchemaBreach(child, `${path}/${name}`);
    if (breach !== null) return breach;
  }
  return null;
}

/** Which parameter the service would refuse although it is well-formed, and why; null when it would not. */
export function chatConflict(request: ChatRequest): { param: string; message: string } | null {
  const format = request.response_format;
  const param = "response_format";
  if (format?.type === "json_object") {
    const saysJson = request.messages.some(({ content }) => /json/i.test(content));
    return saysJson
      ? null
      : { param, message: "'messages' must contain the word 'json' in some form." };
  }
  if (format?.type === "json_schema" && format.json_schema.strict === true) {
    if (!STRICT_MODELS.includes(request.model)) {
      return { param, message: "This model does not support strict structured outputs." };
    }
    const breach = strictSchemaBreach(format.json_schema.schema);
    if (breach !== null) return { param, message: `invalid JSON schema: ${breach}` };
  }
  if (request.max_tokens !== undefined && request.max_completion_tokens !== undefined) {
    return { param: "max_tokens", message: "max_tokens and max_completion_tokens are both set." };
  }
  return null;
}
