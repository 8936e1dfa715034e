import type { PhraseList } from "../phrase-list.ts";

const DONE =
  "(reset|restarted|fixed|refunded|credited|booked|removed|sent|updated|changed|cancelled|canceled|ordered|arranged|" +
  "replaced|processed|placed|upgraded|activated|reactivated|corrected|cleared|unlocked|sorted|resolved|scheduled|" +
  "rescheduled|set up|added|applied|waived|issued|taken care of|moved|renewed|extended|registered|transferred|" +
  "dispatched|reserved|submitted|raised|logged|closed|enabled|restored)";

export const resolved: PhraseList = {
  by: "agent",
  phrases: [
    `I have [now|just|also|already|gone ahead and|managed to|been able to] ${DONE}`,
    `(we have|I will have) [now|just|also] ${DONE}`,
    `(your|the|that|it|everything|this) [new|full] [order|refund|account|payment|booking|package|line|request|appointment|service|subscription|policy] (has|have|is|are) [now|all|already] [been] ${DONE}`,
    "(that is|it is|you are|everything is) [now|all] (sorted|done|fixed|resolved|booked|set up|sorted out|taken care of|up and running|all set|set)",
    "(is|are) (now|back) (working|active|live|online|up and running|connected|on)",
    "[your] new * (starts|will start|begins|is active|goes live) (on|from|today|tomorrow|next)",
    "I (am|can) (processing|placing|booking|cancelling|refunding|removing|sending|applying) * (now|for you|right now)",
  ],
  unless: [
    "I have * (my|mine)",
    "I have (reset|restarted|changed|tried|fixed) it (myself|already|twice|again|but)",
    "(has|have|is|are) not",
    "I have called",
  ],
};

/** Somebody other than the caller will do something about the matter itself. */
export const nextStep: PhraseList = {
  by: "agent",
  phrases: [
    "(I will|I am going to|we will|we are going to|I shall|let me) [personally|also|then|now] (call|ring|phone|contact|get back|arrange|chase|escalate|raise|book|order|schedule|follow|speak to|pass|investigate|look into|take care|process|request|refund|credit|replace|submit|log|sort|fix|resolve|cancel|get this|get that|have someone|ask)",
    "(an|the|our|a|one of our) (engineer|technician|manager|supervisor|specialist|team|colleague|driver|courier|colleagues|adviser|advisor) (will|is going to|should) (call|visit|contact|come|be|get|ring|attend|arrive|look|phone|reach)",
    "(I will|we will|I can) * (and|then) (call|ring|phone|email|contact) you [back]",
    "(give|giving) you a (call|ring|callback) [back]",
    "(someone|somebody) (will|is going to) (call|contact|visit|be in touch|get back|ring|come|phone)",
    "you will (receive|get|have) (a|an|your) (call|callback|call back|visit|replacement|refund|credit|decision|answer)",
    "[I have] (escalated|passed|referred) (this|it|that|your)",
  ],
  unless: [
    "I will (call|ring|phone|contact) (back|you back|again) (tomorrow|later) then",
    "I will call (ofcom|my|the police|a lawyer|someone else|another)",
    "I will cancel my",
    "(what|when|who) will",
    "(can|could|will|would) (you|someone|somebody|a manager) * (give me|call me|ring me|phone me)",
    "let me (call|ask|speak to) * (you back|my husband|my wife|your manager|a manager)",
  ],
};

/** A message was promised, which informs and does not yet solve. */
export const sentInformation: PhraseList = {
  by: "agent",
  phrases: [
    "(I will|we will|I am going to|I have|I can) [also|now|just|then] (send|email|text|sent|emailed|texted|post) (you|it|that|this|over|out|a|an|the)",
    "you will (receive|get) (a|an|the) [confirmation] (email|text|letter|message|link|confirmation|sms)",
    "your (reference|case|ticket|order|confirmation|booking) number is",
  ],
};

export const statedTime: PhraseList = {
  by: "anyone",
  phrases: [
    "(within|in|in about|in around|for) [the] [next] <number> (minutes|minute|hours|hour|days|day|weeks|week|working days|business days|seconds|months)",
    "(on|by|this|next|for|from|until|before) (monday|tuesday|wednesday|thursday|friday|saturday|sunday)",
    "(tomorrow|tonight|this morning|this afternoon|this evening|next week|right now|straight away|immediately|later today|by the end of *|end of day|first thing)",
    "(at|between|by|before|after) <number> (and <number>|o clock|am|pm|a m|p m)",
    "(monday|tuesday|wednesday|thursday|friday|saturday|sunday) (morning|afternoon|evening|at|between|the)",
    "(on|by) the (first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|<number>)",
    "by (today|tomorrow|noon|midday|close of business)",
  ],
};

export const refused: PhraseList = {
  by: "agent",
  phrases: [
    "(there is|there was|there will be) (nothing|not much|little) [more|else] (I|we) (can|could) do",
    "nothing (I|we) can do",
    "not (a lot|much|a great deal) [more|else] (I|we) can do",
    "(I|we) (cannot|can not|could not|am not able to|are not able to|am unable to|are unable to|will not) (help|assist) (you|with that|with this|any)",
    "I (cannot|can not|will not|am not going to) do (that|it|anything|this)",
    "(that is|it is|this is) not (my|our) (problem|job|department|concern|responsibility)",
    "(not possible|is not possible|cannot be done|out of the question)",
    "(that is|it is) (just|simply) (how it is|the policy|our policy|company policy)",
    "take it or leave it",
    "(I|we) do not (do|deal with) (that|those|it)",
  ],
  unless: [
    "is there (nothing|anything)",
    "if (I|we|you) cannot",
    "(I|we) cannot help you [with that] [directly|myself] but",
    "you cannot",
    "cannot do that (but|however)",
  ],
};

/** What comes next was put on the caller. */
export const leftToCaller: PhraseList = {
  by: "agent",
  phrases: [
    "you (will have|have|will need|need|would have|would need|are going to have) to (call|ring|phone|contact|go|email|write|speak|try|wait|come|visit|do it|sort|find|check|ask)",
    "(call|ring|phone|try) [us] (back|again) (tomorrow|later|another|next|on|in)",
    "(you can|just|you could|you should) (call|ring|phone|try|email|contact|look|go|speak|check) [it] (back|again|later|online|on the website|somebody else|someone else|another|them|elsewhere)",
  ],
  unless: [
    "if (it|that|you|the|anything) * you can (call|ring|phone|contact)",
    "(a|call you|ring you|phone you) (call|back|ring) [back]",
    "(I|we|he|she|they|someone|somebody|team) (will|can|am going to|are going to) * (call|ring|phone|try)",
  ],
};

export const callerSatisfied: PhraseList = {
  by: "customer",
  phrases: [
    "(that is|that was|it is|this is) [really|very|so|just|absolutely] (great|brilliant|perfect|wonderful|fantastic|lovely|excellent|helpful|everything|all|amazing|fine|good)",
    "(that|it) sounds (good|great|perfect|fine|fair|reasonable|lovely) [to me]",
    "no [thank you|thanks] (that is|that will be|that was|I am|everything|all) [all|everything|good|fine|is]",
    "thank you (so much|very much) for (your|all|the)",
    "(you have been|you were) [very|really|so|most] (helpful|kind|great|brilliant)",
    "(it is|it has|they are) [now|all] (working|come back|back on|back up|fixed|sorted|back) [now|again]",
    "(I am|we are) [very|really|quite|perfectly] (happy|pleased|satisfied)",
    "yes (that is|that sounds) (right|correct|fine|good|perfect|great|all)",
    "(perfect|brilliant|wonderful|excellent|fantastic) (thank|thanks|that)",
    "I [really] appreciate (it|that|your help|you)",
  ],
  unless: [
    "(is|are|am|was) not [very|at all|really] (happy|pleased|satisfied|working|good|great)",
    "(that is|it is|this is) not",
    "(all|that is all) very well",
  ],
};
