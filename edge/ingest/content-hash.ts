import type { Transcript } from "#shared/contracts/transcript.ts";

/**
 * SHA-256 (hex) of what a transcript says: its canonical JSON without what is only said about it, so that the same words are
 * the same content whichever run, key order or spacing they come from. An agent that begins to tell how sure it is, and what it
 * left out, sends the same content as before: nothing is scored again, and what was stored first stands.
 */
export async function transcriptHash(transcript: Transcript): Promise<string> {
  const {
    transcription_sec: _took,
    confidence: _confidence,
    low_confidence: _lowConfidence,
    left_out: _leftOut,
    redacted_spans: _redactedSpans,
    ...content
  } = transcript;
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(canonicalJson(content)),
  );
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
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
