import type { Hyperparameters } from "./ggml-tensors.ts";

/** Bytes of a 32-bit float. */
const FLOAT = 4;
/** The decoder's memory of what was said has 512 places for each of five tries at once, and two more against gaps. */
const SELF_PLACES = 512 * 7;
const CROSS_PLACES = 1536;

/**
 * Bytes that whisper.cpp keeps beside the model while it works, whatever the weights are stored as: they grow with the shape
 * alone. The terms follow what `whisper_init_state` says it allocates (1.7.x, without flash attention); against that they
 * are up to a tenth high for tiny, base, small, medium and large-v3-turbo (engine-memory.test.ts).
 */
export function engineBytes(shape: Hyperparameters): number {
  const { audioPositions, width, audioHeads, audioLayers, textLayers, vocabulary } = shape;
  const attention = FLOAT * audioPositions ** 2 * audioHeads;
  const encoder = attention + FLOAT * audioPositions * width * (3 * audioLayers + 2);
  const convolutionAndCross = 8 * FLOAT * audioPositions * width;
  const logits = FLOAT * shape.textPositions * vocabulary;
  const decoder = logits + 2048 * textLayers * width;
  // Keys and values in 16 bits each.
  const remembered = 4 * textLayers * width * (SELF_PLACES + CROSS_PLACES);
  return encoder + convolutionAndCross + decoder + remembered;
}
