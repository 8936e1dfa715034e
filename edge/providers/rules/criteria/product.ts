import type { CriterionJudgement } from "../../../scoring/judging/judgement.ts";
import type { Conversation } from "../conversation.ts";
import {
  didNotKnow,
  explainedConsequence,
  guessed,
  statedFact,
  willFindOut,
} from "../phrases/product.ts";
import { refused, resolved } from "../phrases/resolution.ts";
import { firstOfEach, verdict } from "../verdict.ts";

/** Concrete facts and what follows from them, against guessing and not knowing. Rules cannot tell true from false. */
export function judgeProduct(conversation: Conversation): CriterionJudgement {
  const facts = conversation.heard(statedFact);
  const done = conversation.heard(resolved);
  const consequences = conversation.heard(explainedConsequence);
  const unknown = conversation.heard(didNotKnow);
  const foundOut = conversation.heard(willFindOut);
  const guesses = conversation.heard(guessed);
  const refusals = conversation.heard(refused);
  const knew = facts.length > 0 || done.length > 0;

  if (!knew && foundOut.length === 0 && unknown.length > 0) {
    return unknown.length + refusals.length >= 2
      ? verdict("1", "Could say nothing about the matter and did not find out.", [
          ...unknown,
          ...refusals,
        ])
      : verdict("2", "Said they did not know and did not find out.", unknown);
  }
  if (unknown.length >= 2 && foundOut.length === 0) {
    return verdict("2", "Some facts were given, but questions were left at not knowing.", [
      ...unknown.slice(0, 2),
      ...facts.slice(0, 1),
    ]);
  }
  if (!knew && refusals.length > 0) {
    return verdict("2", "Refused without giving any fact about the matter.", refusals);
  }
  if (unknown.length > 0 || guesses.length > 0 || !knew) {
    return verdict(
      "3",
      knew
        ? "Facts were given, along with guessing or not knowing."
        : guesses.length > 0
          ? "Guessed instead of giving a fact."
          : "No concrete fact about the matter was heard.",
      firstOfEach(facts, unknown, guesses),
    );
  }
  return consequences.length > 0
    ? verdict("5", "Gave concrete facts and said what follows from them.", [
        ...firstOfEach(facts, done),
        ...consequences.slice(0, 2),
      ])
    : verdict("4", "Gave concrete facts about the matter.", [...facts.slice(0, 2), ...done]);
}
