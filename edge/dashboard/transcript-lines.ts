import type { Segment } from "#shared/contracts/transcript.ts";
import type { AutoFailId, CriterionId } from "#shared/scorecard/scorecard.ts";

import type { ScoreRecord } from "../qa-api/call-record.repository.ts";
import type { LocatedQuote } from "../scoring/scored-criterion.ts";

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
};

type CitedQuote = LocatedQuote & { citation: Citation };
type Span = { from: number; to: number; citation: Citation };

/** A transcript line by line, cut where quotes begin and end. */
export function transcriptLines(
  segments: readonly Segment[],
  score: Pick<ScoreRecord, "criteria" | "autoFails" | "injections"> | null,
): TranscriptLine[] {
  const quotes: CitedQuote[] = [...(score?.autoFails ?? []), ...(score?.criteria ?? [])].flatMap(
    ({ id, evidence }) => evidence.map((quote) => ({ ...quote, citation: id })),
  );
  const bySegment = Map.groupBy(quotes, (quote) => quote.segment);
  const injected = new Set(score?.injections.map((sign) => sign.segment));
  return segments.map((segment, index) => {
    const spans = (bySegment.get(index) ?? []).map((quote) => locate(segment.text, quote));
    return {
      index,
      startSec: segment.start_sec,
      speaker: segment.speaker,
      pieces: cut(segment.text, spans),
      citedBy: [...new Set(spans.map((span) => span.citation))],
      isInjection: injected.has(index),
    };
  });
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
