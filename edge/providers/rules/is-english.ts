import type { Segment } from "#shared/contracts/transcript.ts";

import { normaliseText } from "./normalise-text.ts";

const COMMON_WORDS = new Set(
  (
    "the be to of and a in that have i it for not on with he as you do at this but by from they we say or an will my one " +
    "all would there what so up out if about who get which go me is are was am your can how thank thanks hello please " +
    "yes no okay just now has been call help"
  ).split(" "),
);
/** Too few words to tell; a short call is judged as it is. */
const ENOUGH_WORDS = 20;
/** English speech has 40 to 60 percent of these words; other languages a few percent. */
const ENGLISH_SHARE = 0.18;

/** Whether the phrase tables, which are English, can say anything about this transcript. */
export function isEnglish(segments: readonly Pick<Segment, "text">[]): boolean {
  const words = segments.flatMap(({ text }) => normaliseText(text).trim().split(" "));
  if (words.length < ENOUGH_WORDS) return true;
  const common = words.filter((word) => COMMON_WORDS.has(word)).length;
  return common / words.length >= ENGLISH_SHARE;
}
