/** So that what has no length counts as well. */
const MIN_WEIGHT_SEC = 0.1;

/** Mean confidence of stretches of text, weighted by their length, 0 to 1; null for none. */
export function meanConfidence(
  stretches: readonly { lengthSec: number; confidence: number }[],
): number | null {
  let [sum, total] = [0, 0];
  for (const { lengthSec, confidence } of stretches) {
    const weight = Math.max(MIN_WEIGHT_SEC, lengthSec);
    sum += confidence * weight;
    total += weight;
  }
  return total === 0 ? null : sum / total;
}
