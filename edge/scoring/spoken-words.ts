/**
 * A text reduced to its words: lower case, one space between them, no punctuation, quotes or dashes. Two texts that
 * sound alike and are only written differently become equal.
 */
export function spokenWords(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/['’‘ʼ`´]/gu, "")
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
}
