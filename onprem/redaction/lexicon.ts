import type { RedactionKind } from "#shared/contracts/transcript.ts";

/** What announces a number, and with that what the digits that follow are. */
export type CueKind =
  | Extract<RedactionKind, "card" | "security_code" | "expiry">
  /** A card without its number ("pay by card"): the number may follow, or the talk may move on. */
  | "card_mention"
  /** Part of a card's number ("ending in"), unless some other number was just spoken of. */
  | "card_remnant"
  /** An expiry date only where a card is being spoken of ("it expires in"). */
  | "card_expiry"
  /** Another kind of number, which is kept. */
  | "other_number"
  /** Something else that has a number or an expiry date. */
  | "other_topic";

/**
 * The words of one language. All are lower case with a straight apostrophe; phrases are words separated by a space, numbers
 * in them are spelled out ("three digits" also finds "3 digits").
 */
export interface Lexicon {
  /** "four" → "4". */
  digits: Record<string, string>;
  /** Words that are nought only next to other digits ("oh"). */
  weakZeros: string[];
  /** "twelve" → "12". */
  teens: Record<string, string>;
  /** "forty" → "4". */
  tens: Record<string, string>;
  hundred: string;
  thousand: string;
  /** Between hundreds and the rest: "and". */
  and: string;
  /** "double" → 2. */
  repeaters: Record<string, number>;
  /** "sevens" → "7", as in "three sevens". */
  plurals: Record<string, string>;
  /** What a recogniser writes for a digit: "for" → "4". Counted only in the middle of a long number. */
  homophones: Record<string, string>;

  /** Sounds and words that come between the digits of one number. */
  hesitations: string[];
  fillers: string[];
  /** What one party says while the other reads a number aloud. */
  interjections: string[];

  /** "next four", "last four": how many, not which. */
  countLeads: string[];
  /** "four digits", likewise. */
  countNouns: string[];
  /** "no one", "the other one". */
  pronounLeads: string[];

  /** What follows an amount: "pounds", "months". */
  units: string[];
  /** What precedes an amount: "about", "within". */
  amountLeads: string[];
  /** "between" nine and twelve. */
  rangeLeads: string[];
  /** What precedes a time of day: "at" ten thirty. */
  timeLeads: string[];
  /** What precedes a year: "since". */
  yearLeads: string[];
  months: string[];
  /** Months that are other words as well. */
  ambiguousMonths: string[];
  ordinals: string[];
  /** Between day and month: "of". */
  of: string;
  /** "four two … is my card number". */
  linkingVerbs: string[];
  linkingWords: string[];

  cues: Record<CueKind, string[]>;
  /** Phrases with a cue's word in them that are none: "SIM card". */
  noCues: string[];
}

/** A table's entry for a word that was said; words such as "constructor" have none. */
export function lookUp<Value>(table: Record<string, Value>, word: string): Value | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
