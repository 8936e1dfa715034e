import { FRAME_SAMPLES, type SpeechLikelihood } from "./speech-likelihood.ts";

/** About 0.2 s: shorter than that is the closure of a consonant, not a place between words. */
const SPAN_FRAMES = 6;
const SAME_LIKELIHOOD = 1e-6;

/** A place to cut, in samples, and how likely it is that somebody speaks there, 0 to 1. */
export type Cut = { at: number; likelihood: number };

/**
 * Where in a stretch a cut does least harm: the middle of the 0.2 s in which speech is least likely, and of equally likely
 * ones the quietest. The stretch's end when it is shorter than that.
 */
export function leastSpeechCut(samples: Float32Array, likelihood: SpeechLikelihood): Cut {
  const frames = likelihood(samples);
  let cut = samples.length;
  let least = { likelihood: Infinity, energy: Infinity };
  for (let first = 0; (first + SPAN_FRAMES) * FRAME_SAMPLES <= samples.length; first++) {
    const span = {
      likelihood: frames.slice(first, first + SPAN_FRAMES).reduce((sum, one) => sum + one, 0),
      energy: energyOf(
        samples.subarray(first * FRAME_SAMPLES, (first + SPAN_FRAMES) * FRAME_SAMPLES),
      ),
    };
    const difference = span.likelihood - least.likelihood;
    const isLess = difference < -SAME_LIKELIHOOD;
    if (isLess || (difference < SAME_LIKELIHOOD && span.energy < least.energy)) {
      least = span;
      cut = (first + SPAN_FRAMES / 2) * FRAME_SAMPLES;
    }
  }
  return { at: cut, likelihood: Math.min(1, least.likelihood / SPAN_FRAMES) };
}

function energyOf(samples: Float32Array): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return energy;
}
