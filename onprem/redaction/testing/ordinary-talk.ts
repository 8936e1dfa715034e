import type { Random } from "./random.ts";

/** Scraps of calls with numbers in them that are nobody's card. Each makes sense on its own. */
const SCRAPS: [string[], ...string[][]] = [
  ["Can I take your account number please?", "Yes, it is five zero two eight one."],
  ["Could I have your account number?", "12345678.", "12345678?", "That's right."],
  [
    "What is the best number to call you back on?",
    "Oh seven seven double oh, nine hundred one two three.",
  ],
  ["What is your mobile number?", "07700 900123", "07700 900123", "Yes."],
  ["Your reference number is eight zero three one six."],
  [
    "For security, could you confirm your date of birth?",
    "It is the tenth of May nineteen eighty-five.",
  ],
  ["Our fibre package gives you two hundred megabits for thirty-five pounds a month."],
  ["The contract runs for eighteen months and you can cancel within fourteen days."],
  ["I have refunded twenty pounds to your account."],
  ["The refund will reach your bank within five working days."],
  ["I have booked an engineer for Saturday between nine and twelve."],
  ["Your postcode?", "SW1A 2AA."],
  ["Can you confirm the first line of your address?", "It is seven Mill Lane."],
  ["I have called three times about this.", "No one ever calls me back."],
  ["Is it affecting all of your devices or just one?", "All of them, nothing is working."],
  ["There are four of us at home."],
  ["We have been with you since 2019."],
  ["That will be £35.99 a month.", "And it was $1,299.00 before?"],
  ["I want to go to the shop for milk."],
  ["It should be back within ten minutes."],
  ["You get 500 megabits for the first 12 months."],
  ["Thank you, that is all confirmed.", "That sounds good to me."],
  ["Is there anything else I can help you with today?", "No, that is everything, thank you."],
];

/** What leads from one matter to the next. */
const BRIDGES: [string, ...string[]] = [
  "Let me have a look for you.",
  "I will read it out to you now.",
  "Now let us see about the payment.",
  "My name is Mrs Walker by the way.",
];

/** A few scraps of talk, with a word before and after. */
export function ordinaryTalk(random: Random): string[] {
  const scraps = Array.from({ length: 1 + random.below(4) }, () => random.pick(SCRAPS));
  return [random.pick(BRIDGES), ...scraps.flat(), random.pick(BRIDGES)];
}
