import type { CriterionJudgement } from "../../../scoring/judging/judgement.ts";
import type { Conversation } from "../conversation.ts";
import type { PhraseList } from "../phrase-list.ts";
import { anyGoodbye, checkedSatisfaction, politeGoodbye, summedUp } from "../phrases/closing.ts";
import { contemptuous } from "../phrases/communication.ts";
import { firstOfEach, verdict } from "../verdict.ts";

/** The goodbye stands in the last sentences; the summary and the check in the second half. */
const LAST_UTTERANCES = 4;

/** A summary, a check for anything else, and a goodbye. */
export function judgeClosing(conversation: Conversation): CriterionJudgement {
  const { utterances } = conversation;
  const heardFrom = (list: PhraseList, start: number) =>
    conversation.heard(list).filter(({ index }) => index >= start);
  const end = Math.max(0, utterances.length - LAST_UTTERANCES);
  const secondHalf = Math.floor(utterances.length / 2);

  const rude = heardFrom(contemptuous, end);
  const summary = heardFrom(summedUp, secondHalf);
  const check = heardFrom(checkedSatisfaction, secondHalf);
  const polite = heardFrom(politeGoodbye, end);
  const goodbye = heardFrom(anyGoodbye, end);
  const last = utterances.at(-1);

  if (rude.length > 0) return verdict("1", "The call ended with a rude remark.", rude);
  if (polite.length > 0) {
    if (summary.length > 0 && check.length > 0) {
      return verdict(
        "5",
        "Summed up, checked that nothing was left open, and said goodbye politely.",
        firstOfEach(summary, check, polite.slice(-1)),
      );
    }
    if (summary.length > 0 || check.length > 0) {
      return verdict(
        "4",
        summary.length > 0
          ? "Summed up and said goodbye politely; no check for anything else."
          : "Checked for anything else and said goodbye politely; no summary.",
        firstOfEach(summary, check, polite.slice(-1)),
      );
    }
    return verdict("3", "A polite goodbye, without a summary or a check.", polite);
  }
  if (summary.length > 0 || check.length > 0) {
    return verdict(
      "3",
      "Summed up or checked for anything else, but no polite goodbye was heard.",
      firstOfEach(summary, check, goodbye),
    );
  }
  if (goodbye.length > 0) return verdict("2", "A bare goodbye, nothing else.", goodbye.slice(-1));
  if (last !== undefined && conversation.speaker(last) === "customer") {
    return verdict("NA", "The recording ends with the caller; the agent could not close.", [last]);
  }
  return verdict("1", "The call ended without a goodbye.", utterances.slice(-1));
}
