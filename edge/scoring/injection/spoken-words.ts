/** Cyrillic and Greek letters that look like Latin ones; Polish ł, which has no accent to take off. */
const LOOKALIKES = new Map(
  Object.entries({
    а: "a",
    е: "e",
    о: "o",
    р: "p",
    с: "c",
    у: "y",
    х: "x",
    і: "i",
    ј: "j",
    ѕ: "s",
    ԁ: "d",
    ο: "o",
    α: "a",
    ν: "v",
    ł: "l",
  }),
);
/** A word that has Latin letters, and others. */
const MIXED_WORD = /(?=[^ ]*[a-z])(?=[^ ]*[^ a-z\d@$])[^ ]+/gu;

/**
 * A text reduced to its words: lower case, one space between them, no punctuation, accents, apostrophes or invisible
 * characters, and Latin letters for those that only look so. "@" and "$" stay, since they stand for letters in disguises.
 */
export function spokenWords(text: string): string {
  const isPlain = /^[ -~\s]*$/.test(text);
  const words = (isPlain ? text : text.normalize("NFKD"))
    .replaceAll(/[\p{Cf}\u0300-\u036f'’‘ʼ`´]+/gu, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}@$]+/gu, " ")
    .trim();
  return isPlain
    ? words
    : words.replaceAll(MIXED_WORD, (word) =>
        word.replaceAll(/[^a-z\d]/gu, (letter) => LOOKALIKES.get(letter) ?? letter),
      );
}
