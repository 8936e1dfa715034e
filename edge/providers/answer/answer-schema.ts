import type { Criterion, Scorecard } from "#shared/scorecard/scorecard.ts";

/** The part of JSON Schema that Gemini's `responseJsonSchema` and the strict mode of Groq and OpenAI have in common. */
export type JsonSchema =
  | { type: "string"; enum?: readonly string[] }
  | { type: "array"; items: JsonSchema }
  | {
      type: "object";
      properties: Readonly<Record<string, JsonSchema>>;
      required: readonly string[];
      additionalProperties: false;
    };

export const TEXT: JsonSchema = { type: "string" };
export const TEXTS: JsonSchema = { type: "array", items: TEXT };

/** An object with all of these. Models fill properties in the order of `required`. */
export function objectOf(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return {
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/**
 * The shape a model must answer in, for one scorecard; what it answers for each criterion is the prompt's to say. Lengths are
 * not part of it, because strict modes refuse such keywords; the prompt asks for them and `readAnswer` cuts.
 */
export function judgementSchemaOf(
  scorecard: Scorecard,
  answerFor: (criterion: Criterion) => JsonSchema,
): JsonSchema {
  const autoFailIds = scorecard.auto_fails.map(({ id }) => id);
  return objectOf({
    criteria: objectOf(
      Object.fromEntries(
        scorecard.criteria.map((criterion) => [criterion.id, answerFor(criterion)]),
      ),
    ),
    ...(autoFailIds.length === 0
      ? {}
      : {
          auto_fails: {
            type: "array",
            items: objectOf({ id: { type: "string", enum: autoFailIds }, evidence: TEXTS }),
          },
        }),
    summary: TEXT,
    strengths: TEXTS,
    improvements: TEXTS,
  });
}
