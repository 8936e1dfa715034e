import { transcriptContent } from "#shared/contracts/transcript-content.ts";
import type { Transcript } from "#shared/contracts/transcript.ts";

/** SHA-256 (hex) of what a transcript says. */
export async function transcriptHash(transcript: Transcript): Promise<string> {
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(transcriptContent(transcript)),
  );
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
