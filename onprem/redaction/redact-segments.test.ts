import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";
import * as z from "zod";

import { redactSegments } from "./redact-segments.ts";
import { callOf, redacted } from "./testing/call.ts";

const truthSchema = z.array(
  z.object({ recording_id: z.string(), truth: z.array(z.object({ text: z.string() })) }),
);
const truth = truthSchema.parse(
  JSON.parse(readFileSync(new URL("../../demo/calls/truth.json", import.meta.url), "utf8")),
);

describe("the demo's calls", () => {
  const changes = truth.flatMap(({ recording_id, truth: lines }) => {
    const texts = lines.map(({ text }) => text);
    const after = redacted(texts);
    return texts.flatMap((text, at) =>
      after[at] === text ? [] : [[recording_id, text, after[at]]],
    );
  });

  test("only the card and its code in 1005 are taken out", () => {
    expect(changes).toEqual([
      [
        "1005",
        "My card number is four two four two four two four two four two four two four two four two.",
        "My card number is [CARD].",
      ],
      ["1005", "The security code is three one seven.", "The security code is [CVV]."],
    ]);
  });
});

describe("redactSegments", () => {
  const segments = callOf([
    "The card number, the expiry date and the code on the back?",
    "5105 1051",
    "Go on.",
    "0510 5100, then oh nine twenty seven, and three one seven",
  ]);

  test("counts what it took out, by kind", () => {
    expect(redactSegments(segments, { redact: [] }).redactions).toEqual({
      card: 2,
      security_code: 1,
      expiry: 1,
    });
    expect(redactSegments(segments, { redact: ["email"] }).redactions).toMatchObject({ email: 0 });
  });

  test("leaves times, confidence, order and number of the segments", () => {
    const { segments: after } = redactSegments(segments);
    expect(after.map((segment) => ({ ...segment, text: "" }))).toEqual(
      segments.map((segment) => ({ ...segment, text: "" })),
    );
  });

  test("leaves what it was given", () => {
    const before = structuredClone(segments);
    redactSegments(segments);
    expect(segments).toEqual(before);
  });

  test("a second time changes and counts nothing", () => {
    const once = redactSegments(segments).segments;
    expect(redactSegments(once, { redact: [] })).toEqual({
      segments: once,
      redactions: { card: 0, security_code: 0, expiry: 0 },
      redacted_spans: [],
    });
  });

  test("a call without words stays without", () => {
    expect(redactSegments([], { redact: [] })).toEqual({
      segments: [],
      redactions: { card: 0, security_code: 0, expiry: 0 },
      redacted_spans: [],
    });
  });

  test.each([
    ["digits", (at: number) => `four two, um, forty two, ${at}`],
    ["short numbers after a question for another", (at: number) => `account number? ${at}`],
    [
      "pieces that may be a telephone number",
      (at: number) => (at === 0 ? "Your phone?" : `${at % 7}`),
    ],
    ["prices", (at: number) => `that is ${at}.99 and then 1.50 or so, for one, to two`],
    ["noughts", () => "oh oh o oh zero, to for o oh"],
  ])("a call of thousands of segments takes seconds at most: %s", (_, say) => {
    const texts = Array.from({ length: 5000 }, (_, at) => say(at).repeat(2));
    const startedMs = performance.now();
    expect(redacted(texts)).toHaveLength(texts.length);
    expect(performance.now() - startedMs).toBeLessThan(5000);
  });
});
