import { REDACTION_PLACEHOLDERS } from "#shared/contracts/transcript.ts";

import type { Judgement } from "../../scoring/judgement.ts";
import type { Conversation } from "./conversation.ts";
import {
  askedForCardData,
  declinedCardData,
  guaranteedOutcome,
  insultOrThreat,
} from "./phrases/compliance.ts";
import { countSpokenDigits } from "./spoken-digits.ts";
import type { Utterance } from "./utterances.ts";
import { quotesOf } from "./verdict.ts";

export type AutoFailJudgement = Judgement["auto_fails"][number];

const ANSWER_WITHIN = 3;
const DIGITS_OF_A_SECURITY_CODE = 3;
const CARD_PLACEHOLDERS = [REDACTION_PLACEHOLDERS.card, REDACTION_PLACEHOLDERS.security_code];

function holdsCardData(utterance: Utterance): boolean {
  return CARD_PLACEHOLDERS.some((placeholder) => utterance.text.includes(placeholder));
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
