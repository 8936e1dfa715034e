import { MAX_SILENCED, type AudioUnavailableCode, type Silenced } from "#shared/contracts/audio.ts";
import {
  INAUDIBLE,
  KNOWN_PLACEHOLDERS,
  MAX_SEGMENTS,
  type Segment,
  type Transcript,
} from "#shared/contracts/transcript.ts";

import { hasLexicon } from "../redaction/lexicons.ts";

/**
 * Whisper's segments lie within 0.5 s of what is heard (transcription/demo-calls.test.ts), and there are no times of single words: so
 * a segment from which something was taken is silenced as a whole, and this much before and after it.
 */
export const MARGIN_SEC = 0.75;
/** Somebody who dictates a number pauses, and a single digit in a pause may have been missed: what lies between is silenced too. */
export const JOINED_BELOW_SEC = 2;
/** Below that the recogniser guesses more often than not, so nobody can tell whether it was a number. */
const UNSURE_BELOW = 0.5;

type Stretch = Silenced[number];
export type SilencePlan =
  | { kind: "silence"; stretches: Silenced }
  | { kind: "unfit"; code: AudioUnavailableCode };

/**
 * Where a call's sound has to be silent before anybody outside may hear it: where something was taken out of its transcript, and
 * where nobody could tell what was said. All channels are silenced: what one hears, the other one's microphone hears too.
 * Unfit is a call of which that is not known.
 */
export function planSilence(transcript: Transcript): SilencePlan {
  const { redacted_spans: spans, redactions, language, audio_sec: audioSec } = transcript;
  const taken = Object.values(redactions).reduce((sum, count) => sum + count, 0);
  if (spans === undefined || (taken > 0 && spans.length === 0) || spans.length >= MAX_SEGMENTS) {
    return { kind: "unfit", code: "no_redaction_times" };
  }
  if (!hasLexicon(language)) return { kind: "unfit", code: "language_not_read" };
  const secret = [
    ...spans,
    ...transcript.segments.filter(mayHoldSecret),
    ...(transcript.left_out ?? []),
  ];
  const stretches = bounded(joined(secret.map((stretch) => widened(stretch, audioSec))));
  const silentSec = stretches.reduce((sum, one) => sum + one.end_sec - one.start_sec, 0);
  if (silentSec >= audioSec) return { kind: "unfit", code: "nothing_to_hear" };
  return { kind: "silence", stretches };
}

function mayHoldSecret({ text, confidence }: Segment): boolean {
  return (
    confidence < UNSURE_BELOW ||
    text.includes(INAUDIBLE) ||
    KNOWN_PLACEHOLDERS.some((placeholder) => text.includes(placeholder))
  );
}

/** With its margin, within the recording, in hundredths that never cut into it. */
function widened({ start_sec, end_sec }: Stretch, audioSec: number): Stretch {
  return {
    start_sec: Math.floor(Math.max(0, start_sec - MARGIN_SEC) * 100) / 100,
    end_sec: Math.ceil(Math.min(audioSec, end_sec + MARGIN_SEC) * 100) / 100,
  };
}

/** In order, without those beyond the end, and with what lies close together as one. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const stretch of stretches.toSorted((a, b) => a.start_sec - b.start_sec)) {
    const last = result.at(-1);
    if (stretch.end_sec <= stretch.start_sec) continue;
    if (last !== undefined && stretch.start_sec - last.end_sec < JOINED_BELOW_SEC) {
      last.end_sec = Math.max(last.end_sec, stretch.end_sec);
    } else {
      result.push({ ...stretch });
    }
  }
  return result;
}

/** At most MAX_SILENCED: where there are more, the shortest gaps between them are silenced as well. */
function bounded(stretches: readonly Stretch[]): Stretch[] {
  const surplus = stretches.length - MAX_SILENCED;
  if (surplus <= 0) return [...stretches];
  const gapBefore = (at: number) =>
    (stretches[at]?.start_sec ?? 0) - (stretches[at - 1]?.end_sec ?? 0);
  const closed = new Set(
    stretches
      .map((_, at) => at)
      .slice(1)
      .toSorted((a, b) => gapBefore(a) - gapBefore(b))
      .slice(0, surplus),
  );
  const result: Stretch[] = [];
  for (const [at, stretch] of stretches.entries()) {
    const last = result.at(-1);
    if (last !== undefined && closed.has(at)) last.end_sec = stretch.end_sec;
    else result.push({ ...stretch });
  }
  return result;
}
