import { formatClock, formatShare } from "../dashboard/format.ts";
import type { TranscriptLine } from "../dashboard/transcript-lines.ts";
import { placeholdersIn, redactionText } from "../dashboard/wording.ts";
import type { ScoreRecord, TranscriptRecord } from "../qa-api/call-record.repository.ts";

/** What somebody should know before they trust a transcript, and what of it the judge was not given. */
export function TranscriptNotes({
  transcript,
  lines,
  score,
}: {
  transcript: TranscriptRecord;
  lines: readonly TranscriptLine[];
  score: ScoreRecord | null;
}) {
  const removed = countRemoved(lines);
  const excerpt = score?.excerpt ?? null;
  return (
    <>
      {transcript.lowConfidence && (
        <p class="notice notice-doubt" role="note">
          <strong>Poorly understood.</strong> The recogniser was unsure of much of this recording
          {transcript.confidence !== null &&
            ` (confidence ${formatShare(transcript.confidence, 1)})`}
          , so words may be wrong.
        </p>
      )}
      {!lines.some((line) => line.speaker !== null) && (
        <p class="transcript-note">
          Both parties are on one channel of this recording, so speakers are not told apart.
        </p>
      )}
      {removed.length > 0 && (
        <p class="transcript-note">
          Taken out on the premises, before anything was stored or sent:{" "}
          {removed.map(([words, times], at) => (
            <>
              {at > 0 && ", "}
              <span class="redaction">{words}</span>
              {times > 1 && ` ${times} times`}
            </>
          ))}
          .
        </p>
      )}
      {excerpt !== null && (
        <p class="transcript-note">
          The judge was given {formatShare(excerpt.kept_words, excerpt.all_words)} of the words,
          because the call is too long for it. It did not read{" "}
          {excerpt.left_out
            .map(({ from_sec, to_sec }) => `${formatClock(from_sec)} to ${formatClock(to_sec)}`)
            .join(", ")}
          .
        </p>
      )}
    </>
  );
}

function countRemoved(lines: readonly TranscriptLine[]): [words: string, times: number][] {
  const texts = lines.flatMap((line) => line.pieces.flatMap(({ text }) => placeholdersIn(text)));
  const counts = new Map<string, number>();
  for (const text of texts) {
    const words = redactionText(text);
    if (words !== null) counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts];
}
