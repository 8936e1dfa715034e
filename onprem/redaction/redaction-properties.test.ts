import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { redactSegments } from "./redact-segments.ts";
import { callOf, redacted } from "./testing/call.ts";
import { ordinaryTalk } from "./testing/ordinary-talk.ts";
import { randomFrom, type Random } from "./testing/random.ts";
import { misheard, randomPan, sayNumber } from "./testing/say-card.ts";
import { numbersLeft } from "./testing/say-digits.ts";

const CARD_QUESTIONS: [string, ...string[]] = [
  "Can you read me the long card number please?",
  "What is the number across the front of the card?",
  "And the sixteen digit number?",
  "Which Visa would you like to pay with?",
  "I need your credit card number, whenever you are ready.",
];
const CODE_QUESTIONS: [string, ...string[]] = [
  "And the security code?",
  "The last three digits on the back?",
  "What is the CVV?",
  "And the code on the signature strip?",
];

interface Scene {
  before: string[];
  /** What must lose its digits. */
  secret: string[];
  after: string[];
}

/** Plays the scene; answers what of it is wrong. */
function faults({ before, secret, after }: Scene): { leaked: string[]; destroyed: string[] } {
  const texts = [...before, ...secret, ...after];
  const left = redacted(texts);
  const leaked = left
    .slice(before.length, before.length + secret.length)
    .filter((text) => numbersLeft(text).length > 0 || text.trim() === "");
  const isKept = (at: number) => at < before.length || at >= before.length + secret.length;
  const destroyed = texts.filter((text, at) => isKept(at) && left[at] !== text);
  return { leaked, destroyed };
}

const NO_FAULTS = { leaked: [], destroyed: [] };
const scene = (build: (random: Random) => Scene) =>
  fc.integer({ min: 0 }).map((seed) => build(randomFrom(seed)));

describe("nothing of a card survives", () => {
  test("a whole number without a cue", () => {
    const scenes = scene((random) => ({
      before: ordinaryTalk(random),
      secret: sayNumber(randomPan(random), random, { talk: false }),
      after: ordinaryTalk(random),
    }));
    fc.assert(
      fc.property(scenes, (played) => {
        expect(faults(played)).toEqual(NO_FAULTS);
      }),
      { seed: 11, numRuns: 400 },
    );
  });

  test("after a cue, however misheard and interrupted", () => {
    const scenes = scene((random) => {
      const pan = randomPan(random);
      const heard = random.chance(0.5) ? pan : misheard(pan, random);
      return {
        before: [...ordinaryTalk(random), random.pick(CARD_QUESTIONS)],
        secret: sayNumber(heard, random, { talk: true }),
        after: ordinaryTalk(random),
      };
    });
    fc.assert(
      fc.property(scenes, (played) => {
        expect(faults(played)).toEqual(NO_FAULTS);
      }),
      { seed: 12, numRuns: 400 },
    );
  });

  test("a security code after its question", () => {
    const scenes = scene((random) => ({
      before: [...ordinaryTalk(random), random.pick(CODE_QUESTIONS)],
      secret: sayNumber(String(100 + random.below(900)), random, { talk: false }),
      after: ordinaryTalk(random),
    }));
    fc.assert(
      fc.property(scenes, (played) => {
        expect(faults(played)).toEqual(NO_FAULTS);
      }),
      { seed: 13, numRuns: 300 },
    );
  });
});

describe("everything else survives", () => {
  test("ordinary talk is left alone", () => {
    const talk = scene((random) => ({
      before: [...ordinaryTalk(random), ...ordinaryTalk(random), ...ordinaryTalk(random)],
      secret: [],
      after: [],
    }));
    fc.assert(
      fc.property(talk, (played) => {
        expect(faults(played)).toEqual(NO_FAULTS);
      }),
      { seed: 14, numRuns: 300 },
    );
  });

  test("what is redacted once stays as it is", () => {
    const calls = fc.integer({ min: 0 }).map((seed) => {
      const random = randomFrom(seed);
      return [
        ...ordinaryTalk(random),
        random.pick(CARD_QUESTIONS),
        ...sayNumber(misheard(randomPan(random), random), random, { talk: true }),
        random.pick(CODE_QUESTIONS),
        ...sayNumber(String(100 + random.below(900)), random, { talk: true }),
        ...ordinaryTalk(random),
      ];
    });
    fc.assert(
      fc.property(calls, (texts) => {
        const once = redactSegments(callOf(texts)).segments;
        expect(redactSegments(once).segments).toEqual(once);
      }),
      { seed: 15, numRuns: 200 },
    );
  });
});
