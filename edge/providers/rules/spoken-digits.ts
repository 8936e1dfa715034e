const DIGIT_WORDS = new Set([
  "zero",
  "oh",
  "nought",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
]);

/** How many digits are read out, in figures or as words; "double" and "triple" repeat what follows. */
export function countSpokenDigits(words: string): number {
  let digits = 0;
  let times = 1;
  for (const word of words.trim().split(" ")) {
    if (word === "double" || word === "triple") {
      times = word === "double" ? 2 : 3;
      continue;
    }
    if (DIGIT_WORDS.has(word)) digits += times;
    else if (/^\d+$/.test(word)) digits += word.length;
    times = 1;
  }
  return digits;
}
