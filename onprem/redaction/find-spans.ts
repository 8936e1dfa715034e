import type { RedactionKind } from "#shared/contracts/transcript.ts";

import { looksLikeCard } from "./card-shape.ts";
import { findDates, type DateExpression } from "./date-expressions.ts";
import { findDigitChains, type ChainPart, type DigitChain } from "./digit-chains.ts";
import { Expectation } from "./expectation.ts";
import type { Phrase } from "./find-phrases.ts";
import type { Lexicon } from "./lexicon.ts";
import type { ReadCall } from "./read-call.ts";
import { placeholderKind } from "./tokenise.ts";

/** A stretch of one segment to be taken out; offsets in its text. */
export interface RedactionSpan {
  kind: RedactionKind;
  segment: number;
  start: number;
  end: number;
}

type Event =
  | { type: "cue"; at: number; phrase: Phrase }
  | { type: "placeholder"; at: number; kind: RedactionKind }
  | { type: "date"; at: number; date: DateExpression }
  | { type: "chain"; at: number; chain: DigitChain };

/** A card's number in pieces: these belong to it whatever comes first in the question. */
const CARD_PIECE_DIGITS = 8;
const MAX_EXPIRY_DIGITS = 6;
const MAX_STRANGER_DIGITS = 2;
const YEAR_DIGITS = 2;
const MIN_UNASKED_DIGITS = 3;
const MAX_UNASKED_DIGITS = 4;
const MIN_KNOWN_DIGITS = 4;

/** What has to be taken out of a call: cards' numbers, security codes and expiry dates. */
export function findSpans(call: ReadCall, lexicon: Lexicon): RedactionSpan[] {
  const chains = findDigitChains(call);
  const events = eventsOf(call, chains, findDates(call, lexicon));
  const expectation = new Expectation();
  const redacted = new Map<DigitChain, (RedactionKind | null)[]>();
  const spans: RedactionSpan[] = [];
  let cardDigits = "";
  let latest: DigitChain | undefined;

  const clockAt = (index: number) => call.talkBefore(call.tokens[index]?.segment ?? 0);

  const redact = (chain: DigitChain, clock: number) => {
    const strangers = strangersIn(call, chain, expectation);
    const kinds = chain.parts.map((part) => {
      if (strangers.has(part)) return null;
      const kind = kindOf(part, expectation);
      expectation.onRedacted(kind, part.digits, clock);
      if (kind === "card") cardDigits += part.digits;
      return kind;
    });
    cardDigits += " ";
    redacted.set(chain, kinds);
  };

  for (const event of events) {
    const clock = clockAt(event.at);
    switch (event.type) {
      case "cue": {
        const { kind } = event.phrase;
        if (kind === "interjection" || kind === "no_cue") break;
        const wasOther = expectation.isOther(clock);
        expectation.onCue(kind, clock);
        const isNamed =
          latest !== undefined &&
          !wasOther &&
          !redacted.has(latest) &&
          expectation.pending.length > 0 &&
          latest.digits.length >= MIN_UNASKED_DIGITS &&
          isNamedBy(call, lexicon, latest, event.phrase);
        if (latest !== undefined && isNamed) redact(latest, clock);
        break;
      }
      case "placeholder":
        expectation.onPlaceholder(event.kind, clock);
        break;
      case "date":
        if (expectation.expectsExpiry(clock)) {
          spans.push({ kind: "expiry", ...event.date });
          expectation.onRedacted("expiry", "", clock);
        } else {
          expectation.onKeptDigits(clock);
        }
        break;
      case "chain":
        latest = event.chain;
        if (isSensitive(call, event.chain, expectation, clock, cardDigits)) {
          redact(event.chain, clock);
        } else {
          expectation.onKeptDigits(clock);
        }
    }
  }

  for (const chain of chains) {
    if (!redacted.has(chain)) redacted.set(chain, knownParts(chain, cardDigits));
  }
  for (const [chain, kinds] of redacted) spans.push(...spansOf(call, chain, kinds));
  return spans;
}

function eventsOf(
  { tokens, phrases }: ReadCall,
  chains: readonly DigitChain[],
  dates: readonly DateExpression[],
): Event[] {
  const events: Event[] = [
    ...phrases.map((phrase): Event => ({ type: "cue", at: phrase.first, phrase })),
    ...dates.map((date): Event => ({ type: "date", at: date.first, date })),
    ...chains.map((chain): Event => ({ type: "chain", at: chain.first, chain })),
  ];
  for (const [at, token] of tokens.entries()) {
    const kind = placeholderKind(token);
    if (kind !== null) events.push({ type: "placeholder", at, kind });
  }
  return events.toSorted((a, b) => a.at - b.at);
}

function isSensitive(
  call: ReadCall,
  { parts, digits }: DigitChain,
  expectation: Expectation,
  clock: number,
  cardDigits: string,
): boolean {
  const pieces = parts.map((part) => part.digits);
  if (looksLikeCard(pieces, expectation.isOther(clock))) return true;
  if (!expectation.isOpen(clock)) return false;

  const isAlone = parts.every(({ segment }) => call.isDigitsOnly(segment));
  if (expectation.pending.length === 0) {
    // What was answered may be read back, or an unasked code may follow; other numbers come with their own words.
    if (digits.length <= MAX_UNASKED_DIGITS) return isAlone || digits.length >= MIN_UNASKED_DIGITS;
    return expectation.idleFor(clock) <= 1 || isKnown(digits, cardDigits);
  }
  if (digits.length === 1) return isAlone;
  return isAlone || digits.length >= MIN_UNASKED_DIGITS || expectation.idleFor(clock) === 0;
}

/** Which of the things expected these digits are. */
function kindOf({ digits }: ChainPart, expectation: Expectation): RedactionKind {
  if (digits.length >= CARD_PIECE_DIGITS) return "card";
  if (expectation.isMidCard()) return "card";
  if (digits.length <= YEAR_DIGITS && expectation.answered === "expiry") return "expiry";
  const fitting = expectation.pending.find((kind) => {
    if (kind === "security_code") return digits.length <= MAX_UNASKED_DIGITS;
    return kind === "card" || digits.length <= MAX_EXPIRY_DIGITS;
  });
  return fitting ?? expectation.pending[0] ?? expectation.answered ?? "card";
}

/** Whether digits are part of a card's number that was heard; `cardDigits` are those numbers, separated by spaces. */
function isKnown(digits: string, cardDigits: string): boolean {
  return digits.length >= MIN_KNOWN_DIGITS && cardDigits.includes(digits);
}

/**
 * Numbers in segments of their own, at either end of what was awaited, that belong to other talk: the "seven" of a following
 * "It is seven Mill Lane". Where what is awaited is not surely complete without them nothing is spared.
 */
function strangersIn(
  call: ReadCall,
  { parts }: DigitChain,
  expectation: Expectation,
): Set<ChainPart> {
  const strangers = new Set<ChainPart>();
  for (const end of [parts.at(-1), parts.at(0)]) {
    if (end === undefined || end.digits.length > MAX_STRANGER_DIGITS) continue;
    const others = parts.filter((part) => part !== end && !strangers.has(part));
    const isApart = others.every(({ segment }) => segment !== end.segment);
    const rest = others.map(({ digits }) => digits).join("");
    if (isApart && touchesTalk(call, end) && expectation.isFulfilledBy(rest)) strangers.add(end);
  }
  return strangers;
}

/** Whether a word with a meaning of its own, and no cue, stands directly before or after. */
function touchesTalk({ tokens, isTalk }: ReadCall, { segment, groups }: ChainPart): boolean {
  const beside = [(groups[0]?.first ?? 0) - 1, (groups.at(-1)?.last ?? 0) + 1];
  return beside.some((index) => tokens[index]?.segment === segment && isTalk(index));
}

/** Which parts of an unsuspicious chain repeat a card's number that was heard elsewhere. */
function knownParts({ parts, digits }: DigitChain, cardDigits: string): (RedactionKind | null)[] {
  const isAllKnown = isKnown(digits, cardDigits);
  return parts.map((part) => (isAllKnown || isKnown(part.digits, cardDigits) ? "card" : null));
}

/**
 * "Four two … is my card number": only "is my" and its like stand between the digits and the cue. "317 on the back" needs
 * nothing between.
 */
function isNamedBy(
  { tokens, isPassable }: ReadCall,
  { linkingVerbs, linkingWords }: Lexicon,
  chain: DigitChain,
  cue: Phrase,
): boolean {
  const isBeside = cue.first === chain.last + 1;
  if (isBeside && cue.kind === "security_code") return chain.digits.length <= MAX_UNASKED_DIGITS;
  const between = tokens
    .slice(chain.last + 1, cue.first)
    .map((token, offset) => ({ text: token.text, index: chain.last + 1 + offset }));
  return (
    between.some(({ text }) => linkingVerbs.includes(text)) &&
    between.every(
      ({ text, index }) =>
        linkingVerbs.includes(text) || linkingWords.includes(text) || isPassable(index),
    )
  );
}

/** One span per kind and segment: it swallows the fillers between the digits. */
function spansOf(
  { tokens }: ReadCall,
  { parts }: DigitChain,
  kinds: readonly (RedactionKind | null)[],
): RedactionSpan[] {
  const spans: RedactionSpan[] = [];
  for (const [at, { segment, groups }] of parts.entries()) {
    const kind = kinds[at] ?? null;
    if (kind === null) continue;
    const start = tokens[groups[0]?.first ?? 0]?.start ?? 0;
    const end = tokens[groups.at(-1)?.last ?? 0]?.end ?? 0;
    const last = spans.at(-1);
    if (last?.segment === segment && last.kind === kind) last.end = end;
    else spans.push({ kind, segment, start, end });
  }
  return spans;
}
