import { describe, expect, test } from "vitest";

import { canonicalJson } from "#shared/contracts/transcript-content.ts";

import { sampleTranscript } from "../testing/sample-upload.ts";
import { transcriptHash } from "./content-hash.ts";

describe("the content hash", () => {
  const transcript = sampleTranscript(["Hello.", "Goodbye."]);

  test("does not depend on the order of keys, nor on how long the machine took", async () => {
    const { language, ...rest } = transcript;
    const reordered = { ...rest, language, transcription_sec: 99 };
    expect(await transcriptHash(reordered)).toBe(await transcriptHash(transcript));
  });

  test("does not depend on what is only said about the transcript", async () => {
    const doubtful = {
      ...transcript,
      confidence: 0.5,
      low_confidence: true,
      left_out: [
        { start_sec: 1, end_sec: 2, reason: "no_text", outcome: "dropped", speaker: null } as const,
      ],
      redacted_spans: [{ kind: "card", start_sec: 1, end_sec: 2, speaker: null } as const],
    };
    expect(await transcriptHash(doubtful)).toBe(await transcriptHash(transcript));
  });

  test("depends on the words, the times and the model", async () => {
    const hashes = await Promise.all(
      [
        transcript,
        sampleTranscript(["Hello.", "Good bye."]),
        { ...transcript, model: "another.bin" },
        { ...transcript, segments: transcript.segments.toReversed() },
      ].map(transcriptHash),
    );
    expect(new Set(hashes).size).toBe(4);
  });

  test("canonical JSON sorts keys at every depth and keeps the order of lists", () => {
    expect(canonicalJson({ b: [{ z: 1, a: null }, 2], a: "x" })).toBe(
      '{"a":"x","b":[{"a":null,"z":1},2]}',
    );
  });
});
