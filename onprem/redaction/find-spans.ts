import type { RedactionKind } from "#shared/contracts/transcript.ts";

import { AskedNumbers, isAskedKind } from "./asked-numbers.ts";
import { eventsOf } from "./call-events.ts";
import { looksLikeCard } from "./card-shape.ts";
import { findDates, type DateExpression } from "./date-expressions.ts";
import { findDigitChains, type ChainPart, type DigitChain } from "./digit-chains.ts";
import { Expectation } from "./expectation.ts";
import type { Phrase } from "./find-phrases.ts";
import { KnownNumbers } from "./known-numbers.ts";
import type { Lexicon } from "./lexicon.ts";
import type { ReadCall } from "./read-call.ts";
import { withLetters } from "./spelled-letters.ts";
import {
  comesWithTalk,
  isCodeBeside,
  isNamedBy,
  precedesTalk,
  touchesTalk,
} from "./words-beside.ts";

/** A stretch of one segment to be taken out; offsets in its text. */
export interface RedactionSpan {
  kind: RedactionKind;
  segment: number;
  start: number;
  end: number;
}

/** A card's number in pieces: these belong to it whatever comes first in the question. */
const CARD_PIECE_DIGITS = 8;
const MAX_EXPIRY_DIGITS = 6;
const MAX_STRANGER_DIGITS = 2;
const YEAR_DIGITS = 2;
const MIN_UNASKED_DIGITS = 3;
const MAX_UNASKED_DIGITS = 4;
const MIN_INTERNATIONAL_DIGITS = 8;

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
  const search = new SpanSearch(call, lexicon, kinds);
  for (const event of eventsOf(call, chains, findDates(call, lexicon))) {
    const clock = call.talkBefore(call.tokens[event.at]?.segment ?? 0);
    switch (event.type) {
      case "cue":
        search.onCue(event.phrase, clock);
        break;
      case "placeholder":
        search.onPlaceholder(event.kind, event.at, clock);
        break;
      case "date":
        search.onDate(event.date, clock);
        break;
      case "chain":
        search.onChain(event.chain, clock);
    }
  }
  return search.end(chains);
}

type KindsOfParts = (RedactionKind | null)[];

/** Goes through a call once, word by word. The clock counts segments with other talk in them. */
class SpanSearch {
  readonly #call: ReadCall;
  readonly #lexicon: Lexicon;
  readonly #kinds: ReadonlySet<RedactionKind>;
  readonly #expectation = new Expectation();
  readonly #asked = new AskedNumbers();
  readonly #known = new KnownNumbers();
  readonly #redacted = new Map<DigitChain, KindsOfParts>();
  readonly #expiries: RedactionSpan[] = [];
  #latest: DigitChain | undefined;
  #latestPlaceholder: { kind: RedactionKind; at: number } | undefined;

  constructor(call: ReadCall, lexicon: Lexicon, kinds: ReadonlySet<RedactionKind>) {
    this.#call = call;
    this.#lexicon = lexicon;
    this.#kinds = kinds;
  }

  onCue(cue: Phrase, clock: number): void {
    const { kind } = cue;
    const out = this.#latestPlaceholder;
    if (kind === "interjection" || kind === "no_cue") return;
    if (out?.kind === kind && this.#isNamed(out.at, cue)) return;
    const wasOther = this.#expectation.isOther(clock);
    const wasAsked = this.#asked.isAsked(clock);
    this.#expectation.onCue(kind, clock);
    const wasBanks = this.#asked.onCue(kind, clock);

    // What was said before its name: "four two … is my card number".
    const latest = this.#latest;
    if (latest === undefined || this.#redacted.has(latest)) return;
    if (wasBanks && this.#kinds.has("bank_account")) this.#redactAs("bank_account", latest);
    if (latest.digits.length < MIN_UNASKED_DIGITS) return;
    if (!wasOther && this.#expectation.pending.length > 0) {
      if (isCodeBeside(latest, cue) || this.#isNamed(latest.last, cue)) this.#redact(latest, clock);
    } else if (!wasAsked && isAskedKind(kind) && this.#isNamed(latest.last, cue)) {
      this.#redactAsked(latest, clock);
    }
  }

  onPlaceholder(kind: RedactionKind, at: number, clock: number): void {
    this.#latestPlaceholder = { kind, at };
    this.#expectation.onPlaceholder(kind, clock);
    this.#asked.onPlaceholder(kind, clock);
  }

  onDate(date: DateExpression, clock: number): void {
    const isRepeated =
      this.#expectation.mayRepeatExpiry(clock) && !comesWithTalk(this.#call, date.first);
    if (!this.#expectation.expectsExpiry(clock) && !isRepeated) {
      this.#expectation.onKeptDigits(clock);
      return;
    }
    this.#expiries.push({ kind: "expiry", ...date });
    this.#expectation.onRedacted("expiry", "", clock);
  }

  onChain(chain: DigitChain, clock: number): void {
    this.#latest = chain;
    if (this.#isBankDetails(chain)) {
      this.#redactAsked(chain, clock);
    } else if (isSensitive(this.#call, chain, this.#expectation, clock, this.#known)) {
      this.#redact(chain, clock);
      this.#asked.onCard();
    } else {
      if (isAnswer(this.#call, chain, this.#asked, clock)) this.#redactAsked(chain, clock);
      else if (this.#kinds.has("phone") && looksLikePhone(this.#call, chain)) {
        this.#redactAs("phone", chain);
      }
      this.#expectation.onKeptDigits(clock);
    }
  }

  /** All spans, those included that only repeat what was found elsewhere. */
  end(chains: readonly DigitChain[]): RedactionSpan[] {
    const numbers = chains.flatMap((chain) =>
      spansOf(
        this.#call,
        this.#lexicon,
        chain,
        this.#redacted.get(chain) ?? this.#known.partsOf(chain),
      ),
    );
    return [...this.#expiries, ...numbers];
  }

  #isNamed(last: number, cue: Phrase): boolean {
    return isNamedBy(this.#call, this.#lexicon, last, cue);
  }

  #isBankDetails({ parts }: DigitChain): boolean {
    return (
      this.#kinds.has("bank_account") &&
      this.#kinds.has("sort_code") &&
      this.#asked.isBankDetails(parts.map(({ digits }) => digits))
    );
  }

  /** Takes the chain for what is expected of a card. */
  #redact(chain: DigitChain, clock: number): void {
    const strangers = strangersIn(this.#call, chain, this.#expectation);
    const found = chain.parts.map((part) => {
      if (strangers.has(part)) return null;
      const kind = kindOf(part, this.#expectation);
      this.#expectation.onRedacted(kind, part.digits, clock);
      return kind;
    });
    this.#redacted.set(chain, found);
    this.#known.add("card", digitsOf(chain, found, "card"));
  }

  /** Takes the chain for the number that was asked for, if that is to be taken out. */
  #redactAsked(chain: DigitChain, clock: number): void {
    const found = chain.parts.map(({ digits }) => {
      const kind = this.#asked.take(digits, clock);
      return kind !== null && this.#kinds.has(kind) ? kind : null;
    });
    if (found.every((kind) => kind === null)) return;
    this.#redacted.set(chain, found);
    for (const kind of new Set(found)) {
      if (kind !== null) this.#known.add(kind, digitsOf(chain, found, kind));
    }
  }

  #redactAs(kind: RedactionKind, chain: DigitChain): void {
    this.#redacted.set(
      chain,
      chain.parts.map(() => kind),
    );
    this.#known.add(kind, chain.digits);
  }
}

function digitsOf({ parts }: DigitChain, kinds: KindsOfParts, kind: RedactionKind): string {
  return parts
    .filter((_, at) => kinds[at] === kind)
    .map(({ digits }) => digits)
    .join("");
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
  if (tokens[first - 1]?.text === "+") return digits.length >= MIN_INTERNATIONAL_DIGITS;
  return /^0\d{9,10}$/.test(digits);
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
