import type { Segment } from "#shared/contracts/transcript.ts";

import { REMOVED } from "./injection.ts";
import type { LocatedQuote } from "./scored-criterion.ts";
import { spokenWords } from "./spoken-words.ts";

/** Stands between words that do not follow each other on the call; no quote contains it. */
const GAP = "\n ";

/** Where a quote stands in the transcript; null when nobody said it. */
export type QuoteFinder = (quote: string) => LocatedQuote | null;

/**
 * Prepares a screened transcript for looking up quotes. A quote is found when its words stand in the transcript one
 * after the other, also across neighbouring segments; case, punctuation and the kind of quotes and dashes do not
 * matter. A single word counts only where it is all that a segment says, since any transcript has a "yes" somewhere.
 */
export function quoteFinder(segments: readonly Segment[]): QuoteFinder {
  const starts: number[] = [];
  let words = " ";
  for (const segment of segments) {
    starts.push(words.length);
    segment.text.split(REMOVED).forEach((part, index) => {
      const spoken = spokenWords(part);
      words += `${index > 0 ? GAP : ""}${spoken}${spoken === "" ? "" : " "}`;
    });
  }
  const segmentAt = (offset: number) => starts.findLastIndex((start) => start <= offset);

  return (quote) => {
    const spoken = spokenWords(quote);
    if (spoken === "") return null;
    const at = words.indexOf(` ${spoken} `) + 1;
    if (at === 0) return null;
    const isOneWord = !spoken.includes(" ");
    const first = isOneWord
      ? segments.findIndex(({ text }) => spokenWords(text) === spoken)
      : segmentAt(at);
    const last = isOneWord ? first : segmentAt(at + spoken.length - 1);
    const from = segments[first];
    const to = segments[last];
    if (from === undefined || to === undefined) return null;
    return { quote: quote.trim(), segment: first, start_sec: from.start_sec, end_sec: to.end_sec };
  };
}
