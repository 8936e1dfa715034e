import type { Call } from "#shared/contracts/call.ts";
import type { Transcript, TranscriptUpload } from "#shared/contracts/transcript.ts";

/** A valid call, transcribed, with whatever the test wants different. */
export function sampleCall(recordingId: string, differences: Partial<Call> = {}): Call {
  return {
    recording_id: recordingId,
    uniqueid: `1795424551.${recordingId}`,
    agent_user: "1007",
    agent_name: "Dana Reyes",
    campaign_id: "SUPPORT",
    call_status: "RESOLV",
    started_at: "2026-11-23T14:02:31Z",
    local_date: "2026-11-23",
    duration_sec: 95.4,
    state: "transcribed",
    state_reason: null,
    ...differences,
  };
}

/** A valid transcript with one segment of five seconds per text. */
export function sampleTranscript(texts: readonly string[]): Transcript {
  return {
    language: "en",
    model: "ggml-base.bin",
    segments: texts.map((text, index) => ({
      start_sec: index * 5,
      end_sec: index * 5 + 5,
      text,
      confidence: 0.9,
      speaker: null,
    })),
    word_count: texts.join(" ").split(" ").length,
    audio_sec: texts.length * 5,
    speech_sec: texts.length * 5,
    transcription_sec: 1.5,
    redactions: { card: 0, security_code: 0, expiry: 0 },
  };
}

export const SAMPLE_TEXTS = [
  "Thank you for calling Nordwind, this is Dana. How can I help?",
  "My bill is twice as high as usual.",
  "I'm sorry about that. May I have your account number?",
  "Four four one, nine two seven.",
  "I'll correct the bill by Friday. Is there anything else? Goodbye.",
];

export function sampleUpload(
  recordingId: string,
  differences: Partial<Call> = {},
  texts: readonly string[] = SAMPLE_TEXTS,
): TranscriptUpload {
  return { call: sampleCall(recordingId, differences), transcript: sampleTranscript(texts) };
}
