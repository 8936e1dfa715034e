import type { CriterionJudgement } from "../../../scoring/judging/judgement.ts";
import type { Conversation } from "../conversation.ts";
import { accountMatter, generalQuestion } from "../phrases/identification.ts";
import {
  acknowledged,
  askedAboutProblem,
  dismissed,
  putInOwnWords,
  stockAnswer,
} from "../phrases/needs.ts";
import { statedFact } from "../phrases/product.ts";
import { nextStep, resolved } from "../phrases/resolution.ts";
import { firstOfEach, verdict } from "../verdict.ts";

/** Questions about the problem, responses to the answers, and the need put in the agent's own words. */
export function judgeNeeds(conversation: Conversation): CriterionJudgement {
  const stock = conversation.heard(stockAnswer);
  const waved = conversation.heard(dismissed);
  const questions = conversation
    .heard(askedAboutProblem)
    .filter((utterance) => !stock.includes(utterance));
  const understood = conversation.heard(acknowledged);
  const inOwnWords = conversation.heard(putInOwnWords);

  if (waved.length > 0 && questions.length === 0) {
    return understood.length === 0
      ? verdict("1", "What the caller said was dismissed, and nothing was asked about it.", waved)
      : verdict(
          "2",
          "Acknowledged the caller but dismissed the problem without asking about it.",
          firstOfEach(waved, understood),
        );
  }
  const general = conversation.heard(generalQuestion);
  const facts = conversation.heard(statedFact);
  if (general.length > 0 && facts.length > 0 && questions.length === 0 && waved.length === 0) {
    return verdict(
      "3",
      "The caller's question was understood and answered, without asking anything back.",
      firstOfEach(general, facts),
    );
  }
  if (questions.length === 0 && understood.length === 0 && inOwnWords.length === 0) {
    return verdict(
      "2",
      "Nothing was asked about the problem, and it was not acknowledged.",
      [stock, conversation.heard(accountMatter), conversation.utterances].flat().slice(0, 2),
    );
  }
  if (waved.length > 0) {
    return verdict(
      "3",
      "Asked about the problem, but also brushed the caller off.",
      firstOfEach(questions, waved),
    );
  }

  const firstQuestion = questions[0];
  if (firstQuestion === undefined) {
    return verdict(
      "3",
      "The problem was acknowledged, but no question was asked about it.",
      firstOfEach(inOwnWords, understood),
    );
  }
  const responses = [understood, facts, conversation.heard(resolved)]
    .concat([conversation.heard(nextStep), questions])
    .flat()
    .filter(({ index }) => index > firstQuestion.index);
  if (responses.length === 0) {
    return verdict("3", "One question about the problem, without a response to the answer.", [
      firstQuestion,
    ]);
  }
  return inOwnWords.length > 0
    ? verdict(
        "5",
        "Asked about the problem, responded, and put the need in own words.",
        firstOfEach(questions, inOwnWords, responses),
      )
    : verdict(
        "4",
        "Asked about the problem and responded to the answers, without putting the need in own words.",
        [firstQuestion, ...responses.slice(0, 2)],
      );
}
