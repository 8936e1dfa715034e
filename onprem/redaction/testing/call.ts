import type { Segment } from "#shared/contracts/transcript.ts";

import { redactSegments } from "../redact-segments.ts";

/** A call of these texts, a second each. */
export function callOf(texts: readonly string[]): Segment[] {
  return texts.map((text, at) => ({
    start_sec: at,
    end_sec: at + 1,
    text,
    confidence: 0.9,
    speaker: null,
  }));
}

/** What is left of these texts. */
export function redacted(texts: readonly string[]): string[] {
  return redactSegments(callOf(texts)).segments.map(({ text }) => text);
}
