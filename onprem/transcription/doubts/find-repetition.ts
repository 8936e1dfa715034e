import { isNumberOrLetter } from "./number-words.ts";

/** How often a phrase of so many words follows itself before nobody would say it: "no no no no" is said, and more. */
const TIMES_BY_LENGTH = [Infinity, 10, 6, 5, 4];
const MAX_PHRASE_WORDS = 24;
/** More digits and letters than any number or name has; beyond that they are a loop as well. */
const MAX_SPELLED_WORDS = 40;

/** Words `from` to `to` (excluded) of a text only repeat what was said before them. */
export type Repetition = { from: number; to: number };

/**
 * Where a text goes round in circles, as Whisper's does when it loses the thread. Numbers read aloud and names spelled out are
 * spared. `words` are normalised (spokenWords). The first time that something is said is not part of the repetition.
 */
export function findRepetitions(words: readonly string[]): Repetition[] {
  const found: Repetition[] = [];
  for (let at = 0; at < words.length;) {
    const loop = loopAt(words, at);
    if (loop === null) {
      at++;
    } else {
      found.push({ from: at + loop.phraseWords, to: loop.to });
      at = loop.to;
    }
  }
  return found;
}

/** The shortest phrase that goes round from a word on. */
function loopAt(words: readonly string[], at: number): { phraseWords: number; to: number } | null {
  for (let phraseWords = 1; phraseWords <= MAX_PHRASE_WORDS; phraseWords++) {
    let to = at + phraseWords;
    while (to < words.length && words[to] === words[to - phraseWords]) to++;
    const times = Math.floor((to - at) / phraseWords);
    const isLoop = times >= (TIMES_BY_LENGTH[phraseWords] ?? 4);
    if (isLoop && !isSpared(words.slice(at, at + phraseWords), to - at)) return { phraseWords, to };
  }
  return null;
}

function isSpared(phrase: readonly string[], loopWords: number): boolean {
  const spelled = phrase.filter((word) => isNumberOrLetter(word)).length;
  return spelled * 2 >= phrase.length && loopWords <= MAX_SPELLED_WORDS;
}
