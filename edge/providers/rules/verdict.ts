import type { Mark } from "#shared/scoring/score-call.ts";

import type { CriterionJudgement } from "../../scoring/judging/judgement.ts";
import type { Utterance } from "./utterances.ts";

const MAX_QUOTES = 4;

/** Quotes of the given utterances, each once, as many as a judgement holds. */
export function quotesOf(utterances: readonly Utterance[]): string[] {
  return [...new Set(utterances.map((utterance) => utterance.quote))].slice(0, MAX_QUOTES);
}

/** A criterion's judgement; evidence is listed in the order in which it should be read. */
export function verdict(
  mark: Mark,
  rationale: string,
  evidence: readonly Utterance[] = [],
): CriterionJudgement {
  return { evidence: quotesOf(evidence), rationale, mark };
}

/** The first of each list: one quote per thing heard. */
export function firstOfEach(...lists: readonly (readonly Utterance[])[]): Utterance[] {
  return lists.flatMap((list) => list.slice(0, 1));
}

/** "a", "a and b", "a, b and c". */
export function enumerate(things: readonly string[]): string {
  const last = things.at(-1);
  if (last === undefined) return "";
  return things.length === 1 ? last : `${things.slice(0, -1).join(", ")} and ${last}`;
}
