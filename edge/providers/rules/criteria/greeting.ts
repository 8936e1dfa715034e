import type { CriterionJudgement } from "../../../scoring/judging/judgement.ts";
import type { Conversation } from "../conversation.ts";
import type { PhraseList } from "../phrase-list.ts";
import {
  companyName,
  greetingWord,
  offeredHelp,
  ownName,
  rudeOpening,
  transferredIn,
} from "../phrases/greeting.ts";
import { enumerate, firstOfEach, verdict } from "../verdict.ts";

/** A greeting stands at the start; after this many sentences it is something else. */
const OPENING_UTTERANCES = 6;

/** Own name, company and an offer of help in the first sentences of the call. */
export function judgeGreeting(conversation: Conversation): CriterionJudgement {
  const opening = conversation.utterances.slice(0, OPENING_UTTERANCES);
  const heard = (list: PhraseList) =>
    conversation.heard(list).filter(({ index }) => index < OPENING_UTTERANCES);

  const rude = heard(rudeOpening);
  const hello = heard(greetingWord);
  const name = heard(ownName);
  const company = heard(companyName);
  const offer = heard(offeredHelp);
  const given = [
    name.length > 0 ? "own name" : null,
    company.length > 0 ? "company" : null,
    offer.length > 0 ? "an offer of help" : null,
  ].filter((thing) => thing !== null);

  if (name.length > 0 && company.length > 0) {
    return verdict(
      offer.length > 0 ? "5" : "4",
      `Heard ${enumerate(given)} at the start of the call.`,
      firstOfEach(name, company, offer),
    );
  }
  if (rude.length > 0) return verdict("1", "The call was opened rudely.", rude);
  if (name.length > 0 || company.length > 0) {
    return verdict(
      "3",
      `Heard ${enumerate(given)}, but not the ${name.length > 0 ? "company" : "agent's own name"}.`,
      firstOfEach(name, company, offer),
    );
  }
  const transferred = heard(transferredIn);
  if (transferred.length > 0) {
    return verdict("NA", "The call was transferred in, already greeted.", transferred);
  }
  if (hello.length > 0) {
    return verdict(
      "2",
      "A hello, with neither the agent's own name nor the company.",
      firstOfEach(hello, offer),
    );
  }
  return verdict("1", "No greeting was heard at the start of the call.", opening.slice(0, 1));
}
