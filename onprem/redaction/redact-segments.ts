import {
  MAX_SEGMENTS,
  type RedactedSpan,
  type RedactionKind,
  type Segment,
} from "#shared/contracts/transcript.ts";

import { findRedactions, withPlaceholders, type RedactionOptions } from "./find-redactions.ts";
import { CARD_KINDS, DEFAULT_KINDS } from "./redaction-kinds.ts";
import { timeSpans } from "./time-spans.ts";

export interface RedactedSegments {
  segments: Segment[];
  /** How many stretches were taken out of each kind that was looked for. */
  redactions: Partial<Record<RedactionKind, number>>;
  /** When what was taken out is heard, with a margin. */
  redacted_spans: RedactedSpan[];
}

/**
 * Takes card numbers, security codes, expiry dates and what else is asked for out of a call, in figures or in words, within
 * a segment or over several. Typed placeholders stand in their place; number, order and times of the segments stay. Doing
 * it again changes nothing.
 */
export function redactSegments(
  segments: readonly Segment[],
  options: RedactionOptions = {},
): RedactedSegments {
  const redactions = findRedactions(
    segments.map(({ text }) => text),
    options,
  );
  const bySegment = Map.groupBy(redactions, ({ segment }) => segment);
  const taken = redactions.filter(({ wasOut }) => !wasOut);
  const count = (kind: RedactionKind) =>
    taken.filter((redaction) => redaction.kind === kind).length;
  return {
    segments: segments.map((segment, at) => ({
      ...segment,
      text: withPlaceholders(segment.text, bySegment.get(at) ?? []),
    })),
    redactions: Object.fromEntries(
      [...CARD_KINDS, ...(options.redact ?? DEFAULT_KINDS)].map((kind) => [kind, count(kind)]),
    ),
    // The contract's bound; a call has a handful.
    redacted_spans: timeSpans(segments, taken).slice(0, MAX_SEGMENTS),
  };
}
