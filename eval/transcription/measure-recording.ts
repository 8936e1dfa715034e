import type { Segment } from "#shared/contracts/transcript.ts";

import { redactSegments } from "../../onprem/redaction/redact-segments.ts";
import { alignWords } from "./align-words.ts";
import type { LabelledRecording, TrueLine } from "./labelled-folder.ts";
import { normaliseWords } from "./normalise-words.ts";

export type WordCounts = {
  /** Words of the truth. */
  words: number;
  substitutions: number;
  deletions: number;
  insertions: number;
};

export type RecordingFigures = WordCounts & {
  /** Recognised words in segments that lie wholly where nobody speaks; null where the truth has no times. */
  wordsInSilence: number | null;
  /** How far off the starts and ends of segments are, in seconds; only where first or last words agree with the truth. */
  timingErrorsSec: number[];
};

/** Each side's word, and which line or segment it is in. */
type PlacedWord = { word: string; line: number; isFirst: boolean; isLast: boolean };

/** Talk this close to a line of the truth is not in silence: people cut the truth by ear. */
const SILENCE_MARGIN_SEC = 0.3;
/** An alignment takes a byte for each pair of words. */
const MAX_PAIRS = 1_000_000_000;

/** More words than can be compared at once. */
export class TooLongError extends Error {
  override name = "TooLongError";
}

/**
 * Compares what was recognised with the truth. Both sides are redacted alike, because what must not be kept cannot be missing.
 * Throws TooLongError beyond some four hours of talk.
 */
export function measureRecording(
  { lines, hasTimes }: Pick<LabelledRecording, "lines" | "hasTimes">,
  recognised: readonly Pick<Segment, "start_sec" | "end_sec" | "text">[],
): RecordingFigures {
  const truth = placeWords(redactLines(lines));
  const heard = placeWords(recognised.map(({ text }) => text));
  if (truth.length * heard.length > MAX_PAIRS) {
    throw new TooLongError("more words than can be compared at once: split the recording");
  }
  const pairs = alignWords(
    truth.map(({ word }) => word),
    heard.map(({ word }) => word),
  );
  const figures: RecordingFigures = {
    words: truth.length,
    substitutions: 0,
    deletions: 0,
    insertions: 0,
    wordsInSilence: hasTimes ? countInSilence(lines, recognised) : null,
    timingErrorsSec: [],
  };
  for (const pair of pairs) {
    const said = pair.truth === null ? undefined : truth[pair.truth];
    const got = pair.recognised === null ? undefined : heard[pair.recognised];
    if (said === undefined) figures.insertions += 1;
    else if (got === undefined) figures.deletions += 1;
    else if (said.word !== got.word) figures.substitutions += 1;
    else if (hasTimes) {
      figures.timingErrorsSec.push(
        ...edgeErrors(said, lines[said.line], got, recognised[got.line]),
      );
    }
  }
  return figures;
}

/** Times can be compared where a line and a segment begin, or end, with the same word. */
function edgeErrors(
  said: PlacedWord,
  line: TrueLine | undefined,
  got: PlacedWord,
  segment: Pick<Segment, "start_sec" | "end_sec"> | undefined,
): number[] {
  if (line === undefined || segment === undefined) return [];
  return [
    ...(said.isFirst && got.isFirst ? [Math.abs(segment.start_sec - line.startSec)] : []),
    ...(said.isLast && got.isLast ? [Math.abs(segment.end_sec - line.endSec)] : []),
  ];
}

function redactLines(lines: readonly TrueLine[]): string[] {
  const segments = lines.map((line) => ({
    start_sec: line.startSec,
    end_sec: line.endSec,
    text: line.text,
    confidence: 1,
    speaker: null,
  }));
  return redactSegments(segments).segments.map(({ text }) => text);
}

function placeWords(texts: readonly string[]): PlacedWord[] {
  return texts.flatMap((text, line) =>
    normaliseWords(text).map((word, at, all) => ({
      word,
      line,
      isFirst: at === 0,
      isLast: at === all.length - 1,
    })),
  );
}

function countInSilence(
  lines: readonly TrueLine[],
  recognised: readonly Pick<Segment, "start_sec" | "end_sec" | "text">[],
): number {
  return recognised
    .filter(({ start_sec: from, end_sec: to }) =>
      lines.every(
        (line) =>
          to <= line.startSec - SILENCE_MARGIN_SEC || from >= line.endSec + SILENCE_MARGIN_SEC,
      ),
    )
    .reduce((words, { text }) => words + normaliseWords(text).length, 0);
}

/** Wrong words for each word of the truth (0 for none, may exceed 1); null when nothing was said. */
export function errorRate({
  words,
  substitutions,
  deletions,
  insertions,
}: WordCounts): number | null {
  return words === 0 ? null : (substitutions + deletions + insertions) / words;
}
