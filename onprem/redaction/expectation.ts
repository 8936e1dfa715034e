import type { RedactionKind } from "#shared/contracts/transcript.ts";

import { isCardNumber, MIN_CARD_DIGITS } from "./card-shape.ts";
import type { CueKind } from "./lexicon.ts";
import { CARD_KINDS } from "./redaction-kinds.ts";

/** Segments with other talk after which nobody waits for an answer any more. */
const PATIENCE = { asked: 10, mentioned: 4, answered: 2, other: 4, otherAnswered: 0 } as const;
const EXPECTED_KINDS = new Set<RedactionKind>(CARD_KINDS);
const MIN_ECHO_DIGITS = 2;
const CARD_BEGUN_AT_MOST = 10;

/**
 * What the call is waiting for.
 *
 *     idle ──cue──► asked ──digits──► answered ──talk──► idle
 *       └──another kind of number──► other ──talk──► idle
 *
 * One question may ask for several things; each is struck off as it is answered. Once answered, the same digits may be
 * read back, so the wait goes on for a little. The clock counts segments with other talk in them.
 */
export class Expectation {
  /** Asked for and not yet heard, in the order of asking. */
  pending: RedactionKind[] = [];
  /** What was heard last. */
  answered: RedactionKind | null = null;
  /** Digits of the card heard so far, without those that were only read back. */
  #cardDigits = "";
  #isMentionOnly = false;
  #lastClock = 0;
  #otherClock = -Infinity;
  #isOtherAnswered = false;
  #topicClock = -Infinity;

  /** Takes note of words that announce a number, or another subject. */
  onCue(kind: CueKind, clock: number): void {
    this.#expire(clock);
    // A slip ("is that the account number?") must not let the rest of a card through.
    const isSlip =
      this.isMidCard() &&
      this.#cardDigits.length <= CARD_BEGUN_AT_MOST &&
      this.idleFor(clock) === 0;
    switch (kind) {
      case "bank":
      case "bank_account":
      case "account_number":
      case "sort_code":
      case "national_id":
      case "phone":
      case "reference":
      case "other_number":
        if (!isSlip) this.#turnToOther(clock);
        return;
      case "account":
        return;
      case "other_topic":
        this.#topicClock = clock;
        if (!isSlip && this.#isIdleTalk()) this.#reset();
        return;
      case "card_mention":
        this.#expectMentioned(clock);
        return;
      case "card_remnant":
        if (!this.isOther(clock)) this.#expect("card", clock);
        return;
      case "card_expiry":
        if (this.isOpen(clock)) this.#expect("expiry", clock);
        return;
      case "expiry":
        if (this.#topicClock !== clock) this.#expect("expiry", clock);
        return;
      default:
        this.#expect(kind, clock);
    }
  }

  /** Takes note of digits that were taken out. */
  onRedacted(kind: RedactionKind, digits: string, clock: number): void {
    const isEcho = digits.length >= MIN_ECHO_DIGITS && this.#cardDigits.endsWith(digits);
    if (kind === "card" && !isEcho) this.#cardDigits += digits;
    const isComplete = kind !== "card" || this.#cardDigits.length >= MIN_CARD_DIGITS;
    if (isComplete) this.pending = this.pending.filter((pending) => pending !== kind);
    this.answered = kind;
    this.#otherClock = -Infinity;
    this.#lastClock = clock;
  }

  /** Takes note of digits that may stay: the answer, where another kind of number was asked for. */
  onKeptDigits(clock: number): void {
    if (!this.isOther(clock)) return;
    this.#isOtherAnswered = true;
    this.#otherClock = clock;
  }

  /** Takes note of what an earlier pass took out: an answer to what is waited for, and no news otherwise. */
  onPlaceholder(kind: RedactionKind, clock: number): void {
    if (!EXPECTED_KINDS.has(kind)) {
      this.onKeptDigits(clock);
      return;
    }
    if (!this.isOpen(clock)) return;
    this.pending = this.pending.filter((pending) => pending !== kind);
    this.answered = kind;
    this.#lastClock = clock;
  }

  /** Whether digits are being waited for, or were heard just now. */
  isOpen(clock: number): boolean {
    this.#expire(clock);
    return this.pending.length > 0 || this.answered !== null;
  }

  /** Whether a date now is the answer to a question for a card's expiry. */
  expectsExpiry(clock: number): boolean {
    return this.isOpen(clock) && this.#isAwaiting("expiry");
  }

  /** Whether a date now may be an expiry date's other half, or the same read back. */
  mayRepeatExpiry(clock: number): boolean {
    return this.isOpen(clock) && this.answered === "expiry";
  }

  /** Whether these digits are surely all that is waited for. */
  isFulfilledBy(digits: string): boolean {
    const isCodeAlone = this.pending.length === 1 && this.#isAwaiting("security_code");
    return isCodeAlone ? /^\d{3,4}$/.test(digits) : isCardNumber(digits);
  }

  /** Whether another kind of number was asked for, or is being read back. */
  isOther(clock: number): boolean {
    const patience = this.#isOtherAnswered ? PATIENCE.otherAnswered : PATIENCE.other;
    return clock - this.#otherClock <= patience;
  }

  /** Whether a card's number has begun and is not complete. */
  isMidCard(): boolean {
    return this.#cardDigits !== "" && this.#cardDigits.length < MIN_CARD_DIGITS;
  }

  /** Whether a card was spoken of and nothing of it asked for. */
  get isMentionOnly(): boolean {
    return this.#isMentionOnly;
  }

  /** Segments with other talk since the last sign of a card. */
  idleFor(clock: number): number {
    return clock - this.#lastClock;
  }

  #isAwaiting(kind: RedactionKind): boolean {
    return this.pending.includes(kind);
  }

  #expect(kind: RedactionKind, clock: number): void {
    if (kind === "card" && this.#cardDigits.length >= MIN_CARD_DIGITS) this.#cardDigits = "";
    if (kind !== "card" && this.#cardDigits !== "") {
      // Whoever asks for the code has the number.
      this.pending = this.pending.filter((pending) => pending !== "card");
      this.#cardDigits = "";
    }
    // "When does the card expire?" asks for no number.
    if (kind !== "card" && this.#isMentionOnly) this.pending = [];
    if (!this.#isAwaiting(kind)) this.pending.push(kind);
    this.#isMentionOnly = false;
    this.#otherClock = -Infinity;
    this.#lastClock = clock;
  }

  #expectMentioned(clock: number): void {
    if (this.pending.length > 0) {
      this.#lastClock = clock;
      return;
    }
    this.#expect("card", clock);
    this.#isMentionOnly = true;
  }

  #expire(clock: number): void {
    if (this.idleFor(clock) > this.#patience()) this.#reset();
  }

  #patience(): number {
    if (this.pending.length === 0) return PATIENCE.answered;
    return this.#isMentionOnly ? PATIENCE.mentioned : PATIENCE.asked;
  }

  /** Whether nothing but a mentioned card, or an expiry date that may be another thing's, is waited for. */
  #isIdleTalk(): boolean {
    const isForExpiry = this.#cardDigits === "" && this.pending.every((kind) => kind === "expiry");
    return this.#isMentionOnly || isForExpiry || this.pending.length === 0;
  }

  #turnToOther(clock: number): void {
    this.#reset();
    this.#otherClock = clock;
    this.#isOtherAnswered = false;
  }

  #reset(): void {
    this.pending = [];
    this.answered = null;
    this.#cardDigits = "";
    this.#isMentionOnly = false;
  }
}
