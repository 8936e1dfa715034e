import type { StandardCriterionId } from "#shared/scorecard/scorecard.ts";

type ByMark = Record<1 | 2 | 3 | 4 | 5, string>;

/** Why a sample call earned its mark, as a judge would say it. */
export const RATIONALES: Record<StandardCriterionId, ByMark> = {
  greeting: {
    5: "Gave the company and their own name and offered help straight away.",
    4: "Gave the company and their own name, without offering help.",
    3: "Named the company, but not who the caller was speaking to.",
    2: "A bare hello; the caller could not tell where they had got through to.",
    1: "Opened the call with a rude question.",
  },
  customer_id: {
    5: "Asked for account number and name and confirmed both back.",
    4: "Asked for account number and name and received them.",
    3: "Asked for the postcode only, and did nothing with it.",
    2: "Went on without asking who was calling.",
    1: "Changed the account without knowing who was calling.",
  },
  needs: {
    5: "Asked two questions about the matter and put the need in their own words.",
    4: "Asked about the matter twice and worked with the answers.",
    3: "Asked one question before moving to an answer.",
    2: "Offered a stock answer before asking anything.",
    1: "Dismissed what the caller said.",
  },
  product: {
    5: "Stated the facts and explained what they mean for this customer.",
    4: "Answered with concrete facts.",
    3: "Guessed, and said so.",
    2: "Did not know and did not offer to find out.",
    1: "Stated something that is not true.",
  },
  communication: {
    5: "Acknowledged the trouble in their own words and stayed clear throughout.",
    4: "Polite and clear, and thanked the caller for explaining.",
    3: "Understandable, but with no sign of having heard the caller's situation.",
    2: "Curt; the caller had to push for every answer.",
    1: "Spoke down to the caller.",
  },
  resolution: {
    5: "Settled the matter, named a time, took ownership and checked that it suits.",
    4: "Left the caller with a concrete result.",
    3: "Named a next step, with neither a time nor an owner.",
    2: "Left the next step to the caller.",
    1: "Sent the caller away with nothing.",
  },
  closing: {
    5: "Summed up, asked for anything else and thanked the caller.",
    4: "Asked for anything else and said goodbye.",
    3: "A polite goodbye, without a summary or a check.",
    2: "A bare goodbye.",
    1: "Ended the call with a remark.",
  },
  compliance: {
    5: "Made the recording disclosure in full.",
    4: "Mentioned the recording, without saying what for.",
    3: "No recording disclosure was made.",
    2: "Declined to go through the terms.",
    1: "Broke a rule that protects the customer.",
  },
};

/** Why a criterion did not apply to a sample call. */
export const NOT_APPLICABLE: Partial<Record<StandardCriterionId, string>> = {
  customer_id: "A general question that needs no account.",
  closing: "The caller hung up before the agent could close.",
};

/** What coaching would say, for a criterion done well and done badly. */
export const COACHING: Record<StandardCriterionId, { strength: string; improvement: string }> = {
  greeting: {
    strength: "Warm opening with company, name and an offer of help.",
    improvement: "Open with the company, your name and an offer of help.",
  },
  customer_id: {
    strength: "Confirmed the account before touching it.",
    improvement: "Take account number and name, and confirm them back.",
  },
  needs: {
    strength: "Asked before answering, and checked the understanding.",
    improvement: "Ask at least two questions before offering an answer.",
  },
  product: {
    strength: "Concrete facts, with what follows from them.",
    improvement: "Look the facts up instead of guessing.",
  },
  communication: {
    strength: "Acknowledged the customer's trouble in own words.",
    improvement: "Show that you have heard the customer before you move on.",
  },
  resolution: {
    strength: "Took ownership, with a time.",
    improvement: "Name a next step with a time and an owner.",
  },
  closing: {
    strength: "Clear recap and a check for anything else.",
    improvement: "Sum up, and ask whether there is anything else.",
  },
  compliance: {
    strength: "Recording disclosure made in full.",
    improvement: "Make the recording disclosure at the start.",
  },
};
