import type { Build, CorpusCase } from "./corpus-case.ts";
import { mark } from "./marked-text.ts";
import type { Random } from "./random.ts";
import { sayGroup, someSpeaker } from "./speak-number.ts";

/** Families of calls with bank details, national numbers and e-mail addresses. */
export const IDENTITY_FAMILIES: [Build, ...Build[]] = [
  sortCode,
  bankAccount,
  sortCodeAndAccount,
  iban,
  nationalInsurance,
  socialSecurity,
  emailSpoken,
  emailWritten,
];

const NATO = [
  "Alpha Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliet Kilo Lima Mike November Oscar Papa Quebec Romeo Sierra",
  "Tango Uniform Victor Whiskey X-ray Yankee Zulu",
]
  .join(" ")
  .split(" ");

export function digits(count: number, random: Random): string {
  return Array.from({ length: count }, () => String(random.below(10))).join("");
}

function pairs(code: string): string[] {
  return code.match(/\d\d/g) ?? [];
}

function sortCode(random: Random): CorpusCase {
  const code = digits(6, random);
  const speaker = someSpeaker(random);
  const spoken = mark(
    "sort_code",
    random.pick([
      pairs(code).join("-"),
      pairs(code).join(" "),
      code,
      pairs(code)
        .map((pair) => sayGroup(pair, speaker, random))
        .join(random.pick([" ", ", ", " dash "])),
    ]),
  );
  return random.chance(0.5)
    ? { family: "sort code asked for", lines: ["And the sort code?", `${spoken}.`] }
    : { family: "sort code announced", lines: [`The sort code is ${spoken}.`] };
}

function bankAccount(random: Random): CorpusCase {
  const speaker = someSpeaker(random);
  const number = digits(8, random);
  const spoken = mark(
    "bank_account",
    random.chance(0.3)
      ? number
      : (number.match(/\d{4}/g) ?? []).map((four) => sayGroup(four, speaker, random)).join(" "),
  );
  return {
    family: "bank account",
    lines: random.pick([
      ["What's your bank account number?", `It's ${spoken}.`],
      ["Can I take the account number for the direct debit?", `${spoken}.`],
      [`My bank account number is ${spoken}.`],
      ["I just need your bank details.", "Okay.", "What's the account number?", `${spoken}`],
    ]),
  };
}

function sortCodeAndAccount(random: Random): CorpusCase {
  const speaker = someSpeaker(random);
  const code = mark(
    "sort_code",
    pairs(digits(6, random))
      .map((pair) => sayGroup(pair, speaker, random))
      .join(" "),
  );
  const account = mark("bank_account", sayGroup(digits(8, random), speaker, random));
  return {
    family: "sort code and account",
    lines: random.pick([
      [
        "Can I take the sort code and account number?",
        `Sort code ${code}, account number ${account}.`,
      ],
      ["Can I take the sort code and account number?", `${code}`, "Okay.", `${account}.`],
      [`The sort code is ${code} and the account number is ${account}.`],
      ["What's the account number?", `${account}.`, "And the sort code?", `${code}.`],
    ]),
  };
}

function iban(random: Random): CorpusCase {
  const country = random.pick(["GB", "DE", "FR", "IE"]);
  const bank = country === "DE" ? digits(4, random) : random.pick(["NWBK", "BARC", "AIBK", "LOYD"]);
  const compact = `${country}${digits(2, random)}${bank}${digits(14, random)}`;
  const written = random.chance(0.5) ? compact : (compact.match(/.{1,4}/g) ?? []).join(" ");
  return { family: "IBAN written", lines: [`The IBAN is ${mark("bank_account", written)}.`] };
}

function sayLetters(letters: string, random: Random): string {
  const style = random.pick(["plain", "spaced", "nato", "as in"]);
  if (style === "plain") return letters;
  return [...letters]
    .map((letter) => {
      const word = NATO.find((name) => name.startsWith(letter)) ?? letter;
      if (style === "nato") return word.toLowerCase();
      return style === "as in" ? `${letter} for ${word}` : letter;
    })
    .join(" ");
}

function nationalInsurance(random: Random): CorpusCase {
  const prefix = random.pick(["QQ", "AB", "JN", "PW", "SR", "NH", "CE", "TL"]);
  const suffix = random.pick(["A", "B", "C", "D"]);
  const number = digits(6, random);
  const speaker = someSpeaker(random);
  const spoken = random.chance(0.4)
    ? random.pick([
        `${prefix}${number}${suffix}`,
        `${prefix} ${pairs(number).join(" ")} ${suffix}`,
        `${prefix} ${number} ${suffix}`,
      ])
    : `${sayLetters(prefix, random)} ${pairs(number)
        .map((pair) => sayGroup(pair, speaker, random))
        .join(" ")} ${sayLetters(suffix, random)}`;
  const secret = mark("national_id", spoken);
  return {
    family: "national insurance",
    lines: random.pick([
      ["And your national insurance number?", `${secret}.`],
      ["Can I take your NI number please?", `Yes, it's ${secret}.`],
      [`My national insurance number is ${secret}.`],
    ]),
  };
}

function socialSecurity(random: Random): CorpusCase {
  const [area, group, serial] = [digits(3, random), digits(2, random), digits(4, random)];
  const speaker = someSpeaker(random);
  const spoken = random.chance(0.4)
    ? random.pick([
        `${area}-${group}-${serial}`,
        `${area} ${group} ${serial}`,
        `${area}${group}${serial}`,
      ])
    : [area, group, serial]
        .map((part) => sayGroup(part, speaker, random))
        .join(random.pick([" ", ", ", " dash "]));
  const secret = mark("national_id", spoken);
  return {
    family: "social security",
    lines: random.pick([
      ["What's your social security number?", `It's ${secret}.`],
      ["Can I have your social?", `Sure, ${secret}.`],
      [`My social security number is ${secret}.`],
      [
        "And the last four of your social?",
        `${mark("national_id", sayGroup(serial, speaker, random))}.`,
      ],
    ]),
  };
}

const FIRST: [string, ...string[]] = [
  "john",
  "mary",
  "sam",
  "priya",
  "liam",
  "chloe",
  "omar",
  "jane",
];
const LAST: [string, ...string[]] = [
  "smith",
  "turner",
  "patel",
  "walker",
  "jones",
  "green",
  "khan",
];
const DOMAINS: [string, ...string[]] = [
  "gmail.com",
  "hotmail.co.uk",
  "outlook.com",
  "yahoo.com",
  "btinternet.com",
  "icloud.com",
  "example.org",
  "northgate.net",
];

function emailSpoken(random: Random): CorpusCase {
  const first = random.pick(FIRST);
  const last = random.pick(LAST);
  const number = String(random.below(100));
  const local = random.pick([
    `${first} dot ${last}`,
    `${first} underscore ${last}`,
    `${first}${last}`,
    `${first} dot ${last} ${sayGroup(number, { style: "words", zero: "zero" }, random)}`,
    `${[...first].join(" ")} dot ${last}`,
    `${[...first].join("-")} ${number}`,
    `${first.charAt(0)} ${last}`,
    `${first} dash ${last}`,
    `${first}.${last}`,
    `info`,
  ]);
  const domain = random.pick(DOMAINS);
  const spokenDomain = random.chance(0.3) ? domain : domain.replaceAll(".", " dot ");
  const secret = mark("email", `${local} at ${spokenDomain}`);
  return {
    family: "e-mail spoken",
    lines: random.pick([
      ["What's your email address?", `It's ${secret}.`],
      ["And an email for you?", `Yes, ${secret}.`],
      [`My email is ${secret}.`],
      [`I'll send that to ${secret}, is that right?`],
      ["Best email?", `${secret}`, `${secret}, lovely.`],
    ]),
  };
}

function emailWritten(random: Random): CorpusCase {
  const local = random.pick([
    `${random.pick(FIRST)}.${random.pick(LAST)}`,
    `${random.pick(FIRST)}_${digits(2, random)}`,
    `${random.pick(FIRST)}+shop`,
    random.pick(FIRST),
  ]);
  const secret = mark("email", `${local}@${random.pick(DOMAINS)}`);
  return {
    family: "e-mail written",
    lines: [
      random.pick([`It is ${secret}.`, `My email is ${secret}, thanks.`, `Write to ${secret}`]),
    ],
  };
}
