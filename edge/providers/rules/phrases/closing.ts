import type { PhraseList } from "../phrase-list.ts";

export const summedUp: PhraseList = {
  by: "agent",
  phrases: [
    "(to|just to|let me|so to|so just to|I will just|allow me to) [quickly|briefly] (recap|summarise|summarize|sum up|go over|run through|confirm everything|repeat)",
    "in summary",
    "(just|so) to (confirm|be clear) (I|we|you|your|the|what|that)",
    "so (we have|I have|what we have|what I have) (agreed|done|booked|arranged|set)",
    "(as|like) (we|I) (agreed|discussed)",
    "so (today|what I have done|what will happen)",
  ],
};

export const checkedSatisfaction: PhraseList = {
  by: "agent",
  phrases: [
    "(is there|was there|will there be|do you need|did you need|do you have|have you got) (anything|something|any) [else|more|other|further]",
    "anything (else|more|further) (I|we|you|today|that)",
    "(are you|is that|are we|were you) (happy|okay|satisfied|comfortable|all right|clear) (with|about|that|for|on)",
    "(does|did|do) (that|this|I|it|we) * (answer|help|make sense|resolve|sound|cover|work for you|solve)",
    "have I (answered|resolved|helped|covered|taken care)",
    "(is|was) (that|everything) (all|okay|clear|to your|all right|good|alright) [for you|with you|to your satisfaction]",
    "any (other|further|more) questions",
  ],
  unless: ["is there anything (you can|that you can|you could|you can do)"],
};

export const politeGoodbye: PhraseList = {
  by: "agent",
  phrases: [
    "(thank you|thanks) [again] for (calling|ringing|your call|your time|your patience|contacting|choosing|phoning|getting in touch|being)",
    "(have|enjoy) (a|the rest of your|your) (lovely|nice|great|good|wonderful|pleasant|fantastic|rest|day|weekend|evening|afternoon|morning|super)",
    "have a [very] (good|nice|lovely|great|wonderful|pleasant) (one|day|evening|afternoon|morning|weekend|night)",
    "you are [very|most|more than] welcome",
    "(take care|all the best|speak soon|good night|have fun)",
    "it (was|has been) (a pleasure|lovely|nice|great) (speaking|talking|helping|to)",
    "(happy|glad) (to help|to have|I could|we could)",
    "(thank you|thanks) (mr|mrs|miss|ms|dr|sir|madam) * (goodbye|bye)",
    "(wish you|wishing you)",
  ],
};

export const anyGoodbye: PhraseList = {
  by: "anyone",
  phrases: ["(goodbye|bye|bye bye|good bye|cheerio|see you|farewell|good night|ta ta|so long)"],
};
