import { capital, LEADS, type Build, type CorpusCase } from "./corpus-case.ts";
import { sayExpiry } from "./corpus-codes.ts";
import { mark } from "./marked-text.ts";
import type { Random } from "./random.ts";
import { randomPan } from "./say-card.ts";
import { misspelt, sayGroup, someSpeaker, type Speaker } from "./speak-number.ts";

const ASKS: [string, ...string[]] = [
  "Could I take the long number across the front of your card please?",
  "What's the card number?",
  "And the sixteen digits on the front, please.",
  "Can I get your card details?",
  "Go ahead with the card number whenever you're ready.",
  "I'll need your debit card number to take the payment.",
  "Read me the number on the front of the card.",
  "Which card would you like to use? I'll take the number now.",
  "And may I have the credit card number?",
];
const ANNOUNCEMENTS: [string, ...string[]] = [
  "My card number is ",
  "The card number's ",
  "It's a Visa, ",
  "Okay so the long number is ",
  "The number on my card is ",
  "Right, my Mastercard is ",
  "Card number ",
];
const NUDGES: [string, ...string[]] = [
  "Yes.",
  "Yep.",
  "Go on.",
  "Uh-huh.",
  "Mm-hmm.",
  "Okay.",
  "Okay, got that.",
  "And then?",
  "Next?",
  "Right.",
  "Carry on.",
  "I've got that.",
  "Sure, go ahead.",
];
const FILLERS: [string, ...string[]] = [
  " um ",
  ", uh, ",
  ", then ",
  ", and then ",
  ", er, ",
  " and ",
  ", followed by ",
];
const CORRECTIONS: [string, ...string[]] = [
  "no sorry, ",
  "sorry, ",
  "no, ",
  "no wait, ",
  "I mean ",
  "sorry, I mean ",
  "let me start that again, ",
  "scratch that, ",
  "actually, ",
  "oh no, ",
];
const JOINS: [string, ...string[]] = [" ", " ", ", ", ". ", "... ", " - ", ", "];

/** Families of calls in which a card's number is said or written. */
export const CARD_FAMILIES: [Build, ...Build[]] = [
  whole,
  wholeWithoutCue,
  overTurns,
  withFillers,
  corrected,
  splitAnywhere,
  readBack,
  withExpiryAndCode,
  damaged,
  misheardWords,
  asOneNumber,
  fullStops,
];

/** The digits in the groups that are printed on such a card. */
function grouped(pan: string, random: Random): string[] {
  const lengths: Record<number, number[][]> = {
    15: [[4, 6, 5]],
    16: [
      [4, 4, 4, 4],
      [4, 4, 4, 4],
      [4, 4, 4, 4],
      [2, 2, 2, 2, 2, 2, 2, 2],
      [6, 10],
      [8, 8],
      [3, 3, 4, 3, 3],
    ],
    19: [
      [4, 4, 4, 4, 3],
      [6, 13],
    ],
  };
  const known = lengths[pan.length];
  const plan =
    known?.[random.below(known.length)] ?? Array.from({ length: 7 }, () => 3 + random.below(3));
  const groups: string[] = [];
  let at = 0;
  for (const length of plan) {
    if (at < pan.length) groups.push(pan.slice(at, at + length));
    at += length;
  }
  return groups.filter((group) => group !== "");
}

function somePan(random: Random): string {
  const drawn = randomPan(random);
  // Most cards have sixteen digits.
  if (random.chance(0.4)) return drawn;
  for (let tries = 0; tries < 50; tries++) {
    const pan = randomPan(random);
    if (pan.length === 16 || pan.length === 15) return pan;
  }
  return drawn;
}

function said(groups: readonly string[], speaker: Speaker, random: Random): string[] {
  return groups.map((group) => sayGroup(group, speaker, random));
}

function answer(number: string, random: Random): string {
  return `${capital(random.pick(LEADS) + mark("card", number))}${random.pick([".", "", ".", ", okay?"])}`;
}

function whole(random: Random): CorpusCase {
  const groups = said(grouped(somePan(random), random), someSpeaker(random), random);
  const number = groups.join(random.pick(JOINS));
  return random.chance(0.5)
    ? { family: "asked, whole", lines: [random.pick(ASKS), answer(number, random)] }
    : {
        family: "announced, whole",
        lines: [`${random.pick(ANNOUNCEMENTS)}${mark("card", number)}.`],
      };
}

function wholeWithoutCue(random: Random): CorpusCase {
  const groups = said(grouped(somePan(random), random), someSpeaker(random), random);
  return { family: "no cue, whole", lines: [answer(groups.join(random.pick(JOINS)), random)] };
}

function overTurns(random: Random): CorpusCase {
  const groups = said(grouped(somePan(random), random), someSpeaker(random), random);
  const isAsked = random.chance(0.7);
  const lines = groups.flatMap((group, at) => {
    const turn = answer(group, random);
    const last = at === groups.length - 1;
    return last || random.chance(0.2) ? [turn] : [turn, random.pick(NUDGES)];
  });
  return isAsked
    ? { family: "asked, over turns", lines: [random.pick(ASKS), ...lines] }
    : { family: "no cue, over turns", lines };
}

function withFillers(random: Random): CorpusCase {
  const groups = said(grouped(somePan(random), random), someSpeaker(random), random);
  const number = groups.reduce((all, group) => all + random.pick(FILLERS) + group);
  const isAsked = random.chance(0.5);
  return {
    family: isAsked ? "asked, with fillers" : "no cue, with fillers",
    lines: [...(isAsked ? [random.pick(ASKS)] : []), answer(number, random)],
  };
}

function corrected(random: Random): CorpusCase {
  const groups = grouped(somePan(random), random);
  const speaker = someSpeaker(random);
  const wrongAt = random.below(groups.length);
  const spoken = groups.map((group, at) => {
    if (at !== wrongAt) return mark("card", sayGroup(group, speaker, random));
    const wrong = group.slice(0, -1) + String((Number(group.at(-1)) + 1 + random.below(8)) % 10);
    return `${mark("card", sayGroup(wrong, speaker, random))}, ${random.pick(CORRECTIONS)}${mark("card", sayGroup(group, speaker, random))}`;
  });
  const isAsked = random.chance(0.7);
  const line = `${capital(spoken.join(random.pick(JOINS)))}.`;
  return {
    family: isAsked ? "asked, corrected" : "no cue, corrected",
    lines: [...(isAsked ? [random.pick(ASKS)] : []), line],
  };
}

/** Windows of the recogniser end between any two words. */
function splitAnywhere(random: Random): CorpusCase {
  const groups = said(grouped(somePan(random), random), someSpeaker(random), random);
  const words = groups.join(" ").split(" ");
  const lines: string[] = [];
  let inLine: string[] = [];
  for (const word of words) {
    inLine.push(word);
    // A number word in two halves ("double" / "four") is no text that the recogniser gives.
    if (!/^(?:double|triple)$/.test(word) && random.chance(0.25)) {
      lines.push(mark("card", inLine.join(" ")) + random.pick([".", "", ","]));
      inLine = [];
    }
  }
  if (inLine.length > 0) lines.push(`${mark("card", inLine.join(" "))}.`);
  const isAsked = random.chance(0.5);
  return {
    family: isAsked ? "asked, split anywhere" : "no cue, split anywhere",
    lines: [...(isAsked ? [random.pick(ASKS)] : []), ...lines],
  };
}

function readBack(random: Random): CorpusCase {
  const pan = somePan(random);
  const groups = grouped(pan, random);
  const caller = someSpeaker(random);
  const agent = someSpeaker(random);
  const lines = groups.flatMap((group) => {
    const turn = [answer(sayGroup(group, caller, random), random)];
    if (random.chance(0.6)) {
      turn.push(
        `${mark("card", sayGroup(group, agent, random))}${random.pick([", yes.", ".", ", okay.", "?"])}`,
      );
    }
    return turn;
  });
  const whole = groups.map((group) => sayGroup(group, agent, random)).join(", ");
  const again = random.chance(0.4)
    ? [`So that's ${mark("card", whole)}, is that right?`, "That's right."]
    : random.chance(0.5)
      ? [`So that's the card ending ${mark("card", sayGroup(pan.slice(-4), agent, random))}.`]
      : [];
  return { family: "asked, read back", lines: [random.pick(ASKS), ...lines, ...again] };
}

function withExpiryAndCode(random: Random): CorpusCase {
  const pan = somePan(random);
  const speaker = someSpeaker(random);
  const groups = said(grouped(pan, random), speaker, random);
  const code = String(100 + random.below(900));
  const join = random.pick(JOINS);
  const expiry = mark("expiry", sayExpiry(speaker, random));
  const spokenCode = mark("security_code", sayGroup(code, speaker, random));
  const tail = random.pick([
    [`expiry ${expiry}, and the security code ${spokenCode}.`],
    [`expires ${expiry}, CVV ${spokenCode}.`],
    [`expiry date ${expiry}, three digits on the back ${spokenCode}.`],
  ]);
  return {
    family: "card, expiry and code at once",
    lines: [
      "Can I have the card number, the expiry date and the security code?",
      `${capital(mark("card", groups.join(join)))}, ${tail[0] ?? ""}`,
    ],
  };
}

/** A digit lost, doubled, or the end not heard. */
function damaged(random: Random): CorpusCase {
  const pan = somePan(random);
  const at = 1 + random.below(pan.length - 2);
  const heard = random.pick([
    pan.slice(0, at) + pan.slice(at + 1),
    pan.slice(0, at) + pan.slice(at, at + 1) + pan.slice(at),
    pan.slice(0, 8 + random.below(pan.length - 8)),
  ]);
  const groups = said(grouped(heard, random), someSpeaker(random), random);
  return {
    family: "asked, digits lost or doubled",
    lines: [random.pick(ASKS), answer(groups.join(random.pick(JOINS)), random)],
  };
}

function misheardWords(random: Random): CorpusCase {
  const groups = grouped(somePan(random), random).map((group) => misspelt(group, random));
  return {
    family: "asked, words misheard",
    lines: [random.pick(ASKS), answer(groups.join(random.pick([" ", ", "])), random)],
  };
}

/** "4,242,424,242,424,242", and pieces such as "42,424,242". */
function asOneNumber(random: Random): CorpusCase {
  const pan = somePan(random);
  const withCommas = (digits: string) => digits.replace(/\B(?=(?:\d{3})+$)/g, ",");
  const number = random.chance(0.5)
    ? withCommas(pan)
    : [pan.slice(0, 8), pan.slice(8)].map(withCommas).join(" ");
  return random.chance(0.5)
    ? { family: "asked, written as one number", lines: [random.pick(ASKS), answer(number, random)] }
    : { family: "no cue, written as one number", lines: [answer(number, random)] };
}

function fullStops(random: Random): CorpusCase {
  const number = grouped(somePan(random), random).join(
    random.pick([". ", "? ", "! ", ".", "/", " / ", "_", "\n"]),
  );
  return { family: "no cue, punctuated", lines: [`${mark("card", number)}.`] };
}
