import type { Segment } from "#shared/contracts/transcript.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import type { JudgeRequest } from "../provider.ts";

/** Segments of a mono recording, one per text, three seconds each. */
export function monoSegments(texts: readonly string[]): Segment[] {
  return texts.map((text, index) => ({
    start_sec: index * 4,
    end_sec: index * 4 + 3,
    text,
    confidence: 0.9,
    speaker: null,
  }));
}

/** A request on the default scorecard, as the ledger makes it on the first try. */
export function judgeRequest(
  texts: readonly string[],
  correction: string | null = null,
): JudgeRequest {
  const segments = monoSegments(texts);
  return { scorecard: defaultScorecard, segments, correction, roomTokens: null };
}

/** A short call in which nothing is said that could be mistaken for part of an error message. */
export const SHORT_CALL = [
  "Thank you for calling Northgate Broadband, this is Sarah, how can I help you today?",
  "Hi, my broadband has been down since this morning.",
  "I have reset the line from here and it should be back within ten minutes.",
  "That is great, thank you.",
];
