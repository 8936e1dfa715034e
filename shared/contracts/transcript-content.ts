import type { Transcript } from "./transcript.ts";

/**
 * What a transcript says, as canonical JSON: the same words are the same content whichever run, key order or spacing they come
 * from. What is only said about it is left out, so an agent that begins to tell how sure it is, and what it left out, sends the
 * same content as before: nothing is scored again, and what was stored first stands. Its SHA-256 names the content.
 */
export function transcriptContent(transcript: Transcript): string {
  const {
    transcription_sec: _took,
    confidence: _confidence,
    low_confidence: _lowConfidence,
    left_out: _leftOut,
    redacted_spans: _redactedSpans,
    ...content
  } = transcript;
  return canonicalJson(content);
}

/** JSON with the keys of every object in order and no spacing. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isRecord(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
