import { clusters, digitsOf, isJoiner } from "./digit-clusters.ts";
import type { Lexicon } from "./lexicon.ts";
import type { DigitGroup } from "./read-numbers.ts";
import type { Token } from "./tokenise.ts";

const MIN_LENGTH_FOR_HOMOPHONES = 5;
/** "oh, oh, oh" without any other digit is a number, "oh, oh" an exclamation. */
const MIN_ZEROS = 3;
const MAX_HOMOPHONES_IN_A_ROW = 8;

/**
 * Leaves out the words that are no digits here. "oh" is a nought directly beside digits, or later among those of one
 * number; "for" is a four only between single digits of a long one.
 */
export function settleDoubts(
  tokens: readonly Token[],
  lexicon: Lexicon,
  groups: readonly DigitGroup[],
  isInterjection: (index: number) => boolean,
): DigitGroup[] {
  const hesitations = new Set(lexicon.hesitations);
  const fillers = new Set([...lexicon.fillers, ...hesitations]);
  const isSound = (token: Token) => isJoiner(token) || hesitations.has(token.text);
  const isFiller = (token: Token, index: number) =>
    isJoiner(token) || fillers.has(token.text) || isInterjection(index);

  const isEdge = (index: number, segment: number | undefined) => {
    const token = tokens[index];
    return token?.segment !== segment || token === undefined || isFiller(token, index);
  };
  const homophones = new Set(
    clusters(tokens, groups, isJoiner).flatMap((cluster) => {
      const segment = tokens[cluster[0]?.first ?? 0]?.segment;
      const isFreeBefore = isEdge((cluster[0]?.first ?? 0) - 1, segment);
      const isFreeAfter = isEdge((cluster.at(-1)?.last ?? 0) + 1, segment);
      return sureHomophones(cluster, isFreeBefore, isFreeAfter);
    }),
  );
  const certain = groups.filter((group) => group.doubt !== "homophone" || homophones.has(group));
  const segmentOf = ({ first }: DigitGroup) => tokens[first]?.segment;
  const withDigits = new Set(certain.filter(isSure).map(segmentOf));
  const wordsIn = Map.groupBy(
    tokens.filter(({ kind }) => kind !== "punctuation"),
    ({ segment }) => segment,
  );
  // "Yes, it's oh."
  const isNamed = ({ first }: DigitGroup) =>
    lexicon.linkingVerbs.includes(tokens[first - 1]?.text ?? "");
  const isAlone = (group: DigitGroup) =>
    wordsIn
      .get(segmentOf(group) ?? -1)
      ?.every(({ text }) => lexicon.weakZeros.includes(text) || hesitations.has(text));
  const zeros = new Set([
    ...clusters(tokens, certain, isSound)
      .filter((cluster) => hasSureDigits(cluster) || cluster.length >= MIN_ZEROS)
      .flat(),
    ...clusters(tokens, certain, isFiller, "call").flatMap((cluster) => {
      const firstSure = cluster.findIndex(isSure);
      return cluster.filter(
        (group, at) =>
          firstSure !== -1 &&
          // "Oh, okay." by the other party is an exclamation; "Oh." between digits may be one, or a nought.
          (isAlone(group) ||
            (at > firstSure && (withDigits.has(segmentOf(group)) || isNamed(group)))),
      );
    }),
  ]);
  return certain.filter((group) => group.doubt !== "weak_zero" || zeros.has(group));
}

/**
 * "for" within a long number said digit by digit, or a few of them in a row. At either end of the number it is one only
 * where no other word stands beside it: "four two to pay" ends with "two".
 */
function sureHomophones(
  cluster: readonly DigitGroup[],
  isFreeBefore: boolean,
  isFreeAfter: boolean,
): DigitGroup[] {
  const isSingle = (group: DigitGroup | undefined) =>
    group !== undefined && isSure(group) && new Set(group.digits).size === 1;
  if (digitsOf(cluster.filter(isSure)).length < MIN_LENGTH_FOR_HOMOPHONES) return [];
  const found: DigitGroup[] = [];
  for (let at = 0; at < cluster.length; at++) {
    let end = at;
    while (cluster[end]?.doubt === "homophone") end++;
    if (end === at) continue;
    const isAfterDigit = at === 0 ? isFreeBefore : isSingle(cluster[at - 1]);
    const isBeforeDigit = end === cluster.length ? isFreeAfter : isSingle(cluster[end]);
    if (end - at <= MAX_HOMOPHONES_IN_A_ROW && isAfterDigit && isBeforeDigit) {
      found.push(...cluster.slice(at, end));
    }
    at = end;
  }
  return found;
}

function hasSureDigits(cluster: readonly DigitGroup[]): boolean {
  return cluster.some(isSure);
}

function isSure({ doubt }: DigitGroup): boolean {
  return doubt === "none";
}
