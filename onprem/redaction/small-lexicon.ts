import type { Lexicon } from "./lexicon.ts";

/** What is known of a language beside English: its numbers, and the commonest words around them, separated by commas. */
export interface SmallLanguage {
  /** 0 to 9, alternatives separated by a slash: "un/une". */
  digits: string;
  /** 10 to 19, likewise. */
  teens: string;
  /** 20, 30 … 90, likewise. */
  tens: string;
  /** 21 to 99 where they are not simply the ten and the unit. */
  compound?: (ten: string, unit: string, value: number) => string[];
  and: string;
  hundred: string;
  thousand: string;
  double: string;
  triple: string;
  fillers: string;
  interjections: string;
  units: string;
  months: string;
  card: string;
  cardMention: string;
  cardRemnant: string;
  securityCode: string;
  expiry: string;
  phone: string;
  reference: string;
  bankAccount: string;
  sortCode: string;
  nationalId: string;
  at: string;
  dot: string;
}

/** Said so in every language. */
const EVERYWHERE = {
  cards: ["visa", "mastercard", "maestro", "amex", "american express"],
  codes: ["cvv", "cvv2", "cvc", "cvc2", "c v v", "c v c"],
};
const HESITATIONS = ["um", "uh", "eh", "ehm", "äh", "ähm", "euh", "hm", "hmm", "mm", "mhm"];

/** A language's lexicon: every number is read; fewer questions and answers are known than in English. */
export function smallLexicon(language: SmallLanguage): Lexicon {
  const list = (words: string) => words.split(",").map((word) => word.trim());
  const digits = numbered(language.digits, (at) => String(at));
  const tens = numbered(language.tens, (at) => String(at + 2));
  return {
    digits,
    weakZeros: [],
    teens: numbered(language.teens, (at) => String(at + 10)),
    tens,
    compounds: compounds(language),
    hundred: language.hundred,
    thousand: language.thousand,
    and: language.and,
    repeaters: { [language.double]: 2, [language.triple]: 3 },
    plurals: {},
    homophones: {},
    corrections: [],
    hesitations: HESITATIONS,
    fillers: [language.and, language.double, ...list(language.fillers)],
    interjections: list(language.interjections),
    countLeads: [],
    countNouns: [],
    pronounLeads: [],
    units: list(language.units),
    moneyUnits: ["euro", "euros"],
    amountLeads: [],
    rangeLeads: [],
    timeLeads: [],
    yearLeads: [],
    months: list(language.months),
    ambiguousMonths: [],
    ordinals: [],
    of: "de",
    spelling: { alphabet: [], leads: [] },
    email: {
      at: [...list(language.at), "@"],
      dots: [...list(language.dot), "."],
      stops: list(language.fillers),
    },
    linkingVerbs: [],
    linkingWords: [],
    cues: {
      card: list(language.card),
      card_mention: [...list(language.cardMention), ...EVERYWHERE.cards],
      card_remnant: list(language.cardRemnant),
      security_code: [...list(language.securityCode), ...EVERYWHERE.codes],
      expiry: list(language.expiry),
      card_expiry: [],
      bank_account: ["iban", ...list(language.bankAccount)],
      sort_code: list(language.sortCode),
      national_id: list(language.nationalId),
      phone: list(language.phone),
      reference: list(language.reference),
      bank: [],
      account: [],
      account_number: [],
      other_number: [],
      other_topic: [],
    },
    noCues: [],
  };
}

function compounds({ digits, tens, compound }: SmallLanguage): Record<string, string> {
  if (compound === undefined) return {};
  const made: [string, string][] = [];
  for (const [ten, tenDigit] of Object.entries(numbered(tens, (at) => String(at + 2)))) {
    for (const [unit, unitDigit] of Object.entries(numbered(digits, (at) => String(at)))) {
      if (unitDigit === "0") continue;
      for (const said of compound(ten, unit, Number(tenDigit + unitDigit))) {
        made.push([said, tenDigit + unitDigit]);
      }
    }
  }
  return Object.fromEntries(made);
}

function numbered(words: string, figures: (at: number) => string): Record<string, string> {
  return Object.fromEntries(
    words
      .split(" ")
      .flatMap((alternatives, at) => alternatives.split("/").map((word) => [word, figures(at)])),
  );
}
