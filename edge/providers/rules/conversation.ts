import type { Segment } from "#shared/contracts/transcript.ts";

import { type PhraseList, phrasesPattern } from "./phrase-list.ts";
import { agentCues, customerCues } from "./speaker-cues.ts";
import { type Utterance, utterancesOf } from "./utterances.ts";

type Speaker = "agent" | "customer";

type Patterns = { phrases: RegExp | null; unless: RegExp | null };
const compiled = new WeakMap<PhraseList, Patterns>();

function patternsOf(list: PhraseList): Patterns {
  const known = compiled.get(list);
  if (known !== undefined) return known;
  const patterns = {
    phrases: phrasesPattern(list.phrases),
    unless: phrasesPattern(list.unless ?? []),
  };
  compiled.set(list, patterns);
  return patterns;
}

/** Whether an utterance says one of these phrases, whoever it is that speaks. */
export function matches(list: PhraseList, utterance: Utterance): boolean {
  const { phrases, unless } = patternsOf(list);
  return (phrases?.test(utterance.words) ?? false) && !(unless?.test(utterance.words) ?? false);
}

function speakerOf(utterance: Utterance): Speaker | null {
  if (utterance.speaker !== null) return utterance.speaker;
  const agent = agentCues.some((list) => matches(list, utterance));
  const customer = customerCues.some((list) => matches(list, utterance));
  if (agent === customer) return null;
  return agent ? "agent" : "customer";
}

/** A call as the rules hear it: its utterances, who probably said them, and which of them say a given thing. */
export type Conversation = {
  utterances: readonly Utterance[];
  /** The recording's own channel where there is one, else a guess from the words; null when they give no sign. */
  speaker(utterance: Utterance): Speaker | null;
  /** The utterances that say one of these phrases, in order, without those of the other party. */
  heard(list: PhraseList): readonly Utterance[];
};

/** Prepares a transcript for the rules. Each phrase table is searched once, when it is first asked for. */
export function conversationOf(segments: readonly Segment[]): Conversation {
  const utterances = utterancesOf(segments);
  const speakers = utterances.map(speakerOf);
  const found = new Map<PhraseList, readonly Utterance[]>();
  const speaker = (utterance: Utterance) => speakers[utterance.index] ?? null;

  const search = (list: PhraseList) =>
    utterances.filter((utterance) => {
      if (!matches(list, utterance)) return false;
      const saidBy = speaker(utterance);
      return list.by === "anyone" || saidBy === null || saidBy === list.by;
    });

  return {
    utterances,
    speaker,
    heard(list) {
      const known = found.get(list);
      if (known !== undefined) return known;
      const hits = search(list);
      found.set(list, hits);
      return hits;
    },
  };
}
