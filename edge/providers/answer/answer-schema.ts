import type { Scorecard } from "#shared/scorecard/scorecard.ts";
import { markSchema } from "#shared/scoring/score-call.ts";

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

const text: JsonSchema = { type: "string" };
const texts: JsonSchema = { type: "array", items: text };

function objectOf(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return {
    type: "object",
    properties,
    // Models fill properties in this order, so evidence is written before the mark it is to support.
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/**
 * The shape a model must answer in, for one scorecard. Lengths are not part of it, because strict modes refuse such
 * keywords; the prompt asks for them and `readAnswer` cuts.
 */
export function answerSchema(scorecard: Scorecard): JsonSchema {
  const criterion = objectOf({
    evidence: texts,
    rationale: text,
    mark: { type: "string", enum: markSchema.options },
  });
  const autoFailIds = scorecard.auto_fails.map(({ id }) => id);
  return objectOf({
    criteria: objectOf(Object.fromEntries(scorecard.criteria.map(({ id }) => [id, criterion]))),
    ...(autoFailIds.length === 0
      ? {}
      : {
          auto_fails: {
            type: "array",
            items: objectOf({ id: { type: "string", enum: autoFailIds }, evidence: texts }),
          },
        }),
    summary: text,
    strengths: texts,
    improvements: texts,
  });
}
