import type { CriterionJudgement } from "../../../scoring/judging/judgement.ts";
import type { Conversation } from "../conversation.ts";
import { contemptuous, courtesy, curt, empathy, jargon } from "../phrases/communication.ts";
import { firstOfEach, verdict } from "../verdict.ts";

const JARGON_TOLERATED = 1;

/** Courtesy and empathy in words, against contempt, curtness and jargon. Rules hear words, not tone. */
export function judgeCommunication(conversation: Conversation): CriterionJudgement {
  const contempt = conversation.heard(contemptuous);
  const lapses = conversation.heard(curt);
  const courtesies = conversation.heard(courtesy);
  const warmth = conversation.heard(empathy);
  const jargonHeard = conversation.heard(jargon);

  if (contempt.length > 0 || lapses.length >= 2) {
    return verdict("1", "Dismissive or contemptuous words towards the caller.", [
      ...contempt,
      ...lapses,
    ]);
  }
  const polite = courtesies.length > 0 || warmth.length > 0;
  if (lapses.length > 0) {
    return verdict(
      polite ? "3" : "2",
      polite
        ? "Polite in parts, but curt with the caller at least once."
        : "Curt with the caller, without acknowledgement or courtesy.",
      [...lapses, ...firstOfEach(courtesies, warmth)],
    );
  }
  if (!polite) {
    return verdict("3", "Nothing rude, but no courtesy and no acknowledgement was heard.");
  }
  if (jargonHeard.length > JARGON_TOLERATED) {
    return verdict("3", "Polite, with technical terms that a caller cannot be expected to know.", [
      ...jargonHeard.slice(0, 2),
      ...firstOfEach(courtesies, warmth),
    ]);
  }
  return courtesies.length > 0 && warmth.length > 0
    ? verdict("5", "Courteous, with empathy shown in words.", [
        ...warmth.slice(0, 2),
        ...courtesies.slice(0, 2),
      ])
    : verdict(
        "4",
        warmth.length > 0
          ? "Acknowledged the caller's situation."
          : "Courteous, without words of empathy.",
        [...warmth.slice(0, 2), ...courtesies.slice(0, 2)],
      );
}
