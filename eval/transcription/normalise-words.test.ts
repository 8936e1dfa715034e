import { describe, expect, test } from "vitest";

import { normaliseWords } from "./normalise-words.ts";

const words = (text: string) => normaliseWords(text).join(" ");

describe("two ways to write the same are the same words", () => {
  test.each([
    ["Hello, how CAN I help?", "hello how can i help"],
    ["I'm sorry, we can’t", "i am sorry we can not"],
    ["It won't, it's gone", "it will not it is gone"],
    ["um, well, er, yes", "well yes"],
    ["colour, apologise, okay", "color, apologize, OK"],
    ["the router's light", "the router's light"],
    ["café", "cafe\u0301"],
    ["the code is [SECURITY_CODE].", "the code is SECURITY_CODE"],
  ])("%j and %j", (one, other) => {
    expect(words(one)).toBe(words(other));
  });

  test.each([
    ["four seven one nine two zero", "471920", "4 7 1 9 2 0"],
    ["forty two forty two", "42 42", "4 2 4 2"],
    ["twenty-five pounds", "£25 pounds", "2 5 pounds"],
    ["two hundred and five", "205", "2 0 5"],
    ["three thousand", "3,000", "3 0 0 0"],
    ["one hundred", "100", "1 0 0"],
    ["oh seven seven", "077", "0 7 7"],
    ["nineteen ninety nine", "1999", "1 9 9 9"],
  ])("%j and %j are %j", (spoken, written, expected) => {
    expect(words(spoken)).toBe(expected);
    expect(words(written)).toBe(expected);
  });
});

test("different words stay different", () => {
  expect(words("oh I see")).toBe("oh i see");
  expect(words("the fifth of May")).toBe("the fifth of may");
  expect(words("hundreds of them")).toBe("hundreds of them");
});

test("other languages keep their letters", () => {
  expect(words("¿Cómo está usted? Größe, ça va")).toBe("cómo está usted größe ça va");
});
