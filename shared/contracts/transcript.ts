import * as z from "zod";

import { callSchema } from "./call.ts";

export const redactionKindSchema = z.enum([
  "card",
  "security_code",
  "expiry",
  "bank_account",
  "sort_code",
  "national_id",
  "email",
  "phone",
  "reference",
]);
export type RedactionKind = z.infer<typeof redactionKindSchema>;

/** What stands in a transcript where something was taken out. */
export const REDACTION_PLACEHOLDERS = {
  card: "[CARD]",
  security_code: "[CVV]",
  expiry: "[EXPIRY]",
  bank_account: "[BANK_ACCOUNT]",
  sort_code: "[SORT_CODE]",
  national_id: "[NATIONAL_ID]",
  email: "[EMAIL]",
  phone: "[PHONE]",
  /** Account, order and reference numbers. */
  reference: "[REFERENCE]",
} as const satisfies Record<RedactionKind, string>;

/** What agents wrote for a security code before; it stands in transcripts that are stored. */
const FORMER_SECURITY_CODE = "[SECURITY_CODE]";

/** What stands where card data was said aloud. */
export const CARD_DATA_PLACEHOLDERS: readonly string[] = [
  REDACTION_PLACEHOLDERS.card,
  REDACTION_PLACEHOLDERS.security_code,
  FORMER_SECURITY_CODE,
];

/** All that may stand in a stored transcript for what was taken out of it. */
export const KNOWN_PLACEHOLDERS: readonly string[] = [
  ...Object.values(REDACTION_PLACEHOLDERS),
  FORMER_SECURITY_CODE,
];

export const MAX_SEGMENT_CHARS = 4000;

/** A stretch of speech; times in seconds of the recording's own clock. */
export const segmentSchema = z
  .object({
    start_sec: z.number().nonnegative(),
    end_sec: z.number().nonnegative(),
    text: z.string().trim().min(1).max(MAX_SEGMENT_CHARS),
    /** Mean probability of the segment's tokens, 0 to 1. */
    confidence: z.number().min(0).max(1),
    /** Known only where the parties were recorded apart; null on mono recordings. */
    speaker: z.enum(["agent", "customer"]).nullable(),
  })
  .refine((segment) => segment.end_sec >= segment.start_sec, "end_sec lies before start_sec");
export type Segment = z.infer<typeof segmentSchema>;

/** What stands where somebody speaks and no try of the recogniser gave a usable text. */
export const INAUDIBLE = "[inaudible]";

/** Why text that the recogniser gave was not believed. */
export const doubtSchema = z.enum(["repetition", "text_over_silence", "stock_phrase", "no_text"]);
export type Doubt = z.infer<typeof doubtSchema>;

/** Why a stretch is not in a transcript: its text was not believed, or the call has more than a transcript holds. */
export const leftOutReasonSchema = z.enum([...doubtSchema.options, "too_long"]);
export type LeftOutReason = z.infer<typeof leftOutReasonSchema>;

/** Text that was left out, or replaced by INAUDIBLE; the text itself is not kept. */
export const leftOutSchema = z.strictObject({
  start_sec: z.number().nonnegative(),
  end_sec: z.number().nonnegative(),
  reason: leftOutReasonSchema,
  /**
   * `dropped`: nobody spoke there, or what was said is beyond what a transcript holds. `inaudible`: somebody did, and the
   * transcript says so.
   */
  outcome: z.enum(["dropped", "inaudible"]),
  speaker: z.enum(["agent", "customer"]).nullable(),
});
export type LeftOut = z.infer<typeof leftOutSchema>;

/** Where something was taken out, so that the audio can be muted there. */
export const redactedSpanSchema = z.strictObject({
  kind: redactionKindSchema,
  start_sec: z.number().nonnegative(),
  end_sec: z.number().nonnegative(),
  speaker: z.enum(["agent", "customer"]).nullable(),
});
export type RedactedSpan = z.infer<typeof redactedSpanSchema>;

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
  redactions: z.partialRecord(redactionKindSchema, z.int().nonnegative()),
  redacted_spans: z.array(redactedSpanSchema).max(MAX_SEGMENTS).optional(),
  /** Mean confidence of the segments, weighted by their length, 0 to 1. */
  confidence: z.number().min(0).max(1).optional(),
  /** Whether `confidence` lies below the site's threshold, so that scoring can take care. */
  low_confidence: z.boolean().optional(),
  left_out: z.array(leftOutSchema).max(MAX_SEGMENTS).optional(),
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
