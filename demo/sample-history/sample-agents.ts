import type { StandardAutoFailId, StandardCriterionId } from "#shared/scorecard/scorecard.ts";

export type Campaign = "SUPPORT_IN" | "BILLING_IN" | "SALES_IN";

export type SampleAgent = {
  user: string;
  name: string;
  /** Where this agent takes calls; a campaign named twice is taken twice as often. */
  campaigns: readonly [Campaign, ...Campaign[]];
  /** The mark this agent earns on an ordinary call at the start of the history, 1 to 5. */
  skill: number;
  /** How far the skill moves until the end of the history. */
  drift: number;
  /** Where the agent is better or worse than their own average. */
  leanings: Partial<Record<StandardCriterionId, number>>;
  /** The auto-fail this agent is prone to, and on what share of calls. */
  risk: { autoFail: StandardAutoFailId; share: number } | null;
};

/** Twelve invented people, numbered apart from the agents of the demo recordings. */
export const SAMPLE_AGENTS: readonly SampleAgent[] = [
  {
    user: "2001",
    name: "Amara Osei",
    campaigns: ["SUPPORT_IN", "SUPPORT_IN", "BILLING_IN"],
    skill: 4.4,
    drift: 0.1,
    leanings: { resolution: 0.3 },
    risk: null,
  },
  {
    user: "2002",
    name: "Tom Birkett",
    campaigns: ["SUPPORT_IN"],
    skill: 3.4,
    drift: 0.9,
    leanings: { needs: 0.3, closing: -0.4 },
    risk: null,
  },
  {
    user: "2003",
    name: "Nadia Rahman",
    campaigns: ["BILLING_IN"],
    skill: 4.4,
    drift: -1.1,
    leanings: { communication: 0.2 },
    risk: null,
  },
  {
    user: "2004",
    name: "Callum Frazer",
    campaigns: ["SUPPORT_IN", "SALES_IN"],
    skill: 3.8,
    drift: 0,
    leanings: { closing: -1, greeting: 0.3 },
    risk: null,
  },
  {
    user: "2005",
    name: "Inês Duarte",
    campaigns: ["BILLING_IN", "BILLING_IN", "SUPPORT_IN"],
    skill: 4.6,
    drift: 0,
    leanings: { needs: 0.3, product: 0.2 },
    risk: null,
  },
  {
    user: "2006",
    name: "Marek Nowak",
    campaigns: ["SUPPORT_IN"],
    skill: 3.6,
    drift: 0.2,
    leanings: { greeting: -0.9, product: 0.6 },
    risk: null,
  },
  {
    user: "2007",
    name: "Bethan Price",
    campaigns: ["SALES_IN"],
    skill: 4,
    drift: 0.2,
    leanings: { compliance: -0.5 },
    risk: null,
  },
  {
    user: "2008",
    name: "Yusuf Demir",
    campaigns: ["BILLING_IN"],
    skill: 3.9,
    drift: 0.1,
    leanings: { customer_id: -0.9 },
    risk: { autoFail: "card_data_aloud", share: 0.05 },
  },
  {
    user: "2009",
    name: "Chloe Whitaker",
    campaigns: ["SUPPORT_IN", "BILLING_IN"],
    skill: 3.4,
    drift: 0.5,
    leanings: { communication: 0.6, product: -0.5 },
    risk: null,
  },
  {
    user: "2010",
    name: "Ravi Menon",
    campaigns: ["SALES_IN"],
    skill: 4.1,
    drift: 0,
    leanings: { closing: 0.3 },
    risk: { autoFail: "unauthorised_promise", share: 0.06 },
  },
  {
    user: "2011",
    name: "Sofia Lindgren",
    campaigns: ["SALES_IN", "SUPPORT_IN"],
    skill: 4.3,
    drift: -0.2,
    leanings: {},
    risk: null,
  },
  {
    user: "2012",
    name: "Gareth Hobbs",
    campaigns: ["SUPPORT_IN", "BILLING_IN"],
    skill: 3.5,
    drift: -0.4,
    leanings: { communication: -0.4, compliance: 0.8 },
    risk: { autoFail: "abuse", share: 0.03 },
  },
];
