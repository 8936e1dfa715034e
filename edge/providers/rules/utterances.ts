import type { Segment } from "#shared/contracts/transcript.ts";

import { normaliseText } from "./normalise-text.ts";

/** A sentence as it was spoken, which may run over several segments. */
export type Utterance = {
  index: number;
  /** Known only on recordings that keep the parties apart. */
  speaker: Segment["speaker"];
  /** The whole sentence as it stands in the transcript. */
  text: string;
  /** Normalised words; see `normaliseText`. */
  words: string;
  /** The longest stretch of it that stands in one segment, verbatim: what is quoted as evidence. */
  quote: string;
};

const MAX_QUOTE_CHARS = 300;
/** Speech without punctuation is cut here, which keeps quotes short and matching quick. */
const MAX_UTTERANCE_CHARS = 280;
const MAX_PAUSE_SEC = 1.5;

const SENTENCE_END = /[.?!…]["'”’)\]]*$/;
const BETWEEN_SENTENCES =
  /(?<=[?!…]["'”’)\]]*)\s+|(?<=(?<!\b(?:Mr|Mrs|Ms|Dr|St|Prof|Rev))\.["'”’)\]]*)\s+/;

const PIECE_OF_A_LONG_SENTENCE = new RegExp(
  `\\S.{0,${MAX_UTTERANCE_CHARS - 1}}(?=\\s|$)|\\S+`,
  "gsu",
);

function sentencesOf(text: string): string[] {
  return text
    .split(BETWEEN_SENTENCES)
    .flatMap((sentence) =>
      sentence.length <= MAX_UTTERANCE_CHARS
        ? [sentence]
        : (sentence.match(PIECE_OF_A_LONG_SENTENCE) ?? []),
    )
    .map((sentence) => sentence.trim())
    .filter((sentence) => normaliseText(sentence).trim() !== "");
}

type Part = { text: string; quote: string };

/** A single word says little out of its place, so it is quoted with the rest of its segment. */
function partOf(sentence: string, segment: Segment): Part {
  const isWord = !sentence.includes(" ") && segment.text.length <= MAX_QUOTE_CHARS;
  return { text: sentence, quote: isWord ? segment.text.trim() : sentence };
}

type OpenUtterance = {
  endSec: number;
  speaker: Segment["speaker"];
  parts: Part[];
};

function textOf({ parts }: OpenUtterance): string {
  return parts.map(({ text }) => text).join(" ");
}

/** Without punctuation there is no telling where a sentence ends, and each segment is taken for one. */
function isPunctuated(segments: readonly Segment[]): boolean {
  const ended = segments.filter(({ text }) => SENTENCE_END.test(text.trim())).length;
  return ended >= segments.length / 4;
}

function continues(open: OpenUtterance, segment: Segment): boolean {
  const text = textOf(open);
  return (
    !SENTENCE_END.test(text) &&
    open.speaker === segment.speaker &&
    segment.start_sec - open.endSec <= MAX_PAUSE_SEC &&
    text.length < MAX_UTTERANCE_CHARS
  );
}

function longestQuote({ parts }: OpenUtterance): string {
  return parts.reduce((best, { quote }) => (quote.length > best.length ? quote : best), "");
}

/**
 * Reads segments as sentences: a segment with several is taken apart, and a sentence that Whisper spread over several
 * segments is put together, so that a phrase is found wherever the cut fell.
 */
export function utterancesOf(segments: readonly Segment[]): Utterance[] {
  const open: OpenUtterance[] = [];
  const joins = isPunctuated(segments);
  for (const segment of segments) {
    const [first, ...others] = sentencesOf(segment.text).map((text) => partOf(text, segment));
    if (first === undefined) continue;
    const { end_sec: endSec, speaker } = segment;
    const last = open.at(-1);
    if (joins && last !== undefined && continues(last, segment)) {
      last.parts.push(first);
      last.endSec = endSec;
    } else {
      open.push({ endSec, speaker, parts: [first] });
    }
    for (const part of others) open.push({ endSec, speaker, parts: [part] });
  }
  return open.map((utterance, index) => ({
    index,
    speaker: utterance.speaker,
    text: textOf(utterance),
    words: normaliseText(textOf(utterance)),
    quote: longestQuote(utterance).slice(0, MAX_QUOTE_CHARS).trim(),
  }));
}
