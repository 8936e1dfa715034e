import type { Segment } from "#shared/contracts/transcript.ts";
import {
  isStandardCriterion,
  STANDARD_AUTO_FAIL_IDS,
  type Scorecard,
  type StandardCriterionId,
} from "#shared/scorecard/scorecard.ts";

import type { CriterionJudgement, Judgement } from "../../scoring/judging/judgement.ts";
import { findAutoFails } from "./auto-fails.ts";
import { conversationOf } from "./conversation.ts";
import { judgeClosing } from "./criteria/closing.ts";
import { judgeCommunication } from "./criteria/communication.ts";
import { judgeCompliance } from "./criteria/compliance.ts";
import { judgeCustomerIdentification } from "./criteria/customer-identification.ts";
import { judgeGreeting } from "./criteria/greeting.ts";
import { judgeNeeds } from "./criteria/needs.ts";
import { judgeProduct } from "./criteria/product.ts";
import { judgeResolution } from "./criteria/resolution.ts";
import { improvementsFrom, strengthsFrom, summaryOf } from "./feedback.ts";

/** All eight are always judged; those that are not on the card count for nothing. */
export type RulesJudgement = Judgement & {
  criteria: Record<StandardCriterionId, CriterionJudgement>;
};

/** What of a card the rules cannot judge: the ids of criteria and auto-fail items for which there are no phrases. */
export function unknownToRules({ criteria, auto_fails }: Scorecard): string[] {
  const knownFails: readonly string[] = STANDARD_AUTO_FAIL_IDS;
  return [
    ...criteria.map(({ id }) => id).filter((id) => !isStandardCriterion(id)),
    ...auto_fails.map(({ id }) => id).filter((id) => !knownFails.includes(id)),
  ];
}

/** Marks a call by its phrases alone: the same segments always give the same judgement. */
export function judgeByRules(scorecard: Scorecard, segments: readonly Segment[]): RulesJudgement {
  const conversation = conversationOf(segments);
  const onTheCard = scorecard.auto_fails.map(({ id }) => id);
  const autoFails = findAutoFails(conversation).filter(({ id }) => onTheCard.includes(id));
  const criteria: RulesJudgement["criteria"] = {
    greeting: judgeGreeting(conversation),
    customer_id: judgeCustomerIdentification(conversation),
    needs: judgeNeeds(conversation),
    product: judgeProduct(conversation),
    communication: judgeCommunication(conversation),
    resolution: judgeResolution(conversation),
    closing: judgeClosing(conversation),
    compliance: judgeCompliance(conversation, autoFails),
  };
  const found = scorecard.auto_fails.filter(({ id }) => autoFails.some((fail) => fail.id === id));
  return {
    criteria,
    auto_fails: autoFails,
    summary: summaryOf(
      scorecard.criteria,
      criteria,
      found.map(({ name }) => name),
    ),
    strengths: strengthsFrom(scorecard.criteria, criteria),
    improvements: improvementsFrom(scorecard.criteria, criteria),
  };
}
