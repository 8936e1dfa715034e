import { CUE_KINDS, type CueKind, type Lexicon } from "./lexicon.ts";
import type { Token } from "./tokenise.ts";

export type PhraseKind = CueKind | "interjection" | "no_cue";

/** A phrase of the lexicon as it was said; indices of its first and last token. */
export interface Phrase {
  kind: PhraseKind;
  first: number;
  last: number;
}

interface Entry {
  words: string[];
  kind: PhraseKind;
}

/** The lexicon's phrases in a call, in order and without overlaps, the longest where several begin. */
export function findPhrases(tokens: readonly Token[], lexicon: Lexicon): Phrase[] {
  const entries = entriesByFirstWord(lexicon);
  const spelledOut = spelledOutFigures(lexicon);
  const words = tokens
    .map((token, index) => ({ token, index, text: spelledOut.get(token.text) ?? token.text }))
    .filter(({ token }) => token.kind !== "punctuation");

  const phrases: Phrase[] = [];
  for (let at = 0; at < words.length; at++) {
    const start = words[at];
    if (start === undefined) break;
    const candidates = entries.get(start.text) ?? entries.get(withoutPossessive(start.text));
    const found = candidates?.find((entry) =>
      entry.words.every((word, offset) => {
        const next = words[at + offset];
        const isSaid = next?.text === word || withoutPossessive(next?.text ?? "") === word;
        return isSaid && next?.token.segment === start.token.segment;
      }),
    );
    if (found === undefined) continue;
    const first = start.index;
    at += found.words.length - 1;
    phrases.push({ kind: found.kind, first, last: words[at]?.index ?? first });
  }
  return phrases;
}

/** "passport's" → "passport". */
function withoutPossessive(word: string): string {
  return word.replace(/'s$/, "");
}

function entriesByFirstWord(lexicon: Lexicon): Map<string, Entry[]> {
  const phrases: [PhraseKind, string[]][] = [
    ...CUE_KINDS.map((kind): [PhraseKind, string[]] => [kind, lexicon.cues[kind]]),
    ["interjection", lexicon.interjections],
    ["no_cue", lexicon.noCues],
  ];
  const entries = phrases.flatMap(([kind, said]) =>
    said.map((phrase) => ({ words: phrase.split(" "), kind })),
  );
  const longestFirst = entries.toSorted((a, b) => b.words.length - a.words.length);
  return Map.groupBy(longestFirst, ({ words }) => words[0] ?? "");
}

/** "3" → "three", for phrases such as "3 digits". */
function spelledOutFigures({ digits, teens }: Lexicon): Map<string, string> {
  return new Map(Object.entries({ ...digits, ...teens }).map(([word, figures]) => [figures, word]));
}
