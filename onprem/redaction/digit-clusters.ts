import type { DigitGroup } from "./read-numbers.ts";
import type { Token } from "./tokenise.ts";

const BREAKERS = new Set(["£", "$", "€", "¥", "%", "+", "@"]);

/** Whether punctuation may stand between the digits of one number. */
export function isJoiner(token: Token): boolean {
  return token.kind === "punctuation" && !BREAKERS.has(token.text);
}

/** Numbers that follow each other with nothing but `isBetween` between them, in one segment or over several. */
export function clusters(
  tokens: readonly Token[],
  groups: readonly DigitGroup[],
  isBetween: (token: Token, index: number) => boolean,
  reach: "segment" | "call" = "segment",
): DigitGroup[][] {
  const found: DigitGroup[][] = [];
  for (const group of groups) {
    const last = found.at(-1)?.at(-1);
    const isNext =
      last !== undefined &&
      (reach === "call" || tokens[last.first]?.segment === tokens[group.first]?.segment) &&
      tokens
        .slice(last.last + 1, group.first)
        .every((token, offset) => isBetween(token, last.last + 1 + offset));
    if (isNext) found.at(-1)?.push(group);
    else found.push([group]);
  }
  return found;
}

/** The digits of groups, as one. */
export function digitsOf(groups: readonly DigitGroup[]): string {
  return groups.map(({ digits }) => digits).join("");
}
