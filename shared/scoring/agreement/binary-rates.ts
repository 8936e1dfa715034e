/** How well a yes or no was found. */
export type BinaryRates = {
  /** Yes by the labels. */
  actual: number;
  /** Yes by the judge. */
  found: number;
  both: number;
  /** Of those found, the share that is right; null when none was found. */
  precision: number | null;
  /** Of the actual ones, the share that was found; null when there are none. */
  recall: number | null;
};

export function binaryRates(pairs: readonly { truth: boolean; judged: boolean }[]): BinaryRates {
  const actual = pairs.filter(({ truth }) => truth).length;
  const found = pairs.filter(({ judged }) => judged).length;
  const both = pairs.filter(({ truth, judged }) => truth && judged).length;
  return {
    actual,
    found,
    both,
    precision: found === 0 ? null : both / found,
    recall: actual === 0 ? null : both / actual,
  };
}
