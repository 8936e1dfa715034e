import { CARD_FAMILIES } from "./corpus-cards.ts";
import type { CorpusCase } from "./corpus-case.ts";
import { CODE_FAMILIES } from "./corpus-codes.ts";
import { IDENTITY_FAMILIES } from "./corpus-identities.ts";
import { NEGATIVE_FAMILIES } from "./corpus-negatives.ts";
import { randomFrom, type Random } from "./random.ts";

const BRIDGES: [string, ...string[]] = [
  "Let me have a look for you.",
  "Bear with me while the system loads.",
  "Thank you for that.",
  "Is there anything else I can help you with today?",
  "I completely understand.",
];

/**
 * Calls with what has to be taken out of them marked (`readMarks`), and as many without anything: written and spoken, from
 * one seed always the same. Calls with secrets have ordinary numbers before and after them.
 */
export function generateCorpus(seed: number, count: number): CorpusCase[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => someCase(random));
}

function someCase(random: Random): CorpusCase {
  const isOrdinary = random.chance(0.35);
  if (isOrdinary) {
    const first = random.pick(NEGATIVE_FAMILIES)(random);
    const more = random.chance(0.5)
      ? [random.pick(BRIDGES), ...random.pick(NEGATIVE_FAMILIES)(random).lines]
      : [];
    return { family: first.family, lines: [...first.lines, ...more] };
  }
  const kinds = random.pick([
    CARD_FAMILIES,
    CARD_FAMILIES,
    CARD_FAMILIES,
    CODE_FAMILIES,
    IDENTITY_FAMILIES,
  ]);
  const secret = random.pick(kinds)(random);
  const before = random.chance(0.5)
    ? [...random.pick(NEGATIVE_FAMILIES)(random).lines, random.pick(BRIDGES)]
    : [];
  const next = random.pick(NEGATIVE_FAMILIES)(random);
  // After a sort code nobody can tell whose account number is meant.
  const isClear = kinds !== IDENTITY_FAMILIES || next.family !== "not: account number";
  const after = isClear && random.chance(0.5) ? [random.pick(BRIDGES), ...next.lines] : [];
  return { family: secret.family, lines: [...before, ...secret.lines, ...after] };
}
