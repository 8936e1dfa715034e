import { describe, expect, it } from "vitest";

import { normaliseText } from "./normalise-text.ts";
import { phrasesPattern } from "./phrase-list.ts";
import * as closing from "./phrases/closing.ts";
import * as communication from "./phrases/communication.ts";
import * as compliance from "./phrases/compliance.ts";
import * as greeting from "./phrases/greeting.ts";
import * as identification from "./phrases/identification.ts";
import * as needs from "./phrases/needs.ts";
import * as product from "./phrases/product.ts";
import * as resolution from "./phrases/resolution.ts";

function says(phrase: string, text: string): boolean {
  return phrasesPattern([phrase])?.test(normaliseText(text)) ?? false;
}

describe("a phrase", () => {
  it.each([
    ["I'm sorry to hear", "I am sorry to hear that."],
    ["I will (call|ring) you", "I'll ring you tomorrow."],
    ["I have [just|now] reset", "I've just reset it."],
    ["I have [just|now] reset", "I have reset it."],
    ["(I am calling (about|from)|the reason is)", "I'm calling from Acme."],
    ["do you (* help|assist)", "Do you think you can help?"],
    ["<number> pounds", "It's £35 a month."],
    ["<number> percent", "That is 100% certain."],
    ["<number> working days", "Within twenty-five working days."],
    ["this is <name>", "Hello, this is Zoë."],
    ["you are welcome", "YOU’RE WELCOME!"],
  ])("%s is in: %s", (phrase, text) => {
    expect(says(phrase, text)).toBe(true);
  });

  it.each([
    ["this is <name>", "This is ridiculous."],
    ["hi", "This is his history."],
    ["I will call", "I will not call."],
    ["refund * pounds", "The refund that I was so very often promised was pounds."],
  ])("%s is not in: %s", (phrase, text) => {
    expect(says(phrase, text)).toBe(false);
  });

  it.each(["(a|b", "a) b", "[a (b] c)"])(
    "is refused when its brackets do not match: %s",
    (phrase) => {
      expect(() => phrasesPattern([phrase])).toThrow("brackets");
    },
  );

  it("is well-formed in every table", () => {
    const modules = [closing, communication, compliance, greeting, identification, needs];
    const tables = [...modules, product, resolution].flatMap((module) => Object.values(module));
    expect(tables.length).toBeGreaterThan(30);
    for (const { phrases, unless = [] } of tables) {
      expect(phrasesPattern([...phrases, ...unless])?.test("  ")).toBe(false);
    }
  });
});
