import type { CriterionJudgement } from "../../../scoring/judging/judgement.ts";
import type { Conversation } from "../conversation.ts";
import {
  accountChanged,
  accountMatter,
  askedForDetails,
  confirmedDetails,
  gaveDetails,
  generalQuestion,
} from "../phrases/identification.ts";
import { countSpokenDigits } from "../spoken-digits.ts";
import type { Utterance } from "../utterances.ts";
import { firstOfEach, verdict } from "../verdict.ts";

/** An answer follows its question within so many sentences. */
const ANSWER_WITHIN = 4;
const DIGITS_OF_A_DETAIL = 3;

function answers(conversation: Conversation, asked: readonly Utterance[]): Utterance[] {
  const given = new Set(conversation.heard(gaveDetails));
  return conversation.utterances.filter(
    (utterance) =>
      (given.has(utterance) || countSpokenDigits(utterance.words) >= DIGITS_OF_A_DETAIL) &&
      asked.some(
        ({ index }) => utterance.index > index && utterance.index <= index + ANSWER_WITHIN,
      ),
  );
}

/** Whether the agent asked who is calling, was told, and used or confirmed what was said. */
export function judgeCustomerIdentification(conversation: Conversation): CriterionJudgement {
  const asked = conversation.heard(askedForDetails);
  const given = answers(conversation, asked);
  const firstAsked = asked[0];
  const confirmed = conversation
    .heard(confirmedDetails)
    .filter(({ index }) => firstAsked !== undefined && index > firstAsked.index);

  if (firstAsked !== undefined) {
    if (confirmed.length > 0) {
      return verdict(
        "5",
        "Asked for details, and confirmed or used what was given.",
        firstOfEach(asked, given, confirmed),
      );
    }
    if (given.length > 0) {
      return verdict(
        "4",
        "Asked for the caller's details and received them; they were not confirmed back.",
        firstOfEach(asked, given),
      );
    }
    return verdict("3", "Asked for a detail; no answer or confirmation was heard.", asked);
  }

  const changed = conversation.heard(accountChanged);
  if (changed.length > 0) {
    return verdict("1", "Changed or gave out account data without asking who is calling.", changed);
  }
  const matter = conversation.heard(accountMatter);
  const general = conversation.heard(generalQuestion);
  if (matter.length === 0 && general.length > 0) {
    return verdict("NA", "A general question that needs no account.", general);
  }
  return verdict(
    "2",
    "No name, account or other detail of the caller was asked for.",
    matter.length > 0 ? matter.slice(0, 2) : conversation.utterances.slice(0, 1),
  );
}
