import type { RedactionKind } from "#shared/contracts/transcript.ts";

import { AskedNumbers, isAskedKind } from "./asked-numbers.ts";
import { looksLikeCard } from "./card-shape.ts";
import { findDates, type DateExpression } from "./date-expressions.ts";
import { findDigitChains, type ChainPart, type DigitChain } from "./digit-chains.ts";
import { Expectation } from "./expectation.ts";
import type { Phrase } from "./find-phrases.ts";
import type { Lexicon } from "./lexicon.ts";
import type { ReadCall } from "./read-call.ts";
import { withLetters } from "./spelled-letters.ts";
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

/**
 * What has to be taken out of a call: cards' numbers, security codes and expiry dates always, other numbers if they are
 * among the `kinds`.
 */
export function findSpans(
  call: ReadCall,
  lexicon: Lexicon,
  kinds: ReadonlySet<RedactionKind>,
): RedactionSpan[] {
  const chains = findDigitChains(call);
  const events = eventsOf(call, chains, findDates(call, lexicon));
  const expectation = new Expectation();
  const asked = new AskedNumbers();
  const redacted = new Map<DigitChain, (RedactionKind | null)[]>();
  const spans: RedactionSpan[] = [];
  const known = new KnownNumbers();
  let latest: DigitChain | undefined;
  let lastOut: { kind: RedactionKind; at: number } | undefined;

  const clockAt = (index: number) => call.talkBefore(call.tokens[index]?.segment ?? 0);

  const redact = (chain: DigitChain, clock: number) => {
    const strangers = strangersIn(call, chain, expectation);
    redacted.set(
      chain,
      chain.parts.map((part) => {
        if (strangers.has(part)) return null;
        const kind = kindOf(part, expectation);
        expectation.onRedacted(kind, part.digits, clock);
        if (kind === "card") known.add(kind, part.digits);
        return kind;
      }),
    );
    known.endOfNumber();
  };

  /** Takes the chain for the number that was asked for, if that is to be taken out. */
  const redactAsked = (chain: DigitChain, clock: number) => {
    const found = chain.parts.map(({ digits }) => {
      const kind = asked.take(digits, clock);
      if (kind === null || !kinds.has(kind)) return null;
      known.add(kind, digits);
      return kind;
    });
    known.endOfNumber();
    if (found.some((kind) => kind !== null)) redacted.set(chain, found);
  };

  for (const event of events) {
    const clock = clockAt(event.at);
    switch (event.type) {
      case "cue": {
        const { kind } = event.phrase;
        if (kind === "interjection" || kind === "no_cue") break;
        if (lastOut?.kind === kind && isNamedBy(call, lexicon, lastOut.at, event.phrase)) break;
        const wasOther = expectation.isOther(clock);
        const wasAsked = asked.isAsked(clock);
        expectation.onCue(kind, clock);
        const wasBanks = asked.onCue(kind, clock);
        if (latest === undefined || redacted.has(latest)) break;
        if (wasBanks && kinds.has("bank_account")) {
          const { parts } = latest;
          redacted.set(
            latest,
            parts.map(() => "bank_account"),
          );
          for (const { digits } of parts) known.add("bank_account", digits);
          known.endOfNumber();
        }
        if (latest.digits.length < MIN_UNASKED_DIGITS) break;
        if (!wasOther && expectation.pending.length > 0) {
          if (
            isCodeBeside(latest, event.phrase) ||
            isNamedBy(call, lexicon, latest.last, event.phrase)
          ) {
            redact(latest, clock);
          }
        } else if (!wasAsked && isAskedKind(kind)) {
          if (isNamedBy(call, lexicon, latest.last, event.phrase)) redactAsked(latest, clock);
        }
        break;
      }
      case "placeholder":
        lastOut = event;
        expectation.onPlaceholder(event.kind, clock);
        asked.onPlaceholder(event.kind, clock);
        break;
      case "date":
        if (
          expectation.expectsExpiry(clock) ||
          (expectation.mayRepeatExpiry(clock) && !comesWithTalk(call, event.at))
        ) {
          spans.push({ kind: "expiry", ...event.date });
          expectation.onRedacted("expiry", "", clock);
        } else {
          expectation.onKeptDigits(clock);
        }
        break;
      case "chain":
        latest = event.chain;
        if (
          kinds.has("bank_account") &&
          kinds.has("sort_code") &&
          asked.isBankDetails(latest.parts.map(({ digits }) => digits))
        ) {
          redactAsked(event.chain, clock);
          break;
        }
        if (isSensitive(call, event.chain, expectation, clock, known)) {
          redact(event.chain, clock);
          asked.onCard();
          break;
        }
        if (isAnswer(call, event.chain, asked, clock)) redactAsked(event.chain, clock);
        else if (kinds.has("phone") && looksLikePhone(call, event.chain)) {
          redacted.set(
            event.chain,
            event.chain.parts.map(() => "phone"),
          );
        }
        expectation.onKeptDigits(clock);
    }
  }

  for (const chain of chains) {
    if (!redacted.has(chain)) redacted.set(chain, known.partsOf(chain));
  }
  for (const [chain, found] of redacted) spans.push(...spansOf(call, lexicon, chain, found));
  return spans;
}

/** Whether digits answer a question for another number than a card's. */
function isAnswer(
  call: ReadCall,
  { parts, digits }: DigitChain,
  asked: AskedNumbers,
  clock: number,
): boolean {
  if (!asked.isOpen(clock)) return false;
  const isAlone = parts.every(({ segment }) => call.isDigitsOnly(segment));
  return asked.isAsked(clock) ? isAlone || digits.length >= MIN_UNASKED_DIGITS : isAlone;
}

/** A national number from its trunk prefix, or an international one. */
function looksLikePhone({ tokens }: ReadCall, { first, digits }: DigitChain): boolean {
  if (tokens[first - 1]?.text === "+") return digits.length >= 8;
  return /^0\d{9,10}$/.test(digits);
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
  chain: DigitChain,
  expectation: Expectation,
  clock: number,
  known: KnownNumbers,
): boolean {
  const { parts, digits } = chain;
  const pieces = parts.map((part) => part.digits);
  const isOtherNumber = expectation.isOther(clock);
  if (looksLikeCard(pieces, { isOtherNumber, isCorrected: isCorrected(call, chain) })) return true;
  if (!expectation.isOpen(clock)) return false;

  const isAlone = parts.every(({ segment }) => call.isDigitsOnly(segment));
  if (expectation.pending.length === 0) {
    // What was answered may be read back, or an unasked code may follow; other numbers come with their own words.
    const isRecent = digits.length <= MAX_UNASKED_DIGITS || expectation.idleFor(clock) <= 1;
    if (isAlone) return isRecent;
    if (known.has("card", digits)) return true;
    const isBare = !comesWithTalk(call, chain.first) && !precedesTalk(call, chain);
    return isRecent && isBare && digits.length >= MIN_UNASKED_DIGITS;
  }
  if (expectation.isMentionOnly) {
    const isLong = digits.length >= CARD_PIECE_DIGITS || expectation.idleFor(clock) === 0;
    return (
      isAlone ||
      (isLong && digits.length >= MIN_UNASKED_DIGITS && !comesWithTalk(call, chain.first))
    );
  }
  if (digits.length === 1) return isAlone;
  return isAlone || digits.length >= MIN_UNASKED_DIGITS || expectation.idleFor(clock) === 0;
}

/** Whether the speaker took back some of the digits: "four two, no sorry, four three". */
function isCorrected({ tokens, isCorrection }: ReadCall, { first, last }: DigitChain): boolean {
  return tokens.slice(first, last).some((_, offset) => isCorrection(first + offset));
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

/** The numbers that were taken out: their digits go wherever else they are said. */
class KnownNumbers {
  /** Numbers of a kind, separated by spaces. */
  readonly #numbers = new Map<RedactionKind, string>();

  add(kind: RedactionKind, digits: string): void {
    this.#numbers.set(kind, (this.#numbers.get(kind) ?? "") + digits);
  }

  endOfNumber(): void {
    for (const [kind, numbers] of this.#numbers) this.#numbers.set(kind, `${numbers} `);
  }

  has(kind: RedactionKind, digits: string): boolean {
    const numbers = this.#numbers.get(kind) ?? "";
    return digits.length >= MIN_KNOWN_DIGITS && numbers.includes(digits);
  }

  /** What the parts of an unsuspicious chain repeat. */
  partsOf({ parts, digits }: DigitChain): (RedactionKind | null)[] {
    const kindOfDigits = (said: string) =>
      [...this.#numbers.keys()].find((kind) => this.has(kind, said)) ?? null;
    const ofAll = kindOfDigits(digits);
    return parts.map((part) => ofAll ?? kindOfDigits(part.digits));
  }
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
function touchesTalk(call: ReadCall, { segment, groups }: ChainPart): boolean {
  const beside = [(groups[0]?.first ?? 0) - 1, (groups.at(-1)?.last ?? 0) + 1];
  return beside.some((index) => call.tokens[index]?.segment === segment && call.isTalk(index));
}

/** Whether words with a meaning of their own, none of a card, lead up to a token in its segment: "we won with" 3, 11. */
function comesWithTalk(call: ReadCall, first: number): boolean {
  const { tokens, isPassable, isTalk, phraseAt } = call;
  const segment = tokens[first]?.segment;
  let index = first - 1;
  while (tokens[index]?.segment === segment && isPassable(index)) index--;
  if (tokens[index]?.segment !== segment) return false;
  const kind = phraseAt(index)?.kind;
  return (
    isTalk(index) || tokens[index]?.text === "+" || kind === "other_topic" || kind === "no_cue"
  );
}

function precedesTalk(call: ReadCall, { last }: DigitChain): boolean {
  return call.tokens[last + 1]?.segment === call.tokens[last]?.segment && call.isTalk(last + 1);
}

/** "317 on the back" */
function isCodeBeside({ last, digits }: DigitChain, cue: Phrase): boolean {
  return (
    cue.kind === "security_code" && cue.first === last + 1 && digits.length <= MAX_UNASKED_DIGITS
  );
}

/** "Four two … is my card number": only "is my" and its like stand between the digits, to `last`, and the cue. */
function isNamedBy(
  { tokens, isPassable }: ReadCall,
  { linkingVerbs, linkingWords }: Lexicon,
  last: number,
  cue: Phrase,
): boolean {
  const between = tokens
    .slice(last + 1, cue.first)
    .map(({ text }, offset) => ({ text, index: last + 1 + offset }));
  return (
    between.some(({ text }) => linkingVerbs.includes(text)) &&
    between.every(
      ({ text, index }) =>
        linkingVerbs.includes(text) || linkingWords.includes(text) || isPassable(index),
    )
  );
}

/** One span per kind and segment: it swallows the fillers between the digits, and the letters of a national number. */
function spansOf(
  { tokens }: ReadCall,
  lexicon: Lexicon,
  { parts }: DigitChain,
  kinds: readonly (RedactionKind | null)[],
): RedactionSpan[] {
  const spans: RedactionSpan[] = [];
  for (const [at, { segment, groups }] of parts.entries()) {
    const kind = kinds[at] ?? null;
    const [firstGroup, lastGroup] = [groups[0], groups.at(-1)];
    if (kind === null || firstGroup === undefined || lastGroup === undefined) continue;
    const digits = { first: firstGroup.first, last: lastGroup.last };
    const { first, last } = kind === "national_id" ? withLetters(tokens, digits, lexicon) : digits;
    const start = tokens[first]?.start ?? 0;
    const end = tokens[last]?.end ?? start;
    const before = spans.at(-1);
    if (before?.segment === segment && before.kind === kind) before.end = end;
    else spans.push({ kind, segment, start, end });
  }
  return spans;
}
