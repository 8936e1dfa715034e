/** One step of an alignment: indices into the truth and into what was recognised; null where the other side has no word. */
export type AlignedPair = { truth: number | null; recognised: number | null };

const MATCH = 0;
const SUBSTITUTE = 1;
const DELETE = 2;
const INSERT = 3;

/**
 * Aligns two lists of words with the fewest changes (Levenshtein), in order. Memory is a byte for each pair of words: about
 * 100 MB for an hour of talk on both sides.
 */
export function alignWords(truth: readonly string[], recognised: readonly string[]): AlignedPair[] {
  const width = recognised.length + 1;
  const steps = new Uint8Array((truth.length + 1) * width);
  let above = Uint32Array.from({ length: width }, (_, column) => column);
  steps.fill(INSERT, 1, width);
  for (const [index, word] of truth.entries()) {
    const row = (index + 1) * width;
    const current = new Uint32Array(width);
    current[0] = index + 1;
    steps[row] = DELETE;
    for (const [column, other] of recognised.entries()) {
      const isSame = word === other;
      const diagonal = (above[column] ?? 0) + (isSame ? 0 : 1);
      const deleted = (above[column + 1] ?? 0) + 1;
      const inserted = (current[column] ?? 0) + 1;
      const least = Math.min(diagonal, deleted, inserted);
      current[column + 1] = least;
      steps[row + column + 1] =
        least === diagonal ? (isSame ? MATCH : SUBSTITUTE) : least === deleted ? DELETE : INSERT;
    }
    above = current;
  }

  const pairs: AlignedPair[] = [];
  let row = truth.length;
  let column = recognised.length;
  while (row > 0 || column > 0) {
    const step = steps[row * width + column];
    const takesTruth = step !== INSERT;
    const takesRecognised = step !== DELETE;
    if (takesTruth) row -= 1;
    if (takesRecognised) column -= 1;
    pairs.push({ truth: takesTruth ? row : null, recognised: takesRecognised ? column : null });
  }
  return pairs.toReversed();
}
