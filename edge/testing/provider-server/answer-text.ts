import { ANSWER_FAULTS, type AnswerFault, isOneOf, type Turn } from "./faults.ts";
import { asksForJudgement, type PlausibleAnswer, plausibleAnswer } from "./plausible-answer.ts";

function mapCriteria(
  answer: PlausibleAnswer,
  change: (criterion: PlausibleAnswer["criteria"][string]) => unknown,
): unknown {
  return {
    ...answer,
    criteria: Object.fromEntries(
      Object.entries(answer.criteria).map(([id, criterion]) => [id, change(criterion)]),
    ),
  };
}

function faultyText(fault: AnswerFault, answer: PlausibleAnswer): string {
  switch (fault) {
    case "fenced":
      return `\`\`\`json\n${JSON.stringify(answer, null, 2)}\n\`\`\``;
    case "numbers_for_marks":
      return JSON.stringify(mapCriteria(answer, (c) => ({ ...c, mark: Number(c.mark) })));
    case "numbers_as_strings":
      return JSON.stringify(mapCriteria(answer, (c) => ({ ...c, mark: `${c.mark}.0` })));
    case "extra_categories":
      return JSON.stringify({
        ...answer,
        criteria: { ...answer.criteria, charisma: { score: 11 } },
        total: 100,
      });
    case "texts_too_long":
      return JSON.stringify(
        mapCriteria(answer, (c) => ({ ...c, rationale: "A very long reason. ".repeat(100) })),
      );
    case "numbered_quotes":
      return JSON.stringify(
        mapCriteria(answer, (c) => ({ ...c, evidence: c.evidence.map((quote) => `[7] ${quote}`) })),
      );
    case "fabricated_quotes":
      return JSON.stringify(
        mapCriteria(answer, (c) => ({ ...c, evidence: ["Nobody on this call ever said that."] })),
      );
    case "no_evidence":
      return JSON.stringify(mapCriteria(answer, (c) => ({ ...c, evidence: [] })));
    case "text_cut_short":
      return JSON.stringify(answer).slice(0, 200);
    case "prose":
      return "The agent did rather well. I would give four out of five.";
    case "empty_text":
      return "";
    case "missing_category":
      return JSON.stringify({
        ...answer,
        criteria: Object.fromEntries(Object.entries(answer.criteria).slice(1)),
      });
    case "wrong_mark":
      return JSON.stringify(mapCriteria(answer, (c) => ({ ...c, mark: "excellent" })));
    case "nothing_applies":
      return JSON.stringify(mapCriteria(answer, (c) => ({ ...c, applies: "no", mark: "NA" })));
    case "another_shape":
      return JSON.stringify({ score: 4, comment: "good call" });
  }
}

/** The model's text for a turn: the plausible answer, whole or with the turn's fault. */
export function answerText(turn: Turn, schema: unknown, userText: string): string {
  if (typeof turn === "object") return JSON.stringify(turn.answer);
  if (!asksForJudgement(schema)) return "Understood.";
  const answer = plausibleAnswer(schema, userText);
  return isOneOf(ANSWER_FAULTS, turn) ? faultyText(turn, answer) : JSON.stringify(answer);
}
