/** What announces a number, and with that what the digits that follow are. */
export const CUE_KINDS = [
  "card",
  "security_code",
  "expiry",
  /** A card without its number ("pay by card"): the number may follow, or the talk may move on. */
  "card_mention",
  /** Part of a card's number ("ending in"), unless some other number was just spoken of. */
  "card_remnant",
  /** An expiry date only where a card is being spoken of ("it expires in"). */
  "card_expiry",
  "bank_account",
  "sort_code",
  "national_id",
  "phone",
  "reference",
  /** A bank: an account number asked for now is one at that bank. */
  "bank",
  /** An account number: a bank's beside talk of banks, otherwise the company's own. */
  "account_number",
  /** An account, not its number: the number follows where a bank was just spoken of. */
  "account",
  /** Another kind of number, which is always kept. */
  "other_number",
  /** Something else that has a number or an expiry date. */
  "other_topic",
] as const;
export type CueKind = (typeof CUE_KINDS)[number];

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
  /** Numbers from 21 to 99 that are not simply ten and unit: "quatre vingt douze" → "92". */
  compounds: Record<string, string>;
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

  /** What takes back the digits before it, which are therefore no number of their own. */
  corrections: string[];
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
  /** Units with smaller ones behind them: "pounds". */
  moneyUnits: string[];
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
  /** "A for Alpha", "B as in Bravo". */
  spelling: { alphabet: string[]; leads: string[] };
  /** How an e-mail address is said. */
  email: {
    at: string[];
    dots: string[];
    /** Words before the address that are no part of it. */
    stops: string[];
  };
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
