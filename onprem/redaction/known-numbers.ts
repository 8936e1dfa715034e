import type { RedactionKind } from "#shared/contracts/transcript.ts";

import type { DigitChain } from "./digit-chains.ts";

/** Fewer digits may be anything. */
const MIN_KNOWN_DIGITS = 4;

/** The numbers that were taken out: their digits go wherever else they are said. */
export class KnownNumbers {
  /** Numbers of a kind, separated by spaces. */
  readonly #numbers = new Map<RedactionKind, string>();

  /** Adds a number, all its parts. */
  add(kind: RedactionKind, digits: string): void {
    this.#numbers.set(kind, `${this.#numbers.get(kind) ?? ""}${digits} `);
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
