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

// A word may end in one figure ("CVV2"); two or more are a number that lost its space.
const TOKEN = new RegExp(
  [
    ...[...PLACEHOLDERS.keys()].map((placeholder) => placeholder.replace(/[[\]]/g, "\\$&")),
    String.raw`(?<figures>\p{Nd}+)`,
    String.raw`(?<word>\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)*(?:\p{Nd}(?!\p{Nd}))?)`,
    String.raw`(?<punctuation>[^\s\p{L}\p{Nd}])`,
  ].join("|"),
  "gu",
);

/** All tokens of a call, in order. */
export function tokenise(texts: readonly string[]): Token[] {
  return texts.flatMap((text, segment) =>
    [...text.matchAll(TOKEN)].map((match) => ({
      kind: kindOf(match),
      segment,
      start: match.index,
      end: match.index + match[0].length,
      text: match[0].normalize("NFKC").toLowerCase().replaceAll("’", "'"),
    })),
  );
}

/** What was taken out where this token stands; null where none was. */
export function placeholderKind({ kind, text }: Token): RedactionKind | null {
  return kind === "placeholder" ? (PLACEHOLDERS.get(text.toUpperCase()) ?? null) : null;
}

function kindOf({ groups }: RegExpMatchArray): TokenKind {
  if (groups?.["figures"] !== undefined) return "figures";
  if (groups?.["word"] !== undefined) return "word";
  return groups?.["punctuation"] === undefined ? "placeholder" : "punctuation";
}
