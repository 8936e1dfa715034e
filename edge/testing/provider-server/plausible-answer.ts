import * as z from "zod";

const objectSchema = z.object({ properties: z.record(z.string(), z.unknown()) });
const answerSchemaSchema = z.object({
  properties: z.object({
    criteria: z.object({ properties: z.record(z.string(), objectSchema) }),
  }),
});

type PlausibleCriterion = {
  /** Where the schema asks for it. */
  applies?: string;
  evidence: string[];
  rationale: string;
  mark: string;
};
export type PlausibleAnswer = {
  criteria: Record<string, PlausibleCriterion>;
  auto_fails: { id: string; evidence: string[] }[];
  summary: string;
  strengths: string[];
  improvements: string[];
};

/** Whether a request asks for a judgement at all, rather than for any text. */
export function asksForJudgement(schema: unknown): boolean {
  return answerSchemaSchema.safeParse(schema).success;
}

/** The lines of the delimited transcript, without their numbers and speakers: the agent's, or all where none are named. */
function quotableLines(userText: string): string[] {
  const body = /<transcript>\n([\s\S]*)\n<\/transcript>/.exec(userText)?.[1] ?? "";
  const lines = body.split("\n").map((line) => line.replace(/^\[\d+\] /, ""));
  const agents = lines.filter((line) => line.startsWith("agent: "));
  return (agents.length > 0 ? agents : lines).map((line) =>
    line.replace(/^(?:agent|customer): /, ""),
  );
}

/**
 * What a model might say: every criterion that the schema asks for, a real line of this transcript as evidence, marks
 * that are good but not perfect.
 */
export function plausibleAnswer(schema: unknown, userText: string): PlausibleAnswer {
  const lines = quotableLines(userText);
  const asked = answerSchemaSchema.parse(schema).properties.criteria.properties;
  return {
    criteria: Object.fromEntries(
      Object.entries(asked).map(([id, { properties }], index) => [
        id,
        {
          ...("applies" in properties ? { applies: "yes" } : {}),
          evidence: [lines[index % lines.length] ?? ""],
          rationale: "The quoted line and the course of the call fit this level's description.",
          mark: index % 3 === 0 ? "5" : "4",
        },
      ]),
    ),
    auto_fails: [],
    summary: "The caller reported a problem and the agent dealt with it.",
    strengths: ["Stayed polite throughout."],
    improvements: ["Sum up what was agreed before saying goodbye."],
  };
}
