import type { CriterionJudgement } from "../../../scoring/judging/judgement.ts";
import type { Conversation } from "../conversation.ts";
import { generalQuestion } from "../phrases/identification.ts";
import { didNotKnow, statedFact, willFindOut } from "../phrases/product.ts";
import {
  callerSatisfied,
  leftToCaller,
  nextStep,
  refused,
  resolved,
  sentInformation,
  statedTime,
} from "../phrases/resolution.ts";
import type { Utterance } from "../utterances.ts";
import { firstOfEach, verdict } from "../verdict.ts";

function timed(conversation: Conversation, steps: readonly Utterance[]): Utterance[] {
  const times = conversation.heard(statedTime);
  return steps.filter((step) =>
    times.some(({ index }) => index === step.index || index === step.index + 1),
  );
}

/** Resolved, or a next step with an owner and a time; against refusing and leaving it to the caller. */
export function judgeResolution(conversation: Conversation): CriterionJudgement {
  const done = conversation.heard(resolved);
  const steps = conversation.heard(nextStep).filter((step) => !done.includes(step));
  const stepsWithTime = timed(conversation, steps);
  const refusals = conversation.heard(refused);
  const left = conversation.heard(leftToCaller);
  const informed = conversation.heard(sentInformation);
  const unanswered =
    conversation.heard(willFindOut).length > 0 ? [] : conversation.heard(didNotKnow);
  const firstDone = done[0];
  const satisfied = conversation
    .heard(callerSatisfied)
    .filter(({ index }) => firstDone !== undefined && index > firstDone.index);

  if (done.length > 0) {
    return satisfied.length > 0
      ? verdict(
          "5",
          "Resolved, and the caller confirmed it.",
          firstOfEach(done, satisfied, stepsWithTime),
        )
      : verdict("4", "Resolved; no confirmation by the caller was heard.", done.slice(0, 2));
  }
  if (stepsWithTime.length > 0) {
    return verdict("5", "A next step with an owner and a time.", stepsWithTime);
  }
  if (steps.length > 0 && refusals.length === 0) {
    return verdict("4", "A next step with an owner, without a time.", steps);
  }
  if (refusals.length > 0) {
    return verdict("1", "Help was refused and nothing was arranged.", [...refusals, ...left]);
  }
  if (left.length > 0) return verdict("2", "The next step was left to the caller.", left);
  if (informed.length > 0) {
    return verdict(
      "3",
      "A message was promised, but the matter itself was not taken on.",
      firstOfEach(informed, unanswered),
    );
  }
  if (unanswered.length > 0) {
    return verdict("2", "The question was left unanswered, with no next step.", unanswered);
  }
  const facts = conversation.heard(statedFact);
  if (conversation.heard(generalQuestion).length > 0 && facts.length > 0) {
    return verdict("4", "The caller's question was answered with facts.", facts.slice(0, 2));
  }
  const happy = conversation.heard(callerSatisfied);
  return happy.length > 0
    ? verdict("4", "The caller said they had what they needed.", happy.slice(0, 2))
    : verdict("3", "No solution and no clear next step was heard.");
}
