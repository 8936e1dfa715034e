const WHOLE_WORD_CONTRACTIONS: Readonly<Record<string, string>> = {
  "can't": "cannot",
  "won't": "will not",
  "shan't": "shall not",
  "let's": "let us",
  "y'all": "you all",
  gonna: "going to",
  wanna: "want to",
  gotta: "got to",
  dunno: "do not know",
  ok: "okay",
  cheers: "thanks",
};

const CONTRACTION_ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/\b(\w+)n't\b/g, "$1 not"],
  [/\b(\w+)'re\b/g, "$1 are"],
  [/\b(\w+)'ve\b/g, "$1 have"],
  [/\b(\w+)'ll\b/g, "$1 will"],
  [/\bi'm\b/g, "i am"],
  [/\b(i|you|we|they|he|she)'d\b/g, "$1 would"],
  [/\b(it|that|what|there|here|who|how|where|he|she|when|name|everything)'s\b/g, "$1 is"],
];

/** Lower case with contractions written out, so that one phrase covers "I'll" and "I will". */
export function expandContractions(text: string): string {
  let expanded = text.toLowerCase().replace(/[\u2018\u2019]/g, "'");
  expanded = expanded.replace(
    /\b(?:can't|won't|shan't|let's|y'all|gonna|wanna|gotta|dunno|ok|cheers)\b/g,
    (word) => WHOLE_WORD_CONTRACTIONS[word] ?? word,
  );
  for (const [ending, full] of CONTRACTION_ENDINGS) expanded = expanded.replace(ending, full);
  return expanded.replace(/\bcan not\b/g, "cannot");
}

/**
 * What phrases are matched against: lower-case words between single spaces, with a space at either end, no punctuation,
 * contractions written out, `£30` as `30 pounds`, `%` as `percent`.
 */
export function normaliseText(text: string): string {
  const words = expandContractions(text.normalize("NFKC"))
    .replace(/£\s?(\d[\d,.]*)/g, "$1 pounds ")
    .replace(/\$\s?(\d[\d,.]*)/g, "$1 dollars ")
    .replace(/€\s?(\d[\d,.]*)/g, "$1 euros ")
    .replace(/%/g, " percent ")
    .replace(/'/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return ` ${words} `;
}
