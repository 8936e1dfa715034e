import {
  isStandardCriterion,
  type Criterion,
  type StandardCriterionId,
} from "#shared/scorecard/scorecard.ts";
import { markValue } from "#shared/scoring/score-call.ts";

import type { CriterionJudgement } from "../../scoring/judging/judgement.ts";
import type { RulesJudgement } from "./judge-by-rules.ts";
import { enumerate } from "./verdict.ts";

/** What to do better, by criterion: shown for marks of 3 and less. */
const ADVICE: Readonly<Record<StandardCriterionId, string>> = {
  greeting: "Open with your own name, the company's name and an offer of help.",
  customer_id: "Ask for the name or account before going into the matter, and confirm it back.",
  needs: "Ask about the problem and put it in your own words before offering a solution.",
  product: "Give the concrete fact, or say that you will find out and do so.",
  communication: "Acknowledge the caller's situation in words, and stay courteous throughout.",
  resolution: "Say who will do what by when, and check that it solves the matter.",
  closing: "Sum up what was agreed, ask if there is anything else, and say a proper goodbye.",
  compliance: "Keep to the required wording: no card data aloud, no guarantees, terms stated.",
};

const MAX_LINES = 5;
const GOOD = 4;
const WEAK = 3;

type Marked = {
  id: StandardCriterionId;
  criterion: Criterion;
  judgement: CriterionJudgement;
  value: number;
};

function marked(criteria: readonly Criterion[], judgements: RulesJudgement["criteria"]): Marked[] {
  return criteria.flatMap((criterion) => {
    const { id } = criterion;
    if (!isStandardCriterion(id)) return [];
    const judgement = judgements[id];
    const value = markValue(judgement.mark);
    return value === null ? [] : [{ id, criterion, judgement, value }];
  });
}

/** The best marks first; ties by weight. What merely did not go wrong has no evidence and is no strength. */
export function strengthsFrom(
  criteria: readonly Criterion[],
  judgements: RulesJudgement["criteria"],
): string[] {
  return marked(criteria, judgements)
    .filter(({ value, judgement }) => value >= GOOD && judgement.evidence.length > 0)
    .toSorted((a, b) => b.value - a.value || b.criterion.weight - a.criterion.weight)
    .slice(0, MAX_LINES)
    .map(({ criterion, judgement }) => `${criterion.name}: ${judgement.rationale}`.slice(0, 300));
}

/** What costs the most points first. */
export function improvementsFrom(
  criteria: readonly Criterion[],
  judgements: RulesJudgement["criteria"],
): string[] {
  return marked(criteria, judgements)
    .filter(({ value }) => value <= WEAK)
    .toSorted((a, b) => (5 - b.value) * b.criterion.weight - (5 - a.value) * a.criterion.weight)
    .slice(0, MAX_LINES)
    .map(({ id, criterion }) => `${criterion.name}: ${ADVICE[id]}`.slice(0, 300));
}

/** Two or three sentences that say what was heard, and that rules heard it. */
export function summaryOf(
  criteria: readonly Criterion[],
  judgements: RulesJudgement["criteria"],
  autoFailNames: readonly string[],
): string {
  const all = marked(criteria, judgements);
  const named = (wanted: (marked: Marked) => boolean) =>
    enumerate(all.filter(wanted).map(({ criterion }) => criterion.name.toLowerCase()));
  const strong = named(({ value, judgement }) => value >= GOOD && judgement.evidence.length > 0);
  const weak = named(({ value }) => value < WEAK);
  const sentences = [
    judgements.resolution.mark === "NA" ? "" : judgements.resolution.rationale,
    strong === "" ? "" : `Good: ${strong}.`,
    weak === "" ? "" : `Weak: ${weak}.`,
    autoFailNames.length === 0 ? "" : `Found: ${enumerate(autoFailNames).toLowerCase()}.`,
    "Judged by phrase rules, without a language model.",
  ];
  return sentences
    .filter((sentence) => sentence !== "")
    .join(" ")
    .slice(0, 800);
}
