import type { Build } from "./corpus-case.ts";
import { digits } from "./corpus-identities.ts";
import type { Random } from "./random.ts";
import { sayGroup, someSpeaker, type Speaker } from "./speak-number.ts";

/** Talk full of numbers of which none may be taken out. Each stretch makes sense on its own. */
export const NEGATIVE_FAMILIES: [Build, ...Build[]] = [
  family("price", (random) => [
    random.pick([
      `That comes to ${price(random)} a month.`,
      `The total is ${price(random)}, so ${price(random)} today and the rest later.`,
      `It was ${price(random)} before and now it is ${price(random)}.`,
      `I can refund ${price(random)} to your account.`,
    ]),
  ]),
  family("five prices in a row", (random) => [
    `That is ${several(5, () => price(random), ", ")}.`,
    "Okay.",
    `And with the discount ${several(5, () => price(random), " and ")}.`,
  ]),
  family("bare prices in a row", (random) => [
    `The packages are ${several(5, () => `${20 + random.below(79)}.99`, ", ")} and 49.99.`,
  ]),
  family("date", (random) => [
    random.pick([
      `It was on the ${1 + random.below(28)}th of ${month(random)} ${2000 + random.below(27)}.`,
      `My date of birth is ${1 + random.below(28)}/${1 + random.below(12)}/${1950 + random.below(50)}.`,
      `The engineer comes on ${month(random)} ${1 + random.below(28)}.`,
      `Between ${month(random)} 2025 and ${month(random)} 2026.`,
      `I was born on the fourth of ${month(random)} nineteen seventy two.`,
      "It happened on 12/03/2024, 15/04/2024 and again on 02/05/2024.",
    ]),
  ]),
  family("time", (random) => [
    random.pick([
      `We can come between ${1 + random.below(6)} and ${7 + random.below(5)}.`,
      `I rang at ${10 + random.below(9)}:${10 + random.below(49)} and again at ${10 + random.below(9)}:45.`,
      "It goes off at ten thirty, eleven fifteen and twelve forty five every day.",
      "We are open from nine to five thirty on weekdays.",
      `They said ${sayGroup("1045", { style: "pairs", zero: "oh" }, random)} but nobody came.`,
    ]),
  ]),
  family("UK phone", (random) => [
    random.pick([
      "What's the best number to reach you on?",
      "Can I take a contact number?",
      "And your mobile number?",
    ]),
    `${number("07", 9, random, [5, 3, 3])}.`,
    ...(random.chance(0.3) ? ["Great, thanks."] : []),
  ]),
  family("UK phone without a question", (random) => [
    random.pick([
      `You can call me on ${number("07", 9, random, [5, 6])}.`,
      `Ring us on ${number("0800", 7, random, [4, 3, 4])} if it goes off again.`,
      `My landline is ${number("01632", 6, random, [5, 6])} and my mobile is ${number("07700", 6, random, [5, 6])}.`,
    ]),
  ]),
  family("US phone", (random) => {
    const [area, exchange, line] = [
      `${2 + random.below(8)}${digits(2, random)}`,
      "555",
      digits(4, random),
    ];
    const speaker = someSpeaker(random);
    return [
      "What's a good callback number?",
      random.pick([
        `(${area}) ${exchange}-${line}.`,
        `${area}-${exchange}-${line}`,
        `+1 ${area} ${exchange} ${line}`,
        `It's ${[area, exchange, line].map((part) => sayGroup(part, speaker, random)).join(", ")}.`,
      ]),
    ];
  }),
  family("international phone", (random) => [
    random.pick([
      `My number is +44 7700 ${digits(6, random)}.`,
      `It's plus four four seven seven double oh nine hundred one two three.`,
      `Dial +49 30 ${digits(7, random)} from abroad.`,
      `The phone number is +353 1 ${digits(7, random)}.`,
    ]),
  ]),
  family("account number", (random) => [
    random.pick([
      "Could I have your account number?",
      "What's your customer number?",
      "Your account number please?",
    ]),
    `It's ${number("", 5 + random.below(6), random, [3, 3, 4])}.`,
    ...(random.chance(0.4) ? ["Thank you, I have your account here."] : []),
  ]),
  family("reference", (random) => [
    random.pick([
      `Your reference number is ${number("", 5 + random.below(6), random, [3, 3, 4])}.`,
      `The order number is ${number("", 6 + random.below(6), random, [4, 4, 4])}.`,
      `That's case number ${number("", 6, random, [3, 3])}.`,
      `My policy number is ${number("", 9, random, [3, 3, 3])}.`,
      `The tracking number is ${number("", 12, random, [4, 4, 4])}.`,
      `Ticket number INC${digits(7, random)} for you.`,
      `The booking reference is ${random.pick(["KX", "TR", "BB"])}${digits(5, random)}.`,
    ]),
  ]),
  family("postcode and address", (random) => [
    random.pick([
      `My postcode is SW${1 + random.below(9)}A ${1 + random.below(9)}AA.`,
      `It is ${10 + random.below(200)} High Street, M${1 + random.below(20)} 4BT.`,
      `I live at twenty seven Mill Lane, flat ${1 + random.below(30)}.`,
      `The zip code is ${digits(5, random)}.`,
      `We moved from ${1 + random.below(90)} to ${1 + random.below(90)} Station Road.`,
    ]),
  ]),
  family("serial and meter", (random) => [
    random.pick([
      `The serial number is ${digits(4, random)} ${digits(4, random)}.`,
      `The meter reading is ${number("", 5, random, [5])}.`,
      `My model number is WH${digits(4, random)}B.`,
      `The router says 192.168.1.1 on the label.`,
      `Error code ${digits(3, random)} came up.`,
      "The MAC address ends in 4F 22 10.",
    ]),
  ]),
  family("flight and travel", (random) => [
    random.pick([
      `I'm on flight BA${digits(3, random)} to Madrid.`,
      `Flight ${digits(4, random)} leaves at gate ${1 + random.below(40)}.`,
      `Seat ${1 + random.below(40)}C, leaving at 14:35, landing at 17:05.`,
    ]),
  ]),
  family("years and percentages", (random) => [
    random.pick([
      `We had it in ${2015 + random.below(5)}, ${2020 + random.below(5)} and 2025.`,
      `It went up by ${1 + random.below(30)} percent, then by ${1 + random.below(30)}%.`,
      `Customers since nineteen ninety eight, so twenty eight years.`,
      `The rate is ${random.below(9)}.${digits(2, random)}% fixed for ${2 + random.below(5)} years.`,
    ]),
  ]),
  family("counting", () => [
    "Let me count the lights.",
    "One, two, three, four, five, six lights are on.",
    "And the seventh one is red.",
  ]),
  family("phone menu", () => [
    "Press one for sales, two for support, three for billing, four for returns, or zero for anything else.",
    "I pressed two and then four and then it hung up.",
  ]),
  family("lottery", () => [
    "We won on the lottery with three, eleven, seventeen, twenty two, thirty five and forty one.",
  ]),
  family("speeds and quantities", (random) => [
    random.pick([
      `You get ${100 + random.below(800)} megabits down and ${20 + random.below(50)} up.`,
      `I ordered ${2 + random.below(9)} boxes of ${10 + random.below(50)}, so ${100 + random.below(400)} in total.`,
      `Speeds were 23, 45, 67 and 89 megabits over the four days.`,
      `There are two of us and three children, aged four, six and nine.`,
      "I waited forty five minutes the first time and an hour and twenty the second.",
      "It is 1,250,000 rows, give or take.",
    ]),
  ]),
  family("names with numbers", (random) => [
    random.pick([
      "Thank you for calling Three Mobile, this is Sarah, how can I help?",
      "Thank you for calling First Direct, you are speaking to Daniel.",
      "Thanks for calling Acme Bank, my name is Chloe Walker.",
      "Hello, this is O2, you are through to Priya.",
      "Good morning, Northgate Broadband, Omar Haddad speaking.",
      "Welcome to 21st Century Insurance, this is Liam.",
      "You're through to Channel 4 customer care, I'm Jane.",
    ]),
  ]),
  family("cards without a number", (random) => [
    random.pick([
      "I'd like to pay by card if that's okay.",
      "We take Visa, Mastercard and American Express.",
      "My card was declined twice on Monday.",
      "Did the card payment of £35.99 go through?",
      "I have two cards on the account.",
      "I've lost my card and need a new one in five days.",
    ]),
  ]),
  family("websites", (random) => [
    random.pick([
      "You can find it at northgate dot co dot uk.",
      "Look at www.northgate.co.uk for the forms.",
      "Visit us at example.org for more.",
      "I'll send you an email at the end of the call.",
      "I was at the dot com office at nine.",
    ]),
  ]),
];

function family(name: string, lines: (random: Random) => string[]): Build {
  return (random) => ({ family: `not: ${name}`, lines: lines(random) });
}

function price(random: Random): string {
  const pounds = 5 + random.below(190);
  const pence = 10 + random.below(89);
  const speaker: Speaker = { style: "pairs", zero: "oh" };
  return random.pick([
    `£${pounds}.${pence}`,
    `$${pounds}.${pence}`,
    `£${1 + random.below(4)},${100 + random.below(899)}.00`,
    `${pounds} pounds`,
    `${sayGroup(String(20 + random.below(79)), speaker, random)} pounds`,
    `${sayGroup(String(20 + random.below(79)), speaker, random)} pounds ${sayGroup(String(pence), speaker, random)}`,
    `${sayGroup(String(20 + random.below(79)), speaker, random)} ninety nine`,
    `${pounds} dollars and ${pence} cents`,
  ]);
}

function month(random: Random): string {
  return random.pick([
    "January",
    "March",
    "April",
    "May",
    "July",
    "September",
    "November",
    "December",
  ]);
}

/** A number in groups as it is said, all in one line. */
function number(start: string, more: number, random: Random, lengths: readonly number[]): string {
  const all = start + digits(more, random);
  const groups: string[] = [];
  let at = 0;
  for (const length of lengths) {
    groups.push(all.slice(at, at + length));
    at += length;
  }
  groups.push(all.slice(at));
  const speaker = someSpeaker(random);
  return groups
    .filter((group) => group !== "")
    .map((group) => sayGroup(group, speaker, random))
    .join(random.pick([" ", ", "]));
}

function several(count: number, say: () => string, between: string): string {
  return Array.from({ length: count }, say).join(between);
}
