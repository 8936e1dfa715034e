import type { ReviewReason } from "#shared/contracts/reviews.ts";

/** Why people should look at a call, in few words. */
export const REASON_WORDS: Readonly<Record<ReviewReason, string>> = {
  disputed: "Disputed",
  auto_fail: "Auto-fail",
  needs_person: "Judge could not decide",
  injection: "Spoke to the judge",
  flagged: "Flagged",
  low_confidence: "Poorly understood",
  outlier: "Unusual for the agent",
  sample: "Random sample",
};
