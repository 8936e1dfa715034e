import type { PhraseList } from "../phrase-list.ts";

export const greetingWord: PhraseList = {
  by: "anyone",
  phrases: [
    "hello",
    "hi",
    "hey",
    "hiya",
    "good (morning|afternoon|evening|day)",
    "welcome",
    "thank you for (calling|ringing|contacting|phoning)",
    "thanks for (calling|ringing|contacting|phoning)",
    "greetings",
  ],
};

export const ownName: PhraseList = {
  by: "agent",
  phrases: [
    "this is <name>",
    "my name is <name>",
    "<name> speaking",
    "I am <name> and I",
    "it is <name> speaking",
    "(it is|this is) <name> here",
    "<name> here how",
    "you are (through to|speaking to|speaking with|talking to|talking with) <name>",
    "you have reached <name> [<name>] (at|from)",
  ],
  unless: [
    "this is (regarding|concerning|unacceptable|disgraceful|urgent|recorded|being|broken|wrong)",
    "this is (a|the|my|not)",
  ],
};

export const companyName: PhraseList = {
  by: "agent",
  phrases: [
    "(thank you|thanks) for (calling|ringing|contacting|phoning|choosing) <name>",
    "welcome to [the] <name>",
    "(through to|speaking to|speaking with|talking to|reached) <name> (at|from|in|with) [the] <name>",
    "(you are through to|you have reached|you have come through to) [the] <name> <name>",
    "[I am] calling (from|on behalf of) [the] <name>",
    "(this is|my name is) <name> [<name>] (from|at|with|calling from) [the] <name>",
    "good (morning|afternoon|evening) [and welcome to] <name> [<name>] [<name>] <name> speaking",
    "good (morning|afternoon|evening) [and welcome to] <name> [<name>] [<name>] [you are] (this is|speaking with|speaking to|my name is|how can|how may)",
    "(hello|hi|hey) <name> [<name>] [<name>] <name> speaking",
    "(hello|hi|hey) <name> <name> [<name>] (this is|how can|how may|my name is)",
    "(customer|technical|sales|guest|member) (service|services|support|care)",
  ],
};

export const offeredHelp: PhraseList = {
  by: "agent",
  phrases: [
    "how (can|may|could|might) (I|we) [best] (help|assist|be of help|be of assistance|direct)",
    "(what|how) can (I|we) do for you",
    "what can (I|we) help [you] with",
    "how can I be of",
    "how (is|are) (I|we) able to help",
    "what brings you",
    "what is the reason for your call",
    "(happy|glad|here) to (help|assist)",
    // Outbound calls: what the call is for takes the place of the offer.
    "(the reason for my call|the reason I am calling|I am calling (to|about|because|regarding))",
    "is (now|this) a (good|convenient) time",
    "do you have a (minute|moment|few minutes)",
    "am I speaking (to|with)",
  ],
  unless: ["I am calling * (my|our)", "I am calling because (I|it|you|nobody)"],
};

export const rudeOpening: PhraseList = {
  by: "agent",
  phrases: [
    "what do you want",
    "(yes|yeah) what is it",
    "(yes|yeah) what",
    "what is it now",
    "what now",
    "what is your problem",
    "go on then what",
    "make it quick",
  ],
};

export const transferredIn: PhraseList = {
  by: "anyone",
  phrases: [
    "(I was|I have been|I have just been|I was just) (transferred|put through|passed|passed over)",
    "you have been (transferred|put through|passed) to",
    "my colleague (has|just) (explained|told|passed|said|briefed)",
    "(putting|put) you through to me",
    "they (put|transferred|passed) me (through|over|to)",
  ],
};
