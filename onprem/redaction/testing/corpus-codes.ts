import { capital, LEADS, type Build, type CorpusCase } from "./corpus-case.ts";
import { mark } from "./marked-text.ts";
import type { Random } from "./random.ts";
import { sayGroup, someSpeaker, type Speaker } from "./speak-number.ts";

/** Families of calls in which a security code or an expiry date is said. */
export const CODE_FAMILIES: [Build, ...Build[]] = [codeAsked, codeAnnounced, expiryAsked];

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

export function sayExpiry(speaker: Speaker, random: Random): string {
  const month = 1 + random.below(12);
  const year = 26 + random.below(9);
  const figures = String(month).padStart(2, "0");
  return random.pick([
    `${figures}/${year}`,
    `${figures} ${year}`,
    `${figures}/20${year}`,
    sayGroup(`${figures}${year}`, speaker, random),
    `${MONTHS[month - 1] ?? ""} ${sayGroup(String(year), { ...speaker, style: "pairs" }, random)}`,
    `${MONTHS[month - 1] ?? ""} 20${year}`,
    `${figures} of ${year}`,
  ]);
}

const CODE_ASKS: [string, ...string[]] = [
  "And the security code?",
  "What are the last three digits on the back of the card?",
  "And the CVV please.",
  "And the three digit code on the back?",
  "Can I get the CVC?",
  "The three numbers on the signature strip?",
  "And the security number on the reverse?",
  "And your three digit security code for me?",
  "What's the CVV number?",
];

function codeAsked(random: Random): CorpusCase {
  const isAmex = random.chance(0.15);
  const code = isAmex
    ? String(1000 + random.below(9000))
    : String(random.below(1000)).padStart(3, "0");
  const speaker = someSpeaker(random);
  const spoken = sayGroup(code, speaker, random);
  const again = random.chance(0.25)
    ? [`${capital(mark("security_code", sayGroup(code, someSpeaker(random), random)))}, thank you.`]
    : [];
  const ask = isAmex ? "And the four digit code on the front of the Amex?" : random.pick(CODE_ASKS);
  const wait = random.chance(0.2)
    ? [random.pick(["Let me turn it over.", "One second.", "Erm, hang on."])]
    : [];
  return {
    family: "security code asked for",
    lines: [
      ask,
      ...wait,
      `${capital(random.pick(LEADS) + mark("security_code", spoken))}.`,
      ...again,
    ],
  };
}

function codeAnnounced(random: Random): CorpusCase {
  const spoken = mark(
    "security_code",
    sayGroup(String(random.below(1000)).padStart(3, "0"), someSpeaker(random), random),
  );
  return {
    family: "security code announced",
    lines: [
      random.pick([
        `The security code is ${spoken}.`,
        `CVV is ${spoken}`,
        `And the three on the back are ${spoken}.`,
        `The code on the back is ${spoken}, if you need it.`,
        `Security code ${spoken}.`,
        `My CVV number is ${spoken} okay`,
        `${capital(spoken)} is the security code.`,
        `The last three digits on the back are ${spoken}.`,
      ]),
    ],
  };
}

function expiryAsked(random: Random): CorpusCase {
  const spoken = mark("expiry", sayExpiry(someSpeaker(random), random));
  return {
    family: "expiry asked for",
    lines: [
      random.pick([
        "And the expiry date?",
        "What's the expiration date on the card?",
        "When does the card expire?",
        "Expiry on that one?",
      ]),
      `${capital(random.pick(LEADS) + spoken)}.`,
    ],
  };
}
