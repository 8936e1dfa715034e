import * as z from "zod";

import { skipReasonSchema } from "#shared/contracts/call.ts";
import { transcriptSchema } from "#shared/contracts/transcript.ts";

import { OPTIONAL_KINDS } from "../redaction/redaction-kinds.ts";
import { recognitionOptionsSchema } from "./recognition-options.ts";

/** What the supervisor and a transcription worker say to each other over the process's IPC channel. */

export const workerOptionsSchema = z.object({
  model: z.string(),
  threads: z.int().min(1),
  recognition: recognitionOptionsSchema,
  /** Most tokens in a window, to time a model that knows no words (timing-engine.ts); absent where words are wanted. */
  timingTokens: z.int().min(1).optional(),
});
export type WorkerOptions = z.infer<typeof workerOptionsSchema>;

export const transcribeRequestSchema = z.object({
  recordingId: z.string(),
  path: z.string(),
  language: z.string(),
  /** Company and product names; null for none. */
  initialPrompt: z.string().nullable(),
  minCallSec: z.number(),
  /** What is taken out beside cards' numbers, codes and dates; left out for the kinds that are by default. */
  redact: z.array(z.enum(OPTIONAL_KINDS)).optional(),
});
export type TranscribeRequest = z.infer<typeof transcribeRequestSchema>;

export const supervisorMessageSchema = z.discriminatedUnion("type", [
  /** Get this recording ready beside the one that is being transcribed; answered by `prepared`. One waits at a time. */
  z.object({ type: z.literal("prepare"), request: transcribeRequestSchema }),
  /** Transcribe this one now; answered by `done`. */
  z.object({ type: z.literal("transcribe"), request: transcribeRequestSchema }),
]);
export type SupervisorMessage = z.infer<typeof supervisorMessageSchema>;

export const transcribeResultSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("transcribed"), transcript: transcriptSchema }),
  z.object({
    kind: z.literal("skipped"),
    code: skipReasonSchema,
    reason: z.string(),
    durationSec: z.number(),
  }),
  z.object({ kind: z.literal("file_missing"), reason: z.string() }),
  z.object({
    kind: z.literal("error"),
    code: z.string(),
    reason: z.string(),
    permanent: z.boolean(),
    durationSec: z.number().nullable(),
  }),
]);
export type TranscribeResult = z.infer<typeof transcribeResultSchema>;

export const workerMessageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("unusable"), reason: z.string() }),
  /** Nothing more happens to this recording before its turn, whether it can be transcribed or not. */
  z.object({ type: z.literal("prepared"), recordingId: z.string() }),
  z.object({ type: z.literal("done"), recordingId: z.string(), result: transcribeResultSchema }),
]);
export type WorkerMessage = z.infer<typeof workerMessageSchema>;
