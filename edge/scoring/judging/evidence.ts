import type { Segment } from "#shared/contracts/transcript.ts";

import { GAP, textOfSpeech, type SpokenToken, type SpokenText } from "./evidence-text.ts";
import type { LocatedQuote } from "./scored-criterion.ts";

/** A quote that was found. */
export type FoundQuote = {
  located: LocatedQuote;
  /** How many words it has. */
  words: number;
  /** False where speakers are known and all of it is the customer's; true where they are not known. */
  maySpeakForAgent: boolean;
};

export type QuoteFinder = {
  /** Where a quote stands in the transcript; null when nobody said it. */
  find: (quote: string) => FoundQuote | null;
  /** How many words the transcript has. */
  words: number;
};

/** Words that may be left out at an ellipsis. */
const MAX_WORDS_LEFT_OUT = 30;
const ELLIPSIS = /\.{2,}|…|\[\s*…\s*\]/gu;
/** What the prompt puts before a line, copied along: `[12]`, `12:`, `agent:`. */
const LINE_NUMBER = /(?:^|\n)\s*\[?\d{1,4}[\].):]\s*|\[\d{1,4}\]\s*/gu;
const SPEAKER = /(^|\n)\s*(?:agent|customer|caller)\s*:\s*/giu;

/** Neighbouring tokens, first and last included. */
type Stretch = { first: number; last: number };

/**
 * Prepares a screened transcript for looking up quotes. A quote is found when its words stand in the transcript one
 * after the other, also across neighbouring segments. What differs when a text is copied does not matter: case, punctuation,
 * spacing, hyphens, the kind of quotes and dashes, numbers as digits or as English words, the numbers and speakers that the
 * prompt puts before lines. At an ellipsis in a quote up to thirty words may be left out, never a sentence that was
 * taken out of the transcript. A single word counts only where it is all that a segment says, since any transcript has a
 * "yes" somewhere.
 *
 * What is found is given back in the transcript's own words.
 */
export function quoteFinder(segments: readonly Segment[]): QuoteFinder {
  const spoken = textOfSpeech(segments.map(({ text }) => text));
  const find = (quote: string): FoundQuote | null => {
    const unnumbered = quote.replaceAll(LINE_NUMBER, "\n").replaceAll(SPEAKER, "$1");
    const stretches =
      findWhole(spoken, quote) ?? findWhole(spoken, unnumbered) ?? findJoined(spoken, unnumbered);
    return stretches === null ? null : foundQuote(segments, spoken, stretches);
  };
  return { find, words: spoken.tokens.length };
}

function findWhole(spoken: SpokenText, quote: string): Stretch[] | null {
  return findPart(spoken, textOfSpeech([quote]));
}

function findPart(spoken: SpokenText, { text, words }: SpokenText): Stretch[] | null {
  if (words === 0 || text.includes(GAP)) return null;
  for (const stretch of occurrences(spoken, text)) {
    if (words > 1 || isWholeSegment(spoken, stretch)) return [stretch];
  }
  return null;
}

/** The parts of a quote with ellipses, each near the one before it. */
function findJoined(spoken: SpokenText, quote: string): Stretch[] | null {
  const parts = quote.split(ELLIPSIS).map((part) => textOfSpeech([part]));
  const [first, ...rest] = parts.filter(({ tokens }) => tokens.length > 0);
  if (first === undefined) return null;
  if (rest.length === 0) return findPart(spoken, first);
  if ([first, ...rest].some(({ words }) => words < 2)) return null;
  for (const start of occurrences(spoken, first.text)) {
    const stretches = [start];
    for (const { text } of rest) {
      const next = nextNearby(spoken, stretches.at(-1) ?? start, text);
      if (next === null) break;
      stretches.push(next);
    }
    if (stretches.length === 1 + rest.length) return stretches;
  }
  return null;
}

function nextNearby(spoken: SpokenText, before: Stretch, text: string): Stretch | null {
  const { tokens } = spoken;
  const end = tokens[before.last]?.textEnd ?? 0;
  const lastStart = tokens[before.last + MAX_WORDS_LEFT_OUT + 1] ?? tokens.at(-1);
  const to = (lastStart?.textStart ?? end) + text.length;
  const [next] = occurrences(spoken, text, end, to);
  const start = tokens[next?.first ?? 0]?.textStart ?? end;
  return next === undefined || spoken.text.slice(end, start).includes(GAP) ? null : next;
}

/** Where `text` stands in what was said between two places, from one word's beginning to another's end. */
function* occurrences(
  spoken: SpokenText,
  text: string,
  from = 0,
  to = spoken.text.length,
): Generator<Stretch> {
  const within = spoken.text.slice(from, to);
  for (let at = within.indexOf(text); at >= 0; at = within.indexOf(text, at + 1)) {
    const first = spoken.startingAt.get(from + at);
    const last = spoken.endingAt.get(from + at + text.length);
    if (first !== undefined && last !== undefined) yield { first, last };
  }
}

function isWholeSegment({ tokens }: SpokenText, { first, last }: Stretch): boolean {
  const own = tokens[first]?.source;
  return tokens[first - 1]?.source !== own && tokens[last + 1]?.source !== own;
}

function foundQuote(
  segments: readonly Segment[],
  { tokens }: SpokenText,
  stretches: readonly Stretch[],
): FoundQuote | null {
  const quoted = stretches.map(({ first, last }) => tokens.slice(first, last + 1));
  const all = quoted.flat();
  const from = segments[all[0]?.source ?? -1];
  const to = segments[all.at(-1)?.source ?? -1];
  if (from === undefined || to === undefined) return null;
  const speakers = new Set(all.map(({ source }) => segments[source]?.speaker));
  return {
    located: {
      quote: quoted.map((stretch) => verbatim(segments, stretch)).join(" … "),
      segment: all[0]?.source ?? 0,
      start_sec: from.start_sec,
      end_sec: to.end_sec,
    },
    words: all.length,
    maySpeakForAgent: speakers.has("agent") || speakers.has(null),
  };
}

/** The words of a stretch as the transcript has them, with what ends their sentence. */
function verbatim(segments: readonly Segment[], stretch: readonly SpokenToken[]): string {
  return [...Map.groupBy(stretch, ({ source }) => source)]
    .map(([source, own]) => {
      const text = segments[source]?.text ?? "";
      const end = own.at(-1)?.to ?? 0;
      const closing = /^[.!?]+/.exec(text.slice(end))?.[0] ?? "";
      return text.slice(own[0]?.from ?? 0, end) + closing;
    })
    .join(" ");
}
