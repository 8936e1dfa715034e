import type { PhraseList } from "./phrase-list.ts";
import { checkedSatisfaction, politeGoodbye, summedUp } from "./phrases/closing.ts";
import { offeredHelp } from "./phrases/greeting.ts";
import { accountMatter, askedForDetails, confirmedDetails } from "./phrases/identification.ts";
import { askedAboutProblem } from "./phrases/needs.ts";
import { callerSatisfied, nextStep, refused, resolved } from "./phrases/resolution.ts";

/** What only the person at the desk says. */
export const agentCues: readonly PhraseList[] = [
  offeredHelp,
  askedForDetails,
  askedAboutProblem,
  confirmedDetails,
  summedUp,
  checkedSatisfaction,
  politeGoodbye,
  resolved,
  nextStep,
  refused,
];

const callerTalk: PhraseList = {
  by: "customer",
  phrases: [
    "I have (called|rung|phoned|emailed|been waiting|been on hold|been a customer|been trying|tried)",
    "(I|we) (pay|have paid|am paying|paid)",
    "(can|could|may) I [please] (speak|talk) to (your|a|the|someone|somebody)",
    "(I want|I would like|let me|get me|put me) * (manager|supervisor|complaint|my money back|a refund)",
    "(I am|we are) [very|so|really|extremely|not] (unhappy|angry|annoyed|frustrated|disappointed|happy) with",
    "(this is|that is|it is) [just|really|simply] (not good enough|ridiculous|unacceptable|a joke|disgraceful|terrible|outrageous|disgusting)",
    "(nobody|no one) [ever] (calls|called|rang|rings|told|tells|helps|came|turned up|answers)",
    "what am I (supposed|meant) to",
    "how long (will|is) (it|this|that)",
    "(you|your company|you people|you lot) (promised|told me|said|keep|charged|never)",
    "(my|our) (broadband|internet|phone|line|router|bill|order|parcel|card|account|connection|television|laptop|wifi|contract|direct debit)",
    "(when|why) (will|is|are|did|was|has|have) (my|our|nobody|no one)",
  ],
};

/** What only a caller says. */
export const customerCues: readonly PhraseList[] = [accountMatter, callerTalk, callerSatisfied];
