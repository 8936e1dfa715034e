import type { CriterionJudgement } from "../../../scoring/judging/judgement.ts";
import type { AutoFailJudgement } from "../auto-fails.ts";
import type { Conversation } from "../conversation.ts";
import {
  askedForCardData,
  declinedCardData,
  disclosure,
  prohibitedLanguage,
  saleMade,
} from "../phrases/compliance.ts";
import { verdict } from "../verdict.ts";

/** Auto-fails and prohibited wording, then the disclosures that a sale needs. */
export function judgeCompliance(
  conversation: Conversation,
  autoFails: readonly AutoFailJudgement[],
): CriterionJudgement {
  if (autoFails.length > 0) {
    return {
      evidence: autoFails.flatMap(({ evidence }) => evidence).slice(0, 4),
      rationale: "Card data taken aloud, abuse, or a promise nobody authorised.",
      mark: "1",
    };
  }
  const prohibited = conversation
    .heard(prohibitedLanguage)
    .filter((utterance) => conversation.speaker(utterance) === "agent");
  if (prohibited.length > 0) return verdict("2", "Prohibited wording was heard.", prohibited);

  const cardRequests = conversation.heard(askedForCardData);
  if (cardRequests.length > 0 && conversation.heard(declinedCardData).length === 0) {
    return verdict(
      "2",
      "Card data was asked for aloud; the transcript holds no answer to it.",
      cardRequests,
    );
  }
  const disclosed = conversation.heard(disclosure);
  const sale = conversation.heard(saleMade);
  if (disclosed.length > 0) {
    return verdict("5", "Nothing prohibited was said, and a disclosure was made.", disclosed);
  }
  if (sale.length > 0) {
    return verdict("3", "A sale was made and no terms were heard.", sale);
  }
  return verdict("4", "Nothing prohibited was said; no disclosure was heard.");
}
