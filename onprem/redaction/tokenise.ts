import {
  REDACTION_PLACEHOLDERS,
  redactionKindSchema,
  type RedactionKind,
} from "#shared/contracts/transcript.ts";

export type TokenKind = "word" | "figures" | "punctuation" | "placeholder";

/** A piece of a segment's text that has a meaning of its own. */
export interface Token {
  kind: TokenKind;
  /** Which segment of the call. */
  segment: number;
  /** Offsets in the segment's text; `end` lies behind the last character. */
  start: number;
  end: number;
  /** Lower case, in Unicode's compatibility form, apostrophes straight. */
  text: string;
}

/** As older transcripts have it. */
const OLD_PLACEHOLDERS: Record<string, RedactionKind> = { "[SECURITY_CODE]": "security_code" };
const PLACEHOLDERS = new Map<string, RedactionKind>([
  ...redactionKindSchema.options.map((kind): [string, RedactionKind] => [
    REDACTION_PLACEHOLDERS[kind],
    kind,
  ]),
  ...Object.entries(OLD_PLACEHOLDERS),
]);

// A word may end in one figure ("CVV2"); two or more are a number that lost its space. Characters that nobody sees (\p{Cf})
// do not part a word. Figures may be other numerals and raised or circled ones, but no fractions. Letters that look like 0
// and 1 count among figures that are at least as many: "42O0 l234".
const LOOK_ALIKES: Record<string, string> = { o: "0", l: "1", i: "1", "|": "1" };
const TOKEN = new RegExp(
  [
    ...[...PLACEHOLDERS.keys()].map((placeholder) => placeholder.replace(/[[\]]/g, "\\$&")),
    String.raw`(?<mixed>(?<![\p{L}\p{Nd}])(?=[OoIl|]*\p{Nd})[\p{Nd}OoIl|]{3,}(?![\p{L}\p{Nd}]))`,
    String.raw`(?<figures>[\p{Nd}¹²³⁰⁴-⁹₀-₉①-⑳⓪]+)`,
    String.raw`(?<word>\p{L}[\p{L}\p{M}\p{Cf}]*(?:['’]\p{L}+)*(?:\p{Nd}(?!\p{Nd}))?)`,
    String.raw`(?<punctuation>[^\s\p{L}\p{Nd}\p{Cf}])`,
  ].join("|"),
  "gu",
);

/** All tokens of a call, in order. */
export function tokenise(texts: readonly string[]): Token[] {
  return texts.flatMap((text, segment) =>
    [...text.matchAll(TOKEN)].map((match) => {
      const kind = kindOf(match);
      return {
        kind,
        segment,
        start: match.index,
        end: match.index + match[0].length,
        text: kind === "figures" ? asciiDigits(match[0]) : plain(match[0]),
      };
    }),
  );
}

function plain(text: string): string {
  return text
    .normalize("NFKC")
    .replaceAll(/\p{Cf}/gu, "")
    .toLowerCase()
    .replaceAll("’", "'");
}

/** The figures 0 to 9 of any script, look-alikes included. */
function asciiDigits(figures: string): string {
  return [...plain(figures)]
    .map((char) => (/\p{Nd}/u.test(char) ? digitOf(char) : (LOOK_ALIKES[char] ?? char)))
    .join("");
}

/** Unicode keeps the digits of every script together, from 0 to 9. */
function digitOf(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x80) return char;
  let distance = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - distance - 1))) distance++;
  return String(distance % 10);
}

/** What was taken out where this token stands; null where none was. */
export function placeholderKind({ kind, text }: Token): RedactionKind | null {
  return kind === "placeholder" ? (PLACEHOLDERS.get(text.toUpperCase()) ?? null) : null;
}

function kindOf({ groups }: RegExpMatchArray): TokenKind {
  if ((groups?.["mixed"] ?? groups?.["figures"]) !== undefined) return "figures";
  if (groups?.["word"] !== undefined) return "word";
  return groups?.["punctuation"] === undefined ? "placeholder" : "punctuation";
}
