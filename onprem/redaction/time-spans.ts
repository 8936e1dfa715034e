import type { RedactedSpan, Segment } from "#shared/contracts/transcript.ts";
import { roundTo } from "#shared/scoring/score-call.ts";

import type { RedactionSpan } from "./find-spans.ts";

/** A figure is a word when it is spoken: "4" takes as long as "four" with its space. */
const WEIGHT_OF_A_FIGURE = 5;
/** People do not speak evenly, and less so the longer they speak. */
const MIN_MARGIN_SEC = 0.5;
const MARGIN_OF_SEGMENT = 0.15;
/** Whisper's own times are rounded and now and then late. */
const BEYOND_SEGMENT_SEC = 0.3;

/**
 * When the taken-out stretches are heard, in seconds of the recording. A segment has times only for its beginning and end,
 * so what lies between is reckoned from the share of the text, figures weighted as the words they are, and widened on both
 * sides: muting there rather takes a word too many than leaves a digit. What begins or ends a segment is covered to its
 * end, and a little beyond. Spans of one kind and speaker that touch are one.
 */
export function timeSpans(
  segments: readonly Segment[],
  spans: readonly RedactionSpan[],
): RedactedSpan[] {
  const timed = spans.flatMap((span): RedactedSpan[] => {
    const segment = segments[span.segment];
    if (segment === undefined) return [];
    const { start_sec, end_sec, text, speaker } = segment;
    const durationSec = end_sec - start_sec;
    const marginSec = Math.max(MIN_MARGIN_SEC, MARGIN_OF_SEGMENT * durationSec);
    const secPerWeight = durationSec / Math.max(1, weight(text));
    const fromSec = start_sec + weight(text.slice(0, span.start)) * secPerWeight - marginSec;
    const toSec = start_sec + weight(text.slice(0, span.end)) * secPerWeight + marginSec;
    return [
      {
        kind: span.kind,
        start_sec: roundTo(Math.max(0, fromSec, start_sec - BEYOND_SEGMENT_SEC), 2),
        end_sec: roundTo(Math.min(toSec, end_sec + BEYOND_SEGMENT_SEC), 2),
        speaker,
      },
    ];
  });
  const merged: RedactedSpan[] = [];
  for (const span of timed.toSorted((a, b) => a.start_sec - b.start_sec || a.end_sec - b.end_sec)) {
    const same = merged.findLast(
      ({ kind, speaker }) => kind === span.kind && speaker === span.speaker,
    );
    if (same !== undefined && span.start_sec <= same.end_sec) {
      same.end_sec = Math.max(same.end_sec, span.end_sec);
    } else {
      merged.push({ ...span });
    }
  }
  return merged.toSorted((a, b) => a.start_sec - b.start_sec);
}

/** How long a text takes to say, in letters. */
function weight(text: string): number {
  const figures = text.match(/\p{N}/gu)?.length ?? 0;
  return text.length + figures * (WEIGHT_OF_A_FIGURE - 1);
}
