const QUIET_SEC = 0.3;
const STEP_SEC = 0.01;

/**
 * The sample in [from, to) where a cut does least harm: the middle of the 0.3 s with the least energy.
 * Falls back to `to` when the stretch is shorter than that.
 */
export function quietestCut(
  samples: Float32Array,
  from: number,
  to: number,
  sampleRateHz: number,
): number {
  const length = Math.round(QUIET_SEC * sampleRateHz);
  const step = Math.round(STEP_SEC * sampleRateHz);
  let best = to;
  let least = Infinity;
  for (let start = from; start + length <= to; start += step) {
    const energy = energyBetween(samples, start, start + length);
    if (energy < least) {
      least = energy;
      best = start + Math.floor(length / 2);
    }
  }
  return best;
}

function energyBetween(samples: Float32Array, from: number, to: number): number {
  let energy = 0;
  for (const sample of samples.subarray(from, to)) energy += sample * sample;
  return energy;
}
