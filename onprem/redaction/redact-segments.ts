import {
  REDACTION_PLACEHOLDERS,
  type RedactionKind,
  type Segment,
} from "#shared/contracts/transcript.ts";

import { english } from "./english.ts";
import { findSpans, type RedactionSpan } from "./find-spans.ts";
import type { Lexicon } from "./lexicon.ts";
import { readCall } from "./read-call.ts";

export interface RedactedSegments {
  segments: Segment[];
  /** How many stretches of each kind were taken out. */
  redactions: Partial<Record<RedactionKind, number>>;
}

/** Each pass takes out digits, so this is never reached; it only bounds the loop. */
const MAX_PASSES = 10;

/**
 * Takes card numbers, security codes and expiry dates out of a call, in figures or in words, within a segment or over
 * several. Typed placeholders stand in their place; number, order and times of the segments stay. Doing it again changes
 * nothing.
 */
export function redactSegments(
  segments: readonly Segment[],
  lexicon: Lexicon = english,
): RedactedSegments {
  const original = segments.map(({ text }) => text);
  let texts = original;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const spans = findSpans(readCall(texts, lexicon), lexicon);
    if (spans.length === 0) break;
    texts = texts.map((text, segment) => replace(text, spans, segment));
  }
  const added = (kind: RedactionKind) =>
    Math.max(0, countPlaceholders(texts, kind) - countPlaceholders(original, kind));
  return {
    segments: segments.map((segment, at) => ({ ...segment, text: texts[at] ?? segment.text })),
    redactions: {
      card: added("card"),
      security_code: added("security_code"),
      expiry: added("expiry"),
    },
  };
}

function replace(text: string, spans: readonly RedactionSpan[], segment: number): string {
  const mine = spans
    .filter((span) => span.segment === segment)
    .toSorted((a, b) => b.start - a.start || b.end - a.end);
  let replaced = text;
  let from = Infinity;
  for (const { kind, start, end } of mine) {
    // A date and a number may share digits; what is out already stays out.
    const stop = Math.min(end, from);
    if (start >= stop) continue;
    replaced = replaced.slice(0, start) + REDACTION_PLACEHOLDERS[kind] + replaced.slice(stop);
    from = start;
  }
  return mine.length === 0 ? text : joinNeighbours(replaced);
}

/** "[CARD], [CARD]" is one number. */
function joinNeighbours(text: string): string {
  return Object.values(REDACTION_PLACEHOLDERS).reduce((joined, placeholder) => {
    const escaped = placeholder.replace(/[[\]]/g, "\\$&");
    return joined.replace(
      new RegExp(`${escaped}(?:[^\\p{L}\\p{N}[\\]]*${escaped})+`, "gu"),
      placeholder,
    );
  }, text);
}

function countPlaceholders(texts: readonly string[], kind: RedactionKind): number {
  const placeholder = REDACTION_PLACEHOLDERS[kind];
  return texts.reduce((count, text) => count + text.split(placeholder).length - 1, 0);
}
