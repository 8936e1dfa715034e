import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { nonSpeech } from "./non-speech.ts";
import { spokenWords } from "./spoken-words.ts";
import { stockPhrase } from "./stock-phrases.ts";

describe("stock phrases", () => {
  test.each([
    ["Thanks for watching!", "en"],
    ["Subtitles by the Amara.org community", "en"],
    ["Untertitel der Amara.org-Community", "de"],
    ["Untertitelung des ZDF, 2020", "de"],
    ["Sous-titres réalisés par la communauté d'Amara.org", "fr"],
    ["Sous-titres réalisés par SousTitreur.com", "fr"],
    ["Subtítulos realizados por la comunidad de Amara.org", "es"],
    ["Sottotitoli creati dalla comunità Amara.org", "it"],
    ["Ondertiteld door de Amara.org gemeenschap", "nl"],
    ["Napisy stworzone przez społeczność Amara.org", "pl"],
    ["Legendas pela comunidade Amara.org", "pt"],
    ["Thank you for watching.", "pl"],
  ])("nobody says %j in a call", (text, language) => {
    expect(stockPhrase(text, language)).toBe("never");
  });

  test.each([
    ["Thank you.", "en"],
    ["Vielen Dank.", "de"],
    ["Merci.", "fr"],
    ["¡Gracias!", "es"],
  ])("people say %j as well", (text, language) => {
    expect(stockPhrase(text, language)).toBe("seldom");
  });

  test.each([
    ["Thank you for calling Northgate Broadband.", "en"],
    ["Thank you, I will send it.", "en"],
    ["The subtitles are out of step.", "en"],
    ["Untertitel gehen bei mir nicht.", "de"],
    ["Los subtítulos no funcionan.", "es"],
    ["Merci de patienter.", "fr"],
    ["", "en"],
  ])("%j is said for a reason", (text, language) => {
    expect(stockPhrase(text, language)).toBeNull();
  });

  test("the data is written as texts are compared, or it would never match", () => {
    const data: unknown = JSON.parse(
      readFileSync(new URL("stock-phrases.json", import.meta.url), "utf8"),
    );
    const phrases = [...JSON.stringify(data).matchAll(/"([^"]+)"[,\]]/g)].map(
      ([, one = ""]) => one,
    );
    expect(phrases.length).toBeGreaterThan(100);
    for (const phrase of phrases) {
      expect(spokenWords(phrase).join(" ")).toBe(phrase.replace(/ \*$/, ""));
    }
  });
});

test.each([
  ["[Music]", "sound"],
  ["(hold music playing)", "sound"],
  ["♪ ♪", "sound"],
  ["*phone ringing*", "sound"],
  ["[BLANK_AUDIO]", "unknown"],
  ["(speaking in foreign language)", "unknown"],
  ["...", "unknown"],
  ["[Music] Hello?", null],
  ["Hello (again)", null],
  ["Music please.", null],
])("%j is no speech: %s", (text, kind) => {
  expect(nonSpeech(text)).toBe(kind);
});
