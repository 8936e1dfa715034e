import type { Segment } from "#shared/contracts/transcript.ts";

/* What every prompt says last: the call, delimited and marked as data. */

export const TRANSCRIPT_START = "<transcript>";
export const TRANSCRIPT_END = "</transcript>";

const MAX_CORRECTION_CHARS = 1000;

/**
 * Spoken text on one line and without angle brackets: whatever is said, it can neither close the delimiter nor start a
 * line of its own.
 */
function asData(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("<", "‹").replaceAll(">", "›").trim();
}

function transcriptLine(segment: Segment, index: number): string {
  const speaker = segment.speaker === null ? "" : `${segment.speaker}: `;
  return `[${index + 1}] ${speaker}${asData(segment.text)}`;
}

function correctionText(correction: string): string {
  return `Your previous answer to this task could not be used: ${asData(correction).slice(0, MAX_CORRECTION_CHARS)}
Answer again, complete and in the required form. Copy each quote word for word from one line.`;
}

/** The call itself, numbered line by line, after what was wrong with the answer before it, if there was one. */
export function transcriptMessage(segments: readonly Segment[], correction: string | null): string {
  return [
    ...(correction === null ? [] : [correctionText(correction)]),
    "Assess this call. The lines are numbered; the number is not part of what was said.",
    `${TRANSCRIPT_START}\n${segments.map(transcriptLine).join("\n")}\n${TRANSCRIPT_END}`,
  ].join("\n\n");
}
