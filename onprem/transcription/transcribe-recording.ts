import { INAUDIBLE, type Segment } from "#shared/contracts/transcript.ts";
import { roundTo } from "#shared/scoring/score-call.ts";

import { AudioError } from "../audio/audio-error.ts";
import type { ChannelSound } from "../audio/channel-sound.ts";
import type { DecodedAudio } from "../audio/collect-sound.ts";
import { packWindows, readWindow, type SpeechWindow } from "../audio/pack-windows.ts";
import type { VoiceActivityDetector } from "../audio/voice-activity.ts";
import { redactSegments } from "../redaction/redact-segments.ts";
import { ChannelText } from "./channel-text.ts";
import { fitTranscript } from "./fit-transcript.ts";
import { meanConfidence } from "./mean-confidence.ts";
import type { RecognitionOptions } from "./recognition-options.ts";
import { transcribeWindow } from "./transcribe-window.ts";
import type { WhisperEngine } from "./whisper-engine.ts";
import type { TranscribeRequest, TranscribeResult } from "./worker-messages.ts";

/** ISO 639-2: nothing was heard that would tell. */
const UNDETERMINED_LANGUAGE = "und";

export type TranscribeTools = {
  engine: WhisperEngine;
  voiceActivity: VoiceActivityDetector;
  /** Throws AudioError, or the system's error when the file cannot be read. */
  decode: (path: string) => Promise<DecodedAudio>;
  /** Milliseconds of a monotonic clock. */
  clockMs: () => number;
  recognition: RecognitionOptions;
};

/** A recording that is ready for the engine: plain data, so that it can wait for its turn. */
export type Prepared = {
  kind: "prepared";
  request: TranscribeRequest;
  channels: PreparedChannel[];
  durationSec: number;
  /** Seconds in which somebody speaks, of all channels together. */
  speechSec: number;
  preparationSec: number;
};

type PreparedChannel = {
  speaker: Segment["speaker"];
  sound: ChannelSound;
  windows: SpeechWindow[];
};

/** Why there is nothing to transcribe. */
export type Unprepared = Exclude<TranscribeResult, { kind: "transcribed" }>;

export type PrepareTools = Pick<TranscribeTools, "voiceActivity" | "decode" | "clockMs">;

/** Audio file to redacted transcript: what `prepareRecording` and `transcribePrepared` do, one after the other. */
export async function transcribeRecording(
  request: TranscribeRequest,
  tools: TranscribeTools,
): Promise<TranscribeResult> {
  const prepared = await prepareRecording(request, tools);
  return prepared.kind === "prepared" ? transcribePrepared(prepared, tools) : prepared;
}

/**
 * All that needs no model: decode ► 16 kHz ► voice activity ► windows. What is wrong with the recording comes back as a
 * result.
 */
export async function prepareRecording(
  request: TranscribeRequest,
  { voiceActivity, decode, clockMs }: PrepareTools,
): Promise<Prepared | Unprepared> {
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
  const channels: PreparedChannel[] = [];
  let speechSec = 0;
  for (const [index, samples] of audio.channels.entries()) {
    const sound = { samples, sampleRateHz: audio.sampleRateHz };
    const regions = voiceActivity.detect(sound);
    speechSec += regions.reduce((sum, region) => sum + region.endSec - region.startSec, 0);
    const windows = packWindows(sound, regions, voiceActivity.likelihood);
    channels.push({ speaker: speakerOf(index, audio), sound, windows });
  }
  if (speechSec === 0) return nobodySpeaks(durationSec);
  return {
    kind: "prepared",
    request,
    channels,
    durationSec,
    speechSec,
    preparationSec: (clockMs() - startedMs) / 1000,
  };
}

/** Windows ► Whisper ► redaction. Nothing leaves this function unredacted. Throws the engine's own faults. */
export async function transcribePrepared(
  { request, channels, durationSec, speechSec, preparationSec }: Prepared,
  { engine, clockMs, recognition }: Pick<TranscribeTools, "engine" | "clockMs" | "recognition">,
): Promise<TranscribeResult> {
  const startedMs = clockMs();
  const { trimAudioCtx, lowConfidenceBelow } = recognition;
  const heard = channels.map(({ speaker }) => new ChannelText(speaker));
  let { language } = request;
  // In the order of the call, so that its first speech decides on the language of all of it.
  for (const { channel, sound, window } of windowsInTime(channels)) {
    const { initialPrompt } = request;
    const text = await transcribeWindow(readWindow(sound, window), window.pieces, engine, {
      language,
      initialPrompt,
      trimAudioCtx,
    });
    language = text.language ?? language;
    heard[channel]?.add(text, window.pieces);
  }
  const segments = inTime(heard.flatMap((one) => one.segments()));
  if (segments.length === 0) return nobodySpeaks(durationSec);
  const spoken = language === "auto" ? UNDETERMINED_LANGUAGE : language;
  const redacted = redactSegments(segments, { language: spoken, redact: request.redact });
  // Not before: a number said over two segments is found as it was said.
  const told = fitTranscript({
    segments: redacted.segments,
    leftOut: inTime(heard.flatMap((one) => one.leftOut())),
  });
  const confidence = confidenceOf(segments);
  return {
    kind: "transcribed",
    transcript: {
      language: spoken,
      model: engine.model,
      ...redacted,
      segments: told.segments,
      word_count: countWords(told.segments),
      audio_sec: roundTo(durationSec, 2),
      speech_sec: roundTo(speechSec, 2),
      transcription_sec: roundTo(preparationSec + (clockMs() - startedMs) / 1000, 2),
      confidence,
      low_confidence: confidence < lowConfidenceBelow,
      left_out: told.leftOut,
    },
  };
}

function windowsInTime(channels: readonly PreparedChannel[]) {
  return channels
    .flatMap(({ sound, windows }, channel) =>
      windows.map((window) => ({
        channel,
        sound,
        window,
        startSec: window.pieces[0]?.startSec ?? 0,
      })),
    )
    .toSorted((a, b) => a.startSec - b.startSec);
}

function inTime<T extends { start_sec: number; end_sec: number }>(stretches: readonly T[]): T[] {
  return stretches.toSorted((a, b) => a.start_sec - b.start_sec || a.end_sec - b.end_sec);
}

/** What nobody understood counts with no confidence at all. */
function confidenceOf(segments: readonly Segment[]): number {
  const stretches = segments.map(({ start_sec, end_sec, confidence }) => ({
    lengthSec: end_sec - start_sec,
    confidence,
  }));
  return roundTo(meanConfidence(stretches) ?? 0, 3);
}

/** ViciDial's stereo recordings have the agent left and the customer right; mono recordings tell nobody apart. */
function speakerOf(channel: number, audio: DecodedAudio): Segment["speaker"] {
  if (audio.channels.length !== 2) return null;
  return channel === 0 ? "agent" : "customer";
}

function nobodySpeaks(durationSec: number): Extract<TranscribeResult, { kind: "skipped" }> {
  return {
    kind: "skipped",
    code: "no_speech",
    reason: `Nobody speaks in its ${formatSec(durationSec)}.`,
    durationSec,
  };
}

/** Why there is no sound. The reason leaves out the path: recordings are named after phone numbers. */
function undecodable(error: unknown): Unprepared {
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

/** Words as a reader counts them; a placeholder for what was said counts as one, what nobody understood as none. */
function countWords(segments: readonly Segment[]): number {
  return segments
    .filter(({ text }) => text !== INAUDIBLE)
    .reduce(
      (words, segment) =>
        words + segment.text.split(/\s+/).filter((word) => /\p{L}|\p{N}/u.test(word)).length,
      0,
    );
}

function formatSec(sec: number): string {
  return `${roundTo(sec, 1)} s`;
}
