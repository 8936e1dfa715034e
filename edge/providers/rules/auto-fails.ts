import { CARD_DATA_PLACEHOLDERS, type Segment } from "#shared/contracts/transcript.ts";

import type { Judgement } from "../../scoring/judging/judgement.ts";
import { matches, type Conversation } from "./conversation.ts";
import type { PhraseList } from "./phrase-list.ts";
import {
  askedForCardData,
  declinedCardData,
  guaranteedOutcome,
  insultOrThreat,
} from "./phrases/compliance.ts";
import { countSpokenDigits } from "./spoken-digits.ts";
import { utterancesOf, type Utterance } from "./utterances.ts";
import { quotesOf } from "./verdict.ts";

export type AutoFailJudgement = Judgement["auto_fails"][number];

const ANSWER_WITHIN = 3;
const DIGITS_OF_A_SECURITY_CODE = 3;

function holdsCardData(utterance: Utterance): boolean {
  return CARD_DATA_PLACEHOLDERS.some((placeholder) => utterance.text.includes(placeholder));
}

/**
 * Card data in the transcript, redacted or as digits that answer a request for it. A caller who reads it out unasked,
 * and is told not to, is no fault of the agent's.
 */
function cardDataAloud(conversation: Conversation): Utterance[] {
  const requests = conversation.heard(askedForCardData);
  const redacted = conversation.utterances.filter(holdsCardData);
  const readOut = conversation.utterances.filter(
    ({ index, words }) =>
      countSpokenDigits(words) >= DIGITS_OF_A_SECURITY_CODE &&
      requests.some((request) => index > request.index && index <= request.index + ANSWER_WITHIN),
  );
  if (redacted.length === 0 && readOut.length === 0) return [];
  if (requests.length === 0 && conversation.heard(declinedCardData).length > 0) return [];
  return [...requests, ...redacted, ...readOut].toSorted((a, b) => a.index - b.index);
}

/**
 * Whether the agent told the caller to keep card data to themselves, and never asked for any: by these phrases, and by the
 * channel where there is one. Who speaks on a mono recording is not guessed, which would cost a tick's whole CPU.
 */
export function isCardDataTurnedDown(segments: readonly Segment[]): boolean {
  const utterances = utterancesOf(segments).filter(({ speaker }) => speaker !== "customer");
  const isSaid = (list: PhraseList) => utterances.some((utterance) => matches(list, utterance));
  return isSaid(declinedCardData) && !isSaid(askedForCardData);
}

/**
 * Insults and threats by the agent. On a mono recording most strong words are a caller's, so they count against the agent
 * only when the words around them say who spoke: the sentence itself, or a caller's sentence just before it.
 */
function abuse(conversation: Conversation): Utterance[] {
  return conversation.heard(insultOrThreat).filter((utterance) => {
    const saidBy = conversation.speaker(utterance);
    if (saidBy !== null) return saidBy === "agent";
    const before = conversation.utterances[utterance.index - 1];
    return before !== undefined && conversation.speaker(before) === "customer";
  });
}

/** Every auto-fail that the phrases give ground for, with its quotes. */
export function findAutoFails(conversation: Conversation): AutoFailJudgement[] {
  const found: AutoFailJudgement[] = [
    { id: "card_data_aloud", evidence: quotesOf(cardDataAloud(conversation)) },
    { id: "abuse", evidence: quotesOf(abuse(conversation)) },
    {
      id: "unauthorised_promise",
      evidence: quotesOf(conversation.heard(guaranteedOutcome)),
    },
  ];
  return found.filter(({ evidence }) => evidence.length > 0);
}
