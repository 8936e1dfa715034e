import * as z from "zod";

/** The keywords that `responseJsonSchema` knows. `const` is not one of them. */
const SCHEMA_KEYWORDS = new Set([
  "$id",
  "$defs",
  "$ref",
  "$anchor",
  "type",
  "format",
  "title",
  "description",
  "enum",
  "items",
  "prefixItems",
  "minItems",
  "maxItems",
  "minimum",
  "maximum",
  "anyOf",
  "oneOf",
  "properties",
  "additionalProperties",
  "required",
  "propertyOrdering",
]);

const partSchema = z.strictObject({ text: z.string() });

export const geminiRequestSchema = z.strictObject({
  systemInstruction: z
    .strictObject({ role: z.string().optional(), parts: z.array(partSchema).min(1) })
    .optional(),
  contents: z
    .array(
      z.strictObject({
        role: z.enum(["user", "model"]).optional(),
        parts: z.array(partSchema).min(1),
      }),
    )
    .min(1),
  generationConfig: z
    .strictObject({
      responseMimeType: z.enum(["text/plain", "application/json"]).optional(),
      responseJsonSchema: z.unknown().optional(),
      responseSchema: z.unknown().optional(),
      maxOutputTokens: z.int().positive().max(65_536).optional(),
      candidateCount: z.int().positive().optional(),
      stopSequences: z.array(z.string()).optional(),
      seed: z.int().optional(),
      thinkingConfig: z
        .strictObject({
          thinkingLevel: z.enum(["minimal", "low", "medium", "high"]).optional(),
          thinkingBudget: z.int().optional(),
          includeThoughts: z.boolean().optional(),
        })
        .optional(),
    })
    .optional(),
  safetySettings: z.array(z.unknown()).optional(),
  cachedContent: z.string().optional(),
});
export type GeminiRequest = z.infer<typeof geminiRequestSchema>;

const looseObject = z.record(z.string(), z.unknown());

/** The schemas within a schema, by the name of their place. */
export function childSchemas(schema: Readonly<Record<string, unknown>>): [string, unknown][] {
  const named = (keyword: string) =>
    Object.entries(looseObject.catch({}).parse(schema[keyword] ?? {}));
  const listed = (keyword: string) =>
    z
      .array(z.unknown())
      .catch([])
      .parse(schema[keyword] ?? [])
      .map((child, index): [string, unknown] => [`${keyword}.${index}`, child]);
  const { items } = schema;
  return [
    ...named("properties"),
    ...named("$defs"),
    ...listed("anyOf"),
    ...listed("oneOf"),
    ...listed("prefixItems"),
    ...(items === undefined ? [] : [["items", items] satisfies [string, unknown]]),
  ];
}

/** The first place where a schema uses something that Gemini does not know; null when there is none. */
export function unsupportedSchemaPlace(schema: unknown, path = "schema"): string | null {
  const node = looseObject.safeParse(schema);
  if (!node.success) return null;
  for (const keyword of Object.keys(node.data)) {
    if (!SCHEMA_KEYWORDS.has(keyword)) return `${path}.${keyword}`;
  }
  for (const [name, child] of childSchemas(node.data)) {
    const place = unsupportedSchemaPlace(child, `${path}.${name}`);
    if (place !== null) return place;
  }
  return null;
}

/** Why Gemini would refuse these settings, which are each well-formed; null when it would not. */
export function geminiConflict(request: GeminiRequest): string | null {
  const config = request.generationConfig ?? {};
  const wantsSchema =
    config.responseJsonSchema !== undefined || config.responseSchema !== undefined;
  if (config.responseJsonSchema !== undefined && config.responseSchema !== undefined) {
    return "generation_config.response_schema";
  }
  if (wantsSchema && config.responseMimeType !== "application/json") {
    return "generation_config.response_mime_type";
  }
  const thinking = config.thinkingConfig ?? {};
  if (thinking.thinkingLevel !== undefined && thinking.thinkingBudget !== undefined) {
    return "generation_config.thinking_config";
  }
  if (request.contents.at(-1)?.role === "model") return "contents";
  const place = unsupportedSchemaPlace(config.responseJsonSchema);
  return place === null ? null : `generation_config.response_json_schema.${place}`;
}
