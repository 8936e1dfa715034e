import type { Scorecard } from "./scorecard.ts";

/**
 * The card every site starts with: eight criteria, three auto-fail items (design §8). Each level is two conditions that can be
 * seen in a transcript: judges who had one vague description gave nearly everything the same mark.
 */
export const defaultScorecard: Scorecard = {
  id: "default",
  version: 2,
  name: "Call quality",
  flag_below: 60,
  min_call_sec: 30,
  criteria: [
    {
      id: "greeting",
      name: "Greeting",
      weight: 10,
      judged: "Named self and company, warm and professional.",
      levels: {
        1: "(a) No greeting, or a rude one. (b) Neither own name nor company given.",
        2: "(a) A bare hello, or a question at once. (b) Neither own name nor company given.",
        3: "(a) A polite greeting. (b) Only one of own name and company given.",
        4: "(a) Own name and company both given. (b) No offer of help in words; the caller has to begin.",
        5: '(a) Own name and company both given. (b) Help offered in words, such as "how can I help".',
      },
      not_applicable_when: "The call was transferred in and another agent had already greeted.",
    },
    {
      id: "customer_id",
      name: "Customer identification",
      weight: 10,
      judged: "Verified identity or account, or gathered the details the matter needs.",
      levels: {
        1: "(a) Account data given out or changed. (b) Nothing asked that shows who is calling.",
        2: "(a) The matter needs an account, a name or a reference. (b) The agent asked for none of them.",
        3: "(a) Asked for one such detail. (b) Neither repeated what was given nor went on with it.",
        4: "(a) Asked for the details the matter needs and received them. (b) Went on with them, without confirming any.",
        5: "(a) Asked for the details the matter needs and received them. (b) Read one back, or said that it matches.",
      },
      not_applicable_when: "The caller asked a general question that needs no account.",
    },
    {
      id: "needs",
      name: "Understanding of needs",
      weight: 15,
      judged: "Asked questions and understood before offering solutions.",
      levels: {
        1: "(a) The caller stated a problem or a wish. (b) The agent ignored or dismissed it.",
        2: "(a) No question about the problem. (b) A stock answer, a transfer or a refusal all the same.",
        3: "(a) One question about the problem, or one sign of having understood it. (b) The answer was not taken up.",
        4: "(a) Asked at least one question about the problem. (b) Took up the answer in what was said next.",
        5: "(a) Asked about the problem and took up the answers. (b) Put the need in own words, or checked having understood it.",
      },
      not_applicable_when: null,
    },
    {
      id: "product",
      name: "Product knowledge",
      weight: 15,
      judged: "Accurate, confident, no misinformation.",
      levels: {
        1: "(a) Said something that the call shows to be false, or could say nothing about the matter. (b) Did not correct it.",
        2: "(a) Said that they did not know, or left the question open. (b) Neither looked it up nor offered to find out.",
        3: '(a) Answered a part of the question. (b) With guessing words, such as "I think", or without any concrete fact.',
        4: "(a) Answered the question. (b) With at least one concrete fact: an amount, a date, a cause, a step.",
        5: "(a) Answered with at least one concrete fact. (b) Said why it is so, or what follows from it for the caller.",
      },
      not_applicable_when: "The call needed no product or process knowledge.",
    },
    {
      id: "communication",
      name: "Communication",
      weight: 15,
      judged: "Clear, right pace, no jargon, active listening.",
      levels: {
        1: "(a) A rude, dismissive or contemptuous remark to the caller. (b) No apology for it.",
        2: "(a) Answers of a few words. (b) Nothing that the caller said is acknowledged.",
        3: "(a) Answers in whole, understandable sentences. (b) The caller's situation is not acknowledged.",
        4: "(a) Whole sentences without unexplained jargon. (b) One acknowledgement, apology or thank-you.",
        5: "(a) Whole sentences without unexplained jargon, to the end. (b) Empathy with the caller's situation in words.",
      },
      not_applicable_when: null,
    },
    {
      id: "resolution",
      name: "Resolution",
      weight: 20,
      judged: "Resolved, or clear next steps and ownership.",
      levels: {
        1: "(a) Refused to help, or sent the caller away. (b) Named no other way.",
        2: "(a) No solution. (b) The next step, if any, was left to the caller.",
        3: "(a) A next step was named. (b) With neither a time nor somebody to do it.",
        4: "(a) The matter was dealt with, or a next step named. (b) Said to be done, or with a time or somebody to do it.",
        5: "(a) The matter was dealt with, or a next step named with a time and somebody to do it. (b) The outcome was checked or repeated.",
      },
      not_applicable_when: null,
    },
    {
      id: "closing",
      name: "Closing",
      weight: 10,
      judged: "Summed up, checked satisfaction, professional goodbye.",
      levels: {
        1: "(a) Hung up, or ended with a rude remark. (b) No goodbye.",
        2: "(a) A bare goodbye. (b) Neither thanks, summary nor check for anything else.",
        3: "(a) A goodbye with thanks or a good wish. (b) Neither summary nor check for anything else.",
        4: "(a) A polite goodbye. (b) Either a summary or a check for anything else.",
        5: "(a) A polite goodbye. (b) Both a summary and a check for anything else.",
      },
      not_applicable_when: "The caller hung up before the agent could close.",
    },
    {
      id: "compliance",
      name: "Compliance",
      weight: 5,
      judged: "No prohibited language, required disclosures, no unauthorised promises.",
      levels: {
        1: "(a) Card data asked for aloud, abuse, or a promise nobody authorised. (b) Not taken back.",
        2: "(a) Prohibited wording, or a required disclosure refused. (b) Not taken back.",
        3: "(a) Nothing prohibited said. (b) A required disclosure missing.",
        4: "(a) Nothing prohibited said. (b) A required disclosure made in part.",
        5: "(a) Nothing prohibited said. (b) Every disclosure that the matter needs was made, or it needs none.",
      },
      not_applicable_when: null,
    },
  ],
  auto_fails: [
    {
      id: "card_data_aloud",
      name: "Card data taken aloud",
      judged: "The agent had the caller read out a card number or security code.",
    },
    {
      id: "abuse",
      name: "Abuse of the customer",
      judged: "The agent insulted, swore at or threatened the caller.",
    },
    {
      id: "unauthorised_promise",
      name: "Unauthorised promise",
      judged: "The agent promised or guaranteed an outcome nobody authorised them to promise.",
    },
  ],
};
