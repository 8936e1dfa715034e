import { describe, expect, test } from "vitest";

import { hasLexicon } from "./lexicons.ts";
import { redactSegments } from "./redact-segments.ts";
import { callOf } from "./testing/call.ts";

function redacted(language: string, texts: string[]): string[] {
  return redactSegments(callOf(texts), { language }).segments.map(({ text }) => text);
}

describe("digits in words, 13 to 19 of them, over turns", () => {
  test.each<[string, string[], string[]]>([
    [
      "es",
      [
        "cuatro dos cuatro dos",
        "vale",
        "cuarenta y dos veinticuatro",
        "muy bien",
        "cuatro dos cuatro dos y doble cuatro, dos dos",
      ],
      ["[CARD]", "vale", "[CARD]", "muy bien", "[CARD]"],
    ],
    [
      "fr",
      [
        "quarante-deux, quatre-vingt-douze",
        "d'accord",
        "soixante-dix-sept, vingt et un",
        "zéro un deux trois, quatre cinq six sept",
      ],
      ["[CARD]", "d'accord", "[CARD]", "[CARD]"],
    ],
    [
      "de",
      [
        "vier zwo vier zwo",
        "ja",
        "zweiundvierzig einundzwanzig",
        "genau",
        "vier zwei vier zwei eins null null neun",
      ],
      ["[CARD]", "ja", "[CARD]", "genau", "[CARD]"],
    ],
    [
      "pt",
      [
        "quatro dois quatro dois",
        "certo",
        "quarenta e dois trinta e um",
        "quatro meia zero sete oito nove um dois",
      ],
      ["[CARD]", "certo", "[CARD]", "[CARD]"],
    ],
    [
      "it",
      [
        "quattro due quattro due",
        "va bene",
        "quarantadue ventuno",
        "quattro due zero sette otto nove uno due",
      ],
      ["[CARD]", "va bene", "[CARD]", "[CARD]"],
    ],
    [
      "nl",
      [
        "vier twee vier twee",
        "ja",
        "tweeënveertig eenentwintig",
        "vier twee nul zeven acht negen een twee",
      ],
      ["[CARD]", "ja", "[CARD]", "[CARD]"],
    ],
    [
      "pl",
      [
        "cztery dwa cztery dwa",
        "tak",
        "czterdzieści dwa dwadzieścia jeden",
        "cztery dwa zero siedem osiem dziewięć jeden dwa",
      ],
      ["[CARD]", "tak", "[CARD]", "[CARD]"],
    ],
  ])("%s", (language, said, expected) => {
    expect(redacted(language, said)).toEqual(expected);
  });
});

describe("near a question for it", () => {
  test.each<[string, string[], string[]]>([
    ["es", ["¿El código de seguridad?", "tres uno siete"], ["¿El código de seguridad?", "[CVV]"]],
    ["fr", ["Et le cryptogramme ?", "trois cent dix-sept"], ["Et le cryptogramme ?", "[CVV]"]],
    ["de", ["Die Prüfnummer bitte?", "drei eins sieben"], ["Die Prüfnummer bitte?", "[CVV]"]],
    [
      "de",
      ["Die Kartennummer?", "vier zwei vier zwei vier zwei vier zwei"],
      ["Die Kartennummer?", "[CARD]"],
    ],
    ["de", ["maria punkt weber at gmail punkt com"], ["[EMAIL]"]],
    ["nl", ["En de vervaldatum?", "09/27"], ["En de vervaldatum?", "[EXPIRY]"]],
  ])("%s: %s", (language, said, expected) => {
    expect(redacted(language, said)).toEqual(expected);
  });
});

test.each<[string, string]>([
  ["fr", "Mon numéro, c'est le zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit."],
  ["es", "Mi teléfono es el seis cuarenta y dos, treinta y uno, setenta y dos, noventa."],
  ["de", "Das macht zweiundvierzig Euro und neunzig Cent im Monat."],
  ["it", "Sono ventuno euro per dodici mesi."],
])("a telephone number and prices stay: %s", (language, said) => {
  expect(redacted(language, [said])).toEqual([said]);
});

test("digits in English within another language", () => {
  const said = ["four two four two", "okay", "four two four two, four two four two four"];
  expect(redacted("es", said)).toEqual(["[CARD]", "okay", "[CARD]"]);
});

test("in a language without a lexicon figures are read, and it is known that words are not", () => {
  expect(hasLexicon("sv")).toBe(false);
  expect(hasLexicon("en")).toBe(true);
  expect(redacted("sv", ["Kortet är 4242 4242 4242 4242."])).toEqual(["Kortet är [CARD]."]);
});
