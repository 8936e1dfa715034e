import type { Random } from "./random.ts";
import { sayDigits } from "./say-digits.ts";

const BETWEEN: [string, ...string[]] = [
  " ",
  " ",
  " ",
  ", ",
  ". ",
  "... ",
  " um, ",
  ", and then ",
  ", that's ",
  ", uh, ",
  ", yeah, ",
  ", okay, ",
];
const LEADS: [string, ...string[]] = [
  "",
  "",
  "It's ",
  "Yes, it is ",
  "Okay, so, ",
  "Um, ",
  "And then ",
];
const ANSWERS: [string, ...string[]] = [
  "Okay.",
  "Go on.",
  "Yes.",
  "Got that.",
  "Mhm.",
  "Yeah, go ahead.",
  "Right, thank you.",
  "Carry on.",
];
const TALK: [string, ...string[]] = [
  "Sorry, my system is slow.",
  "Could you speak up?",
  "I am typing that in.",
  "My glasses are upstairs.",
];

/** A card number of 13 to 19 digits with a valid check digit. */
export function randomPan(random: Random): string {
  const length = 13 + random.below(7);
  const body = [random.pick(["3", "4", "5", "6"])];
  while (body.length < length - 1) body.push(String(random.below(10)));
  return body.join("") + checkDigit(body);
}

/** The digits with one lost or said twice. */
export function misheard(digits: string, random: Random): string {
  const at = random.below(digits.length);
  const kept = random.chance(0.5) ? "" : digits.slice(at, at + 1).repeat(2);
  return digits.slice(0, at) + kept + digits.slice(at + 1);
}

/** A number read aloud over one or more turns, the other party answering or repeating in between. */
export function sayNumber(digits: string, random: Random, options: { talk: boolean }): string[] {
  const turnChance = random.pick([0, 0.15, 0.4]);
  const turns: string[] = [];
  let turn = random.pick(LEADS);
  let inTurn: string[] = [];
  for (const chunk of sayDigits(digits, random)) {
    if (inTurn.length > 0 && random.chance(turnChance)) {
      turns.push(`${turn}.`);
      if (random.chance(0.3)) turns.push(`${inTurn.join(" ")}, yes.`);
      else if (random.chance(0.7)) turns.push(random.pick(ANSWERS));
      if (options.talk && random.chance(0.2)) turns.push(random.pick(TALK));
      turn = random.pick(LEADS);
      inTurn = [];
    }
    // A turn of nothing but "oh" is an exclamation to anybody.
    const said = inTurn.length === 0 && /^oh?$/.test(chunk) ? "zero" : chunk;
    turn += (inTurn.length === 0 ? "" : separator(turn, random)) + said;
    inTurn.push(said);
  }
  return [...turns, `${turn}.`];
}

/** After a comma no "and": "nine hundred, and two" would be 902. */
function separator(said: string, random: Random): string {
  return said.endsWith(",") ? random.pick([" ", " um, "]) : random.pick(BETWEEN);
}

function checkDigit(body: readonly string[]): string {
  const sum = body.toReversed().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}
