import { INAUDIBLE, type LeftOut, type Segment } from "#shared/contracts/transcript.ts";
import type { AutoFailId, CriterionId } from "#shared/scorecard/scorecard.ts";

import type { ScoreRecord } from "../qa-api/call-record.repository.ts";
import type { LocatedQuote } from "../scoring/judging/scored-criterion.ts";

export type Citation = CriterionId | AutoFailId;

/** A stretch of a line and the criteria that quote it. */
export type TextPiece = { text: string; citedBy: Citation[] };

export type TranscriptLine = {
  /** Place in the transcript, from 0. */
  index: number;
  startSec: number;
  speaker: Segment["speaker"];
  pieces: TextPiece[];
  /** Everything that is quoted from this line. */
  citedBy: Citation[];
  /** Someone speaks to the judge here. */
  isInjection: boolean;
  /** The recogniser was unsure of these words. */
  isUnsure: boolean;
  /** Why there is no text where somebody speaks; null where there is. */
  inaudible: LeftOut | null;
  /** What was left out between the line before and this one. */
  leftOutBefore: LeftOut[];
};

/** Below that the recogniser guesses more often than not. */
const UNSURE_BELOW = 0.5;

type CitedQuote = LocatedQuote & { citation: Citation };
type Span = { from: number; to: number; citation: Citation };

/** A transcript line by line, cut where quotes begin and end, with what was left out at its place. */
export function transcriptLines(
  segments: readonly Segment[],
  score: Pick<ScoreRecord, "criteria" | "autoFails" | "injections"> | null,
  leftOut: readonly LeftOut[] = [],
): TranscriptLine[] {
  const quotes: CitedQuote[] = [...(score?.autoFails ?? []), ...(score?.criteria ?? [])].flatMap(
    ({ id, evidence }) => evidence.map((quote) => ({ ...quote, citation: id })),
  );
  const bySegment = Map.groupBy(quotes, (quote) => quote.segment);
  const injected = new Set(score?.injections.map((sign) => sign.segment));
  const dropped = leftOut.filter(({ outcome }) => outcome === "dropped");
  const byLine = Map.groupBy(dropped, ({ start_sec }) => lineAfter(segments, start_sec));
  return segments.map((segment, index) => {
    const spans = (bySegment.get(index) ?? []).map((quote) => locate(segment.text, quote));
    return {
      index,
      startSec: segment.start_sec,
      speaker: segment.speaker,
      pieces: cut(segment.text, spans),
      citedBy: [...new Set(spans.map((span) => span.citation))],
      isInjection: injected.has(index),
      isUnsure: segment.confidence < UNSURE_BELOW,
      inaudible: inaudibleAt(segment, leftOut),
      leftOutBefore: byLine.get(index) ?? [],
    };
  });
}

/** The line that is spoken at a time, or was the last before it; null before the first, and where there are none. */
export function lineAt(lines: readonly Pick<TranscriptLine, "startSec">[], sec: number) {
  const index = lines.findLastIndex((line) => line.startSec <= sec);
  return index === -1 ? null : index;
}

/** The first line that begins after a time; the last where none does, so that nothing is lost. */
function lineAfter(segments: readonly Segment[], sec: number): number {
  const index = segments.findIndex((segment) => segment.start_sec > sec);
  return index === -1 ? segments.length - 1 : index;
}

function inaudibleAt(segment: Segment, leftOut: readonly LeftOut[]): LeftOut | null {
  if (!segment.text.includes(INAUDIBLE)) return null;
  const found = leftOut.find(
    ({ outcome, start_sec, end_sec, speaker }) =>
      outcome === "inaudible" &&
      speaker === segment.speaker &&
      start_sec < segment.end_sec &&
      end_sec > segment.start_sec,
  );
  return found ?? null;
}

/** A quote that runs over into another line, or was found by its words only, marks the whole line. */
function locate(text: string, { quote, citation }: CitedQuote): Span {
  const from = text.toLowerCase().indexOf(quote.toLowerCase());
  return from < 0
    ? { from: 0, to: text.length, citation }
    : { from, to: from + quote.length, citation };
}

function cut(text: string, spans: readonly Span[]): TextPiece[] {
  const edges = [...new Set([0, text.length, ...spans.flatMap(({ from, to }) => [from, to])])]
    .filter((edge) => edge <= text.length)
    .toSorted((a, b) => a - b);
  return edges.slice(0, -1).map((from, at) => {
    const to = edges[at + 1] ?? text.length;
    const citing = spans.filter((span) => span.from <= from && span.to >= to);
    return {
      text: text.slice(from, to),
      citedBy: [...new Set(citing.map((span) => span.citation))],
    };
  });
}
