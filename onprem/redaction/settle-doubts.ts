import { clusters, digitsOf, isJoiner } from "./digit-clusters.ts";
import type { Lexicon } from "./lexicon.ts";
import type { DigitGroup } from "./read-numbers.ts";
import type { Token } from "./tokenise.ts";

const MIN_LENGTH_FOR_HOMOPHONES = 5;

/**
 * Leaves out the words that are no digits here. "oh" is a nought directly beside digits, or later among those of one
 * number; "for" is a four only between single digits of a long one.
 */
export function settleDoubts(
  tokens: readonly Token[],
  lexicon: Lexicon,
  groups: readonly DigitGroup[],
): DigitGroup[] {
  const hesitations = new Set(lexicon.hesitations);
  const fillers = new Set([...lexicon.fillers, ...hesitations]);
  const isSound = (token: Token) => isJoiner(token) || hesitations.has(token.text);
  const isFiller = (token: Token) => isJoiner(token) || fillers.has(token.text);

  const homophones = new Set(clusters(tokens, groups, isJoiner).flatMap(sureHomophones));
  const certain = groups.filter((group) => group.doubt !== "homophone" || homophones.has(group));
  const segmentOf = ({ first }: DigitGroup) => tokens[first]?.segment;
  const withDigits = new Set(certain.filter(isSure).map(segmentOf));
  const zeros = new Set([
    ...clusters(tokens, certain, isSound).filter(hasSureDigits).flat(),
    ...clusters(tokens, certain, isFiller, "call")
      .flatMap(fromSureDigits)
      // "Oh, okay." by the other party is an exclamation.
      .filter((group) => withDigits.has(segmentOf(group))),
  ]);
  return certain.filter((group) => group.doubt !== "weak_zero" || zeros.has(group));
}

function sureHomophones(cluster: readonly DigitGroup[]): DigitGroup[] {
  const isSingle = (group: DigitGroup | undefined) =>
    group !== undefined && group.doubt !== "homophone" && group.digits.length === 1;
  const isLong = digitsOf(cluster.filter(isSure)).length >= MIN_LENGTH_FOR_HOMOPHONES;
  return cluster.filter(
    (_, at) => isLong && isSingle(cluster[at - 1]) && isSingle(cluster[at + 1]),
  );
}

function hasSureDigits(cluster: readonly DigitGroup[]): boolean {
  return cluster.some(isSure);
}

function fromSureDigits(cluster: readonly DigitGroup[]): DigitGroup[] {
  return hasSureDigits(cluster) ? cluster.slice(cluster.findIndex(isSure)) : [];
}

function isSure({ doubt }: DigitGroup): boolean {
  return doubt === "none";
}
