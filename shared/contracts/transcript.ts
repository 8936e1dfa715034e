import * as z from "zod";

import { callSchema } from "./call.ts";

export const redactionKindSchema = z.enum(["card", "security_code", "expiry"]);
export type RedactionKind = z.infer<typeof redactionKindSchema>;

/** What stands in a transcript where something was taken out. */
export const REDACTION_PLACEHOLDERS = {
  card: "[CARD]",
  security_code: "[SECURITY_CODE]",
  expiry: "[EXPIRY]",
} as const satisfies Record<RedactionKind, string>;

/** A stretch of speech; times in seconds of the recording's own clock. */
export const segmentSchema = z
  .object({
    start_sec: z.number().nonnegative(),
    end_sec: z.number().nonnegative(),
    text: z.string().trim().min(1).max(4000),
    /** Mean probability of the segment's tokens, 0 to 1. */
    confidence: z.number().min(0).max(1),
    /** Known only where the parties were recorded apart; null on mono recordings. */
    speaker: z.enum(["agent", "customer"]).nullable(),
  })
  .refine((segment) => segment.end_sec >= segment.start_sec, "end_sec lies before start_sec");
export type Segment = z.infer<typeof segmentSchema>;

export const MAX_SEGMENTS = 5000;
/** An hour of speech is about 60,000 characters; five hours is more than any call. */
export const MAX_TRANSCRIPT_CHARS = 300_000;

export const transcriptSchema = z.object({
  language: z.string().regex(/^[a-z]{2,3}$/, "an ISO 639 code such as en"),
  /** File name of the Whisper model, without its folder. */
  model: z.string().min(1).max(120),
  segments: z
    .array(segmentSchema)
    .min(1)
    .max(MAX_SEGMENTS)
    .refine(
      (segments) =>
        segments.reduce((chars, segment) => chars + segment.text.length, 0) <= MAX_TRANSCRIPT_CHARS,
      `a transcript holds at most ${MAX_TRANSCRIPT_CHARS} characters`,
    ),
  word_count: z.int().nonnegative(),
  audio_sec: z.number().nonnegative(),
  speech_sec: z.number().nonnegative(),
  /** Wall time from decoding to the finished transcript, in seconds. */
  transcription_sec: z.number().nonnegative(),
  /** How many stretches of each kind were taken out. */
  redactions: z.object({
    card: z.int().nonnegative(),
    security_code: z.int().nonnegative(),
    expiry: z.int().nonnegative(),
  }),
});
export type Transcript = z.infer<typeof transcriptSchema>;

export const transcriptUploadSchema = z.object({
  call: callSchema,
  transcript: transcriptSchema,
});
export type TranscriptUpload = z.infer<typeof transcriptUploadSchema>;

export const MAX_TRANSCRIPTS_PER_BATCH = 50;

/** Body of `POST /ingest/transcripts`. Items are parsed one by one. */
export const transcriptBatchSchema = z.object({
  site_id: z.string().trim().min(1).max(64),
  transcripts: z.array(z.unknown()).min(1).max(MAX_TRANSCRIPTS_PER_BATCH),
});
export type TranscriptBatch = { site_id: string; transcripts: TranscriptUpload[] };

/** The transcript as one text, a segment a line: what is searched, quoted from and shown. */
export function transcriptText(segments: readonly Pick<Segment, "text">[]): string {
  return segments.map((segment) => segment.text).join("\n");
}
