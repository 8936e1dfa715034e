import {
  INAUDIBLE,
  MAX_SEGMENT_CHARS,
  MAX_SEGMENTS,
  MAX_TRANSCRIPT_CHARS,
  type LeftOut,
  type Segment,
} from "#shared/contracts/transcript.ts";
import { roundTo } from "#shared/scoring/score-call.ts";

import { meanConfidence } from "./mean-confidence.ts";

/** What a transcript says and leaves out, both in the order of the call. */
export type Told = { segments: Segment[]; leftOut: LeftOut[] };

/**
 * Brings a call of many hours within what a transcript holds (shared/contracts/transcript.ts), so that it does not fail for
 * its length alone:
 * 1. Where there are too many segments, those of one speaker that follow each other are joined, the shortest pauses first, and no
 *    more than necessary. No word is lost by that.
 * 2. What is beyond the bounds then is cut off at the end, and listed as left out because it was `too_long`.
 */
export function fitTranscript({ segments, leftOut }: Told): Told {
  const joined = joinNeighbours(segments.map(withinSegmentBound));
  const kept = withinBounds(joined);
  const rest = joined.slice(kept.length);
  const [first] = rest;
  if (first === undefined) return { segments: kept, leftOut: leftOut.slice(0, MAX_SEGMENTS) };
  const cut: LeftOut = {
    start_sec: first.start_sec,
    end_sec: Math.max(...rest.map(({ end_sec }) => end_sec)),
    reason: "too_long",
    outcome: "dropped",
    speaker: null,
  };
  return { segments: kept, leftOut: [...leftOut.slice(0, MAX_SEGMENTS - 1), cut] };
}

/** No speech is so dense, but some signs are. */
function withinSegmentBound(segment: Segment): Segment {
  if (segment.text.length <= MAX_SEGMENT_CHARS) return segment;
  return { ...segment, text: segment.text.slice(0, MAX_SEGMENT_CHARS).trim() };
}

function withinBounds(segments: readonly Segment[]): Segment[] {
  let chars = 0;
  const over = segments.findIndex(({ text }, at) => {
    chars += text.length;
    return at >= MAX_SEGMENTS || chars > MAX_TRANSCRIPT_CHARS;
  });
  return segments.slice(0, over === -1 ? segments.length : over);
}

function joinNeighbours(segments: Segment[]): Segment[] {
  const excess = segments.length - MAX_SEGMENTS;
  if (excess <= 0) return segments;
  // Places of segments that go together with the one before.
  const joined = new Set<number>();
  const gap = (at: number) => (segments[at]?.start_sec ?? 0) - (segments[at - 1]?.end_sec ?? 0);
  const places = segments
    .map((_, at) => at)
    .filter((at) => mayJoin(segments[at - 1], segments[at]))
    .toSorted((a, b) => gap(a) - gap(b) || a - b);
  for (const at of places) {
    if (joined.size === excess) break;
    let [first, last] = [at - 1, at];
    while (joined.has(first)) first--;
    while (joined.has(last + 1)) last++;
    if (joinedText(segments.slice(first, last + 1)).length <= MAX_SEGMENT_CHARS) joined.add(at);
  }
  const groups: [Segment, ...Segment[]][] = [];
  for (const [at, segment] of segments.entries()) {
    if (joined.has(at)) groups.at(-1)?.push(segment);
    else groups.push([segment]);
  }
  return groups.map(joinAll);
}

function mayJoin(before: Segment | undefined, segment: Segment | undefined): boolean {
  return (
    before !== undefined &&
    segment !== undefined &&
    before.speaker === segment.speaker &&
    before.text !== INAUDIBLE &&
    segment.text !== INAUDIBLE
  );
}

function joinAll(group: [Segment, ...Segment[]]): Segment {
  const [first] = group;
  if (group.length === 1) return first;
  const stretches = group.map(({ start_sec, end_sec, confidence }) => ({
    lengthSec: end_sec - start_sec,
    confidence,
  }));
  return {
    ...first,
    end_sec: Math.max(...group.map(({ end_sec }) => end_sec)),
    text: joinedText(group),
    confidence: roundTo(meanConfidence(stretches) ?? first.confidence, 3),
  };
}

function joinedText(group: readonly Segment[]): string {
  return group.map(({ text }) => text).join(" ");
}
