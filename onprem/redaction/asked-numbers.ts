import type { RedactionKind } from "#shared/contracts/transcript.ts";

import type { CueKind } from "./lexicon.ts";

/** Numbers that are no card's and go or stay by setting. */
export type AskedKind = Extract<
  RedactionKind,
  "bank_account" | "sort_code" | "national_id" | "phone" | "reference"
>;

const KINDS: ReadonlySet<string> = new Set<AskedKind>([
  "bank_account",
  "sort_code",
  "national_id",
  "phone",
  "reference",
]);
/** Digits of such a number as it is mostly issued, by which parts of one answer are told apart. */
const TYPICAL_DIGITS: Partial<Record<AskedKind, readonly number[]>> = {
  bank_account: [8, 7, 10],
  sort_code: [6],
};
/** With so many digits the question is answered. */
const ENOUGH_DIGITS: Record<AskedKind, number> = {
  bank_account: 7,
  sort_code: 6,
  national_id: 4,
  phone: 10,
  reference: 4,
};
/** Segments with other talk after which nobody waits any more. */
const PATIENCE = { asked: 4, bank: 4, answered: 1 } as const;

/** Which number other than a card's the call is waiting for. The clock counts segments with other talk in them. */
export class AskedNumbers {
  #pending: AskedKind[] = [];
  #answered: AskedKind | null = null;
  readonly #heard = new Map<AskedKind, string>();
  #clock = 0;
  /** When a bank was spoken of whose account number was not heard yet. */
  #bankClock = -Infinity;
  /** When a bank's account number was heard. */
  #accountClock = -Infinity;
  /** The account whose number is asked for, or was heard last, may be at a bank. */
  #isAccountUnclear = false;

  /** Takes note of words that announce a number. True where the account number heard before was a bank's after all. */
  onCue(kind: CueKind, clock: number): boolean {
    this.#expire(clock);
    switch (kind) {
      case "bank":
        this.#bankClock = clock;
        return this.#settleAccount(clock);
      case "account_number": {
        const isBanks = clock - this.#bankClock <= PATIENCE.bank;
        this.#ask(isBanks ? "bank_account" : "reference", clock);
        this.#isAccountUnclear = !isBanks;
        return false;
      }
      case "sort_code": {
        const wasHeard = this.#settleAccount(clock);
        if (!wasHeard && clock - this.#accountClock > PATIENCE.answered) this.#bankClock = clock;
        this.#ask(kind, clock);
        return wasHeard;
      }
      case "bank_account":
        this.#bankClock = clock;
        this.#ask(kind, clock);
        return false;
      case "card":
      case "security_code":
      case "expiry":
      case "card_mention":
      case "card_expiry":
      case "other_number":
        this.#reset();
        return false;
      case "other_topic":
      // "SSN ending in", "expires": whatever was spoken of before.
      case "card_remnant":
        return false;
      case "account":
        if (clock - this.#bankClock <= PATIENCE.bank) this.#ask("bank_account", clock);
        return false;
      default:
        this.#ask(kind, clock);
        return false;
    }
  }

  /** Whether one of these numbers is waited for, or was heard just now. */
  isOpen(clock: number): boolean {
    this.#expire(clock);
    return this.#pending.length > 0 || this.#answered !== null;
  }

  /** Whether one is asked for and not heard yet. */
  isAsked(clock: number): boolean {
    this.#expire(clock);
    return this.#pending.length > 0;
  }

  /** Whether a sort code and an account number are asked for and these parts are both. */
  isBankDetails(parts: readonly string[]): boolean {
    const isBoth = this.#pending.includes("sort_code") && this.#pending.includes("bank_account");
    const ends = parts.map((_, at) => parts.slice(0, at + 1).join("").length);
    return isBoth && ends.at(-1) === 14 && (ends.includes(6) || ends.includes(8));
  }

  /** Takes note of a card: what was asked for before it is forgotten. */
  onCard(): void {
    this.#reset();
  }

  /** Takes note of digits; answers which number they belong to. */
  take(digits: string, clock: number): AskedKind | null {
    for (const [kind, heard] of this.#heard) {
      if (digits.length > 1 && heard.endsWith(digits)) return kind;
    }
    const typical = this.#pending.find((kind) => TYPICAL_DIGITS[kind]?.includes(digits.length));
    const kind = typical ?? this.#pending[0] ?? this.#answered;
    if (kind === null) return null;
    const heard = (this.#heard.get(kind) ?? "") + digits;
    this.#heard.set(kind, heard);
    if (kind === "bank_account") this.#onBankAccount(clock);
    if (heard.length >= ENOUGH_DIGITS[kind]) {
      this.#pending = this.#pending.filter((pending) => pending !== kind);
      this.#answered = kind;
    }
    this.#clock = clock;
    return kind;
  }

  /** Takes note of what an earlier pass took out: the question for it is answered. */
  onPlaceholder(kind: RedactionKind, clock: number): void {
    if (!this.isOpen(clock) || !isAskedKind(kind)) return;
    const isAccount = kind === "bank_account" && this.#isAccountUnclear;
    this.#pending = this.#pending.filter(
      (pending) => pending !== kind && !(isAccount && pending === "reference"),
    );
    if (isAccount) this.#isAccountUnclear = false;
    if (kind === "bank_account") this.#onBankAccount(clock);
    this.#answered = kind;
    this.#clock = clock;
  }

  /** The account just spoken of is at a bank. True where its number was heard already. */
  #settleAccount(clock: number): boolean {
    if (!this.#isAccountUnclear || clock > this.#clock) return false;
    this.#isAccountUnclear = false;
    this.#pending = this.#pending.map((asked) => (asked === "reference" ? "bank_account" : asked));
    const wasHeard = this.#answered === "reference";
    if (wasHeard) this.#onBankAccount(clock);
    return wasHeard;
  }

  /** Once a bank's account number was heard, the next one asked for is the company's own. */
  #onBankAccount(clock: number): void {
    this.#bankClock = -Infinity;
    this.#accountClock = clock;
  }

  #ask(kind: CueKind, clock: number): void {
    if (!isAskedKind(kind)) return;
    if (!this.#pending.includes(kind)) this.#pending.push(kind);
    this.#heard.delete(kind);
    this.#answered = null;
    this.#clock = clock;
  }

  #expire(clock: number): void {
    const patience = this.#pending.length > 0 ? PATIENCE.asked : PATIENCE.answered;
    if (clock - this.#clock > patience) this.#reset();
  }

  #reset(): void {
    this.#pending = [];
    this.#answered = null;
    this.#heard.clear();
    this.#isAccountUnclear = false;
  }
}

export function isAskedKind(kind: string): kind is AskedKind {
  return KINDS.has(kind);
}
