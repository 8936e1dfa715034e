/** Words as a listener hears them: lower case, no punctuation; a placeholder such as [CARD] is one word. */
export function spokenWords(text: string): string[] {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}' _]+/gu, " ")
    .split(/\s+/)
    .filter((word) => word !== "");
}

/** The fewest words to change, insert or delete to turn `from` into `to` (Levenshtein's distance over words). */
export function wordEdits(from: readonly string[], to: readonly string[]): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, word] of from.entries()) {
    const current = [row + 1];
    for (const [column, other] of to.entries()) {
      current.push(
        Math.min(
          (current[column] ?? 0) + 1,
          (above[column + 1] ?? 0) + 1,
          (above[column] ?? 0) + (word === other ? 0 : 1),
        ),
      );
    }
    above = current;
  }
  return above[to.length] ?? 0;
}

/** Share of the truth's words that were recognised wrongly, 0 for none; null when nothing was said. */
export function wordErrorRate(truth: string, recognised: string): number | null {
  const words = spokenWords(truth);
  return words.length === 0 ? null : wordEdits(words, spokenWords(recognised)) / words.length;
}
