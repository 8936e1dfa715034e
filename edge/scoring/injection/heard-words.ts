/*
 * What is said, reduced to words that patterns can be matched against, with the way back to the sentence of each. Disguises
 * are undone: invisible characters, accents, letters of another alphabet that look the same, digits for letters, words
 * spelled letter by letter.
 */

/** A word and the sentences it is from; one that was spelled out may run over several. */
type Word = { text: string; first: number; last: number };

/** Words joined by single spaces. */
export type HeardText = {
  text: string;
  /** The sentences, first and last, that a stretch of `text` is from; null where it has no word. */
  sentencesOf: (from: number, to: number) => { first: number; last: number } | null;
};

const LEET: Readonly<Record<string, string>> = {
  0: "o",
  3: "e",
  4: "a",
  5: "s",
  7: "t",
  $: "s",
  "@": "a",
};

/** Letters with digits among them. */
const LEET_WORD = /\p{L}[\d@$]|[\d@$]\p{L}/u;
/** Three single letters in a row. */
const SPELLED_WORD = /(?:^| )\p{L} \p{L} \p{L}(?: |$)/u;

/** Sentences, as `spokenWords` gives them, as one text; and, where some are disguised, as they are meant. */
export function heardTexts(sentences: readonly string[]): HeardText[] {
  const words = sentences.flatMap((sentence, index) =>
    sentence === ""
      ? []
      : sentence.split(" ").map((text): Word => ({ text, first: index, last: index })),
  );
  const plain = textOf(words);
  if (!LEET_WORD.test(plain) && !SPELLED_WORD.test(plain))
    return [{ text: plain, sentencesOf: sentenceFinder(words) }];
  const joined = joinSpelled(words);
  const meant = ["i", "l"].map((one) =>
    joined.map((word) =>
      LEET_WORD.test(word.text) ? { ...word, text: withoutLeet(word.text, one) } : word,
    ),
  );
  const distinct = new Map([words, ...meant].map((own) => [textOf(own), own]));
  return [...distinct].map(([text, own]) => ({ text, sentencesOf: sentenceFinder(own) }));
}

function textOf(words: readonly Word[]): string {
  return words.map(({ text }) => text).join(" ");
}

function sentenceFinder(words: readonly Word[]): HeardText["sentencesOf"] {
  return (from, to) => {
    let at = 0;
    const found: Word[] = [];
    for (const word of words) {
      if (at >= to) break;
      if (at + word.text.length > from) found.push(word);
      at += word.text.length + 1;
    }
    const [first, last] = [found[0], found.at(-1)];
    return first === undefined || last === undefined
      ? null
      : { first: first.first, last: last.last };
  };
}

const MIN_SPELLED_LETTERS = 3;

/** "i g n o r e" as "ignore": runs of single letters become one word. */
function joinSpelled(words: readonly Word[]): Word[] {
  const joined: Word[] = [];
  let run: Word[] = [];
  const endRun = () => {
    const [first] = run;
    const last = run.at(-1);
    if (first === undefined || last === undefined) return;
    if (run.length < MIN_SPELLED_LETTERS) joined.push(...run);
    else
      joined.push({
        text: run.map(({ text }) => text).join(""),
        first: first.first,
        last: last.last,
      });
    run = [];
  };
  for (const word of words) {
    if (word.text.length <= 2 && /^\p{L}$/u.test(word.text)) {
      run.push(word);
    } else {
      endRun();
      joined.push(word);
    }
  }
  endRun();
  return joined;
}

/** "pr3v10us" as "previous": digits for letters. */
function withoutLeet(word: string, one: string): string {
  return word.replaceAll(/[\d@$]/g, (sign) => (sign === "1" ? one : (LEET[sign] ?? sign)));
}
