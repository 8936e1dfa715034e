import type { Verdict } from "#shared/contracts/reviews.ts";

/** A verdict as pages name it, what it says to whoever's call it is, and its key in the review form. */
export const VERDICT_WORDS: Readonly<
  Record<Verdict, { name: string; meaning: string; key: string }>
> = {
  good: { name: "Good", meaning: "As every call should go.", key: "g" },
  acceptable: {
    name: "Acceptable",
    meaning: "It does the job; what could be better is small.",
    key: "a",
  },
  needs_coaching: {
    name: "Needs coaching",
    meaning: "Something in it is worth practising together.",
    key: "c",
  },
  unacceptable: {
    name: "Not acceptable",
    meaning: "The customer was let down or a rule was broken; it is talked over.",
    key: "u",
  },
};
