import type { PhraseList } from "../phrase-list.ts";

const UNIT =
  "(pounds|pound|pence|dollars|dollar|euros|euro|percent|months|month|years|year|weeks|week|days|day|working days|" +
  "business days|hours|hour|minutes|minute|megabits|megabit|gigabytes|gigabyte|gigs|gig|megabytes|metres|miles|gb|mb|mbps)";

/** Something definite about the product, the process or the fault. */
export const statedFact: PhraseList = {
  by: "agent",
  phrases: [
    `(gives|give|includes|include|costs|cost|is|runs|run|lasts|last|takes|take|comes to|for|of|only|at|within|charge|refunded|credited|to) [you|about|up to|around|approximately|just] <number> [<number>] ${UNIT}`,
    `<number> ${UNIT} (a|per|each|every) (month|year|week|day|minute|line|user)`,
    "(plan|package|contract|policy|product|service|model|tariff|offer|deal|price|subscription|warranty) (includes|comes with|covers|runs|lasts|is|costs|gives|offers|starts|works|allows)",
    "I can see (a|an|the|that|there|your|on)",
    "there (is|was|has been) (a|an) [known|local|major|temporary] (fault|outage|problem|issue|delay|error)",
    "(booked|scheduled|arranged) (an|a|the|your) * (for|on) (monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|today|the)",
    "(it|that|this) (works|happens|applies) (by|when|because|to|with|if)",
    "(there is|there are) no (set up|setup|cancellation|hidden|extra|delivery|additional|exit|early)",
    "(we|they|the shop|the office|the branch|the centre|the store) (open|close|are open|are closed|stock|sell|deliver|offer|charge|accept|cover|provide)",
    "(the reason|what happened|what has happened|the fault|the problem|the issue|the error|the delay) (is|was) (that|because|a|an|the|with|due|caused|on)",
    "(you are|your account is) (eligible|entitled|covered|due)",
    "(according to|based on) (the|your|our)",
  ],
  unless: [
    "I have been waiting",
    "(charged|charging|owe|paid|paying) * <number> pounds",
    "<number> pounds too much",
    "how (much|long)",
    "(do|can|will|does) (you|they|we) (open|close|stock|sell|deliver|offer|charge|accept|cover|provide)",
    "(the|my) (plan|package|contract|service|product) is (not|terrible|rubbish|down|very|so)",
    "there is a (fault|problem|issue) with my",
  ],
};

/** What follows for the caller from the facts. */
export const explainedConsequence: PhraseList = {
  by: "agent",
  phrases: [
    "(that|this|which) (means|will mean|would mean)",
    "(it|that|this|they|everything|you) (should|will) [then|now|all] (be|start|arrive|reach|come|show|appear|restart|work|get|see|receive|find|need|have) [be] * (within|by|in|on|from|next|tomorrow|today|until|after|back|once)",
    "(will|should) (reach|arrive|show|appear|be with|be back|be in) * (within|by|in|on|tomorrow|today|next)",
    "(so|and) you (can|will|would) [also|then|still|be able to] (cancel|return|change|keep|save|pay|use|see|get|receive|have|upgrade)",
    "(because|since|as) (of|the|your|you|we|it|there)",
    "once (that|it|this|the|you) * (you|we|it|the|I) (will|can|should)",
    "in (that case|order to|practice)",
    "so that (you|it|we|the)",
  ],
  unless: ["because (i|my|nobody|no one|you)", "(that|this) means (I|nothing)"],
};

export const didNotKnow: PhraseList = {
  by: "agent",
  phrases: [
    "I do not [really|actually|even] know",
    "I have (no|not got any|not a) (idea|clue)",
    "[I have] no (idea|clue)",
    "I am not (sure|certain) [about that|how|what|why|when|if]",
    "I could not tell you",
    "I cannot (tell you|say|answer) [that|when|why|how|what]",
    "(not|no) (sure|idea) (what|why|how|when|to)",
    "(beats me|who knows|your guess is as good as mine|haven't a clue)",
    "nobody knows",
  ],
  unless: [
    "I do not know (if you|what to do|why (you|I)|what (you|happened to my|else)|how to use|my)",
    "I do not know but (I will|let me)",
    "I am not sure (but|so|let) (I|me|let)",
    "I had no idea",
    "I have no idea (what to do|why I)",
  ],
};

export const willFindOut: PhraseList = {
  by: "agent",
  phrases: [
    "(let me|I will|I can|we will) [just|quickly] (find out|check|ask|look that up|look it up|speak to|get that information|confirm that|double check)",
    "(bear with me|one moment|give me a moment|just a second|hold) * (while|whilst) I (check|find|ask|look)",
    "(while|whilst) I (check|find out|ask|look)",
  ],
};

export const guessed: PhraseList = {
  by: "agent",
  phrases: [
    "[it is|that is|it will be|that will be|you are|it] probably (fine|okay|nothing|just|the|a|be|your|because|will)",
    "I (guess|suppose|reckon|would guess|would imagine|assume)",
    "I think (it|that|maybe|so|probably) [might|may|could|should|probably]",
    "(maybe|perhaps|possibly) (it|you|the|that|just)",
    "should be (fine|okay|alright) [I think|probably]",
    "something like that",
    "(it|that) might (just|possibly)",
    "or (something|whatever)",
  ],
};
