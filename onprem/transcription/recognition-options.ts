import * as z from "zod";

/**
 * How a site wants its calls recognised. The demo's calls have a confidence of 0.97 to 0.99, and with loud pink noise mixed in
 * 0.60 to 0.72 (docs/transcription.md).
 */
export const recognitionOptionsSchema = z.strictObject({
  /** Whether the encoder may work on a window's own length where that is short. */
  trimAudioCtx: z.boolean(),
  /** Calls recognised with less confidence are marked, 0 to 1. */
  lowConfidenceBelow: z.number().min(0).max(1),
});
export type RecognitionOptions = z.infer<typeof recognitionOptionsSchema>;

export const DEFAULT_RECOGNITION: RecognitionOptions = {
  trimAudioCtx: true,
  lowConfidenceBelow: 0.7,
};
