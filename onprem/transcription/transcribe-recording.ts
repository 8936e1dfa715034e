import type { Segment } from "#shared/contracts/transcript.ts";
import { roundTo } from "#shared/scoring/score-call.ts";

import { AudioError } from "../audio/audio-error.ts";
import type { DecodedAudio } from "../audio/decode-wav.ts";
import { packWindows } from "../audio/pack-windows.ts";
import { resampleForSpeech } from "../audio/resample.ts";
import type { VoiceActivityDetector } from "../audio/voice-activity.ts";
import { redactSegments } from "../redaction/redact-segments.ts";
import type { EngineOptions, WhisperEngine } from "./whisper-engine.ts";
import type { TranscribeRequest, TranscribeResult } from "./worker-messages.ts";

export type TranscribeTools = {
  engine: WhisperEngine;
  voiceActivity: VoiceActivityDetector;
  /** Throws AudioError, or the system's error when the file cannot be read. */
  decode: (path: string) => Promise<DecodedAudio>;
  /** Milliseconds of a monotonic clock. */
  clockMs: () => number;
};

/**
 * Audio file to redacted transcript: decode ► 16 kHz ► voice activity ► windows ► Whisper ► redaction. Nothing leaves this
 * function unredacted. What is wrong with the recording comes back as a result; only the engine's own faults are thrown.
 */
export async function transcribeRecording(
  request: TranscribeRequest,
  { engine, voiceActivity, decode, clockMs }: TranscribeTools,
): Promise<TranscribeResult> {
  const startedMs = clockMs();
  let audio: DecodedAudio;
  try {
    audio = await decode(request.path);
  } catch (error) {
    return undecodable(error);
  }
  const { durationSec } = audio;
  if (durationSec < request.minCallSec) {
    return {
      kind: "skipped",
      code: "too_short",
      reason: `${formatSec(durationSec)} long; calls under ${formatSec(request.minCallSec)} are not scored.`,
      durationSec,
    };
  }
  const segments: Segment[] = [];
  let speechSec = 0;
  for (const [index, channel] of audio.channels.entries()) {
    const samples = resampleForSpeech(channel, audio.sampleRateHz);
    const regions = voiceActivity.detect(samples);
    speechSec += regions.reduce((sum, region) => sum + region.endSec - region.startSec, 0);
    segments.push(
      ...(await transcribeChannel(samples, regions, speakerOf(index, audio), request, engine)),
    );
  }
  if (segments.length === 0) {
    return {
      kind: "skipped",
      code: "no_speech",
      reason: `Nobody speaks in its ${formatSec(durationSec)}.`,
      durationSec,
    };
  }
  const inTime = segments.toSorted((a, b) => a.start_sec - b.start_sec || a.end_sec - b.end_sec);
  const redacted = redactSegments(inTime, {
    language: request.language,
    redact: request.redact,
  });
  return {
    kind: "transcribed",
    transcript: {
      language: request.language,
      model: engine.model,
      ...redacted,
      word_count: countWords(redacted.segments),
      audio_sec: roundTo(durationSec, 2),
      speech_sec: roundTo(speechSec, 2),
      transcription_sec: roundTo((clockMs() - startedMs) / 1000, 2),
    },
  };
}

async function transcribeChannel(
  samples: Float32Array,
  regions: Parameters<typeof packWindows>[1],
  speaker: Segment["speaker"],
  options: EngineOptions,
  engine: WhisperEngine,
): Promise<Segment[]> {
  const segments: Segment[] = [];
  for (const window of packWindows(samples, regions)) {
    for (const found of await engine.transcribe(window.samples, options)) {
      if (found.text === "") continue;
      const { startSec, endSec } = window.locate(found.fromSec, found.toSec);
      segments.push({
        start_sec: roundTo(startSec, 2),
        end_sec: roundTo(Math.max(startSec, endSec), 2),
        text: found.text,
        confidence: roundTo(found.confidence, 3),
        speaker,
      });
    }
  }
  return segments;
}

/** ViciDial's stereo recordings have the agent left and the customer right; mono recordings tell nobody apart. */
function speakerOf(channel: number, audio: DecodedAudio): Segment["speaker"] {
  if (audio.channels.length !== 2) return null;
  return channel === 0 ? "agent" : "customer";
}

/** Why there is no sound. The reason leaves out the path: recordings are named after phone numbers. */
function undecodable(error: unknown): TranscribeResult {
  if (error instanceof AudioError) {
    const { code, message, permanent } = error;
    return { kind: "error", code, reason: message, permanent, durationSec: null };
  }
  if (!(error instanceof Error && "syscall" in error && "code" in error)) throw error;
  const code = String(error.code);
  if (code === "ENOENT") {
    return { kind: "file_missing", reason: "The file was gone when its turn came." };
  }
  return {
    kind: "error",
    code: "unreadable",
    reason: `The file cannot be read (${code}): check that the agent's user may read it.`,
    permanent: false,
    durationSec: null,
  };
}

/** Words as a reader counts them; a placeholder counts as one. */
function countWords(segments: readonly Segment[]): number {
  return segments.reduce(
    (words, segment) =>
      words + segment.text.split(/\s+/).filter((word) => /\p{L}|\p{N}/u.test(word)).length,
    0,
  );
}

function formatSec(sec: number): string {
  return `${roundTo(sec, 1)} s`;
}
