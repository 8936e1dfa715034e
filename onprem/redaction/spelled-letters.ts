import type { Lexicon } from "./lexicon.ts";
import type { Token } from "./tokenise.ts";

interface Stretch {
  /** Indices of the first and last token. */
  first: number;
  last: number;
}

const MAX_LETTERS = 3;

/** A number with the letters beside it: "QQ 12 34 56 C", "quebec quebec one two … charlie", "A for Alpha B for Bravo one two". */
export function withLetters(
  tokens: readonly Token[],
  { first, last }: Stretch,
  { spelling }: Lexicon,
): Stretch {
  const segment = tokens[first]?.segment;
  const word = (index: number) => {
    const token = tokens[index];
    return token?.segment === segment && token?.kind === "word" ? token.text : "";
  };
  const isSign = (index: number) =>
    tokens[index]?.segment === segment && tokens[index]?.kind === "punctuation";
  const isName = (index: number) => spelling.alphabet.includes(word(index));
  const isLetters = (index: number) => /^[a-z]{1,2}$/.test(word(index)) && word(index) !== "is";
  const isLead = (index: number) => spelling.leads.includes(word(index));

  let from = first;
  for (let letters = 0, index = first - 1; letters < MAX_LETTERS; letters++) {
    while (isSign(index)) index--;
    // "A for Alpha", "B as in Bravo"
    let lead = index - 1;
    while (isLead(lead)) lead--;
    if (lead < index - 1 && isLetters(lead)) from = lead;
    else if (isName(index) || isLetters(index)) from = index;
    else break;
    index = from - 1;
  }
  let to = last;
  for (let index = last + 1; isSign(index) || isLetters(index) || isName(index); index++) {
    if (isSign(index)) continue;
    to = index;
    let lead = index + 1;
    while (isLead(lead)) lead++;
    if (lead > index + 1 && word(lead) !== "") to = lead;
    break;
  }
  return { first: from, last: to };
}
