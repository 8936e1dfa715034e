import type { RedactionSpan } from "./find-spans.ts";
import type { Lexicon } from "./lexicon.ts";
import { tokenise, type Token } from "./tokenise.ts";

const MAX_LOCAL_TOKENS = 60;
const MAX_DOMAIN_LABELS = 5;
/** Mail providers whose ending callers leave out: "at gmail". */
const PROVIDERS = new Set([
  "gmail",
  "googlemail",
  "hotmail",
  "outlook",
  "yahoo",
  "icloud",
  "btinternet",
  "protonmail",
  "aol",
]);
/** Endings that a company's own address on the web has as well: one of them is needed after the "at". */
const ENDINGS =
  /^(?:com|net|org|edu|gov|co|uk|ac|ie|de|fr|es|it|pt|nl|pl|be|ch|at|eu|us|ca|au|nz|io|me|info|biz|mail|test|example)$/;
const WRITTEN = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
/** In a spelled or dotted local part these stand between its pieces. */
const SIGNS = new Set([".", "_", "-", "+", ","]);

/**
 * E-mail addresses, written ("john.smith@example.org") or spoken ("john dot smith at example dot org"). Spoken ones are
 * found from their "at": behind it a domain with its ending or a known provider, before it everything back to a word that
 * is surely no part of an address.
 */
export function findEmails(texts: readonly string[], lexicon: Lexicon): RedactionSpan[] {
  const written = texts.flatMap((text, segment) =>
    [...text.matchAll(WRITTEN)].map((found): RedactionSpan => ({
      kind: "email",
      segment,
      start: found.index,
      end: found.index + found[0].length,
    })),
  );
  const tokens = tokenise(texts);
  const spoken = tokens.flatMap((token, at): RedactionSpan[] => {
    if (!lexicon.email.at.includes(token.text)) return [];
    const last = endOfDomain(tokens, at, lexicon);
    if (last === undefined) return [];
    const first = startOfLocal(tokens, at, lexicon);
    if (first === undefined) return [];
    const { segment } = token;
    return [
      { kind: "email", segment, start: tokens[first]?.start ?? 0, end: tokens[last]?.end ?? 0 },
    ];
  });
  return [...written, ...spoken];
}

/** The last token of the domain after an "at". */
function endOfDomain(tokens: readonly Token[], at: number, { email }: Lexicon): number | undefined {
  const segment = tokens[at]?.segment;
  const word = (index: number) => {
    const token = tokens[index];
    return token?.segment === segment && (token?.kind === "word" || token?.kind === "figures")
      ? token.text
      : "";
  };
  let last: number | undefined;
  let index = at + 1;
  if (word(index) === "www") return undefined;
  for (let label = 0; label < MAX_DOMAIN_LABELS && word(index) !== ""; label++) {
    const isEnding = label > 0 && ENDINGS.test(word(index));
    if (isEnding || (label === 0 && PROVIDERS.has(word(index)))) last = index;
    // "north gate dot net", "my-shop dot com"
    const next = tokens[index + 1];
    if (next?.segment !== segment) break;
    if (email.dots.includes(next?.text ?? "")) index += 2;
    else if (next?.text === "-") index += 2;
    else if (label === 0 && email.dots.includes(tokens[index + 2]?.text ?? "")) index += 1;
    else break;
  }
  return last;
}

/** The first token before an "at" that is part of the address. */
function startOfLocal(
  tokens: readonly Token[],
  at: number,
  { email }: Lexicon,
): number | undefined {
  const home = tokens[at]?.segment;
  let first: number | undefined;
  for (let index = at - 1; index >= 0 && at - index <= MAX_LOCAL_TOKENS; index--) {
    const token = tokens[index];
    if (token === undefined || token.segment !== home) break;
    const isWord = token.kind === "word" || token.kind === "figures";
    if (isWord) {
      if (email.stops.includes(token.text.replace(/'s$/, ""))) break;
      first = index;
    } else if (!SIGNS.has(token.text)) break;
    else if (isSentenceEnd(tokens, index)) break;
  }
  return first;
}

/** A full stop or comma with a space behind it, but for those between spelled letters. */
function isSentenceEnd(tokens: readonly Token[], index: number): boolean {
  const [before, token, after] = [tokens[index - 1], tokens[index], tokens[index + 1]];
  if (token === undefined || (token.text !== "." && token.text !== ",")) return false;
  const isSpaced = after !== undefined && after.start > token.end;
  const isSpelled = before?.text.length === 1 || after?.text.length === 1;
  return isSpaced && !isSpelled;
}
