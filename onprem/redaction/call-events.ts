import type { RedactionKind } from "#shared/contracts/transcript.ts";

import type { DateExpression } from "./date-expressions.ts";
import type { DigitChain } from "./digit-chains.ts";
import type { Phrase } from "./find-phrases.ts";
import type { ReadCall } from "./read-call.ts";
import { placeholderKind } from "./tokenise.ts";

/** What happens in a call that decides what its digits are; `at` is the index of its first token. */
export type CallEvent =
  | { type: "cue"; at: number; phrase: Phrase }
  | { type: "placeholder"; at: number; kind: RedactionKind }
  | { type: "date"; at: number; date: DateExpression }
  | { type: "chain"; at: number; chain: DigitChain };

/** All events of a call, in order. */
export function eventsOf(
  { tokens, phrases }: ReadCall,
  chains: readonly DigitChain[],
  dates: readonly DateExpression[],
): CallEvent[] {
  const events: CallEvent[] = [
    ...phrases.map((phrase): CallEvent => ({ type: "cue", at: phrase.first, phrase })),
    ...dates.map((date): CallEvent => ({ type: "date", at: date.first, date })),
    ...chains.map((chain): CallEvent => ({ type: "chain", at: chain.first, chain })),
  ];
  for (const [at, token] of tokens.entries()) {
    const kind = placeholderKind(token);
    if (kind !== null) events.push({ type: "placeholder", at, kind });
  }
  return events.toSorted((a, b) => a.at - b.at);
}
