import type { PhraseList } from "../phrase-list.ts";

/** Courtesies that agents use; a caller's bare "thank you" is not among them. */
export const courtesy: PhraseList = {
  by: "agent",
  phrases: [
    "(thank you|thanks) for (calling|ringing|holding|waiting|your|explaining|confirming|letting|that|bearing|being|choosing|verifying|sharing|contacting|getting)",
    "(thank you|thanks|certainly|of course|absolutely) (mr|mrs|miss|ms|dr|sir|madam) [<name>]",
    "thank you (that is|I have|I can|let me|bear|for)",
    "you are [very|most|more than] welcome",
    "(my pleasure|no problem at all|not a problem|happy to help|glad to help|glad I could|happy I could)",
    "(may|could|can|would) (I|you) * please",
    "(may|might) I",
    "would you (like|mind|prefer|be happy)",
    "(how|what) (can|may) I (help|assist|do for)",
    "(certainly|of course|absolutely|by all means) [I|let|no|we]",
    "(bear with me|one moment) please",
    "have a (lovely|nice|great|good|wonderful|pleasant)",
    "(please|kindly) (bear|hold|note|let me|stay|do not hesitate)",
    "(I would|we would) be (happy|glad|delighted) to",
  ],
  unless: [
    "(can|could|may) I * (your|a|the) (manager|supervisor|boss)",
    "would you mind * (listening|hurry)",
  ],
};

export const empathy: PhraseList = {
  by: "agent",
  phrases: [
    "I am [so|very|really|truly|terribly] sorry (to hear|about|for|that you|you have|you had|this)",
    "(my|our) [sincere|sincerest] (apologies|apology)",
    "(I|we) [do|sincerely|really|can only] (apologise|apologize)",
    "sorry (to hear|about that|for the|for any|for your|you have had)",
    "I [completely|totally|fully|do|can|certainly|quite|absolutely] (understand|appreciate|sympathise|sympathize|hear you)",
    "(that|it|this) must (be|have been)",
    "(that|it|this) (sounds|is) [very|really|so|quite] (frustrating|annoying|difficult|inconvenient|upsetting|worrying|stressful)",
    "(thank you|thanks) for (your patience|holding|waiting|bearing|being so|your understanding)",
    "(do not worry|not to worry|rest assured) (I|we|I will|you)",
    "I can (hear|imagine|see) (how|why|that you)",
    "(I would|anyone would) (feel|be) (the same|frustrated|upset)",
    "take (care of|your time)",
    "I know how (frustrating|hard|difficult|annoying|important)",
    "(glad|happy|pleased) (to hear|that|I could|we could)",
  ],
  unless: [
    "I understand but",
    "I (do not|cannot) (understand|appreciate)",
    "sorry for (my|what I)",
  ],
};

/** Rude or contemptuous, once is enough. */
export const contemptuous: PhraseList = {
  by: "agent",
  phrases: [
    "(that is|it is|this is) not (my|our) (problem|job|concern)",
    "whatever",
    "what do you want",
    "(I|we) (do not|really do not|could not) care",
    "shut up",
    "so what",
    "(are you|you are) (deaf|stupid|not listening|thick|dense|wasting my time)",
    "(stop|quit) (wasting|whining|moaning|shouting|interrupting|yelling)",
    "(that is|it is) your (problem|own fault|fault)",
    "(deal with it|get over it|tough luck|too bad|get lost|grow up)",
    "what is (wrong with you|your problem)",
    "do not (be stupid|be ridiculous|waste my time|take that tone|talk to me)",
    "(like|as) I (care|give a)",
  ],
  unless: [
    "whatever (you|is|it|works|suits|we|I|happens|the|time|day|they)",
    "(or|and|do|of|for|with) whatever",
    "that is not (my|our) (concern|problem) (but|however)",
    "I do not care (how|what) you",
    "(thank|thanks) * shut",
    "so what (happened|I|you|we|that|is|are|am|do|does|can|time|did|was|will|would|should|the|seems)",
    "too bad (about|that|of)",
  ],
};

/** Curt or lecturing; once is a lapse, twice is a manner. */
export const curt: PhraseList = {
  by: "agent",
  phrases: [
    "calm down",
    "[I] (already told|have told|have already told|already said|just told|just said) [you|that]",
    "you should have",
    "(just|you just) (turn|switch|wait|read|do) (it|the|for|what)",
    "(like|as) I said",
    "(yeah|yes) (what|and)",
    "(I|we) (cannot|could not) help you",
    "(listen|look) (I|you|lady|mate|here)",
    "hurry up",
    "(do you understand|are you listening)",
    "I do not have time",
    "if you (would|had) (listened|read|just|bothered)",
    "you (need|have) to (listen|calm|stop)",
    "(not|never) heard of it",
    "(got|have) (other|more important) (calls|customers|people|things)",
    "they will [only|just] tell you the same",
  ],
  unless: [
    "(yes|yeah) and (I|the|it|my|your|thank|we)",
    "yes what (is|are|can|colour|time|would|do)",
    "look (into|at)",
    "you should have (received|got|had|access|an email|it|your|no|everything|a)",
    "have told you (all|everything|my)",
    "just (wait|turn) (for|it) * (please|if you)",
  ],
};

/** Words of the trade that a caller cannot be expected to know. */
export const jargon: PhraseList = {
  by: "agent",
  phrases: [
    "(dns|dhcp|nat|vlan|ont|dslam|bgp|sip|pstn|ppp|ssid|mac address|ip address|firmware|latency|packet loss)",
    "(backhaul|provisioning|reprovision|line profile|sync rate|attenuation|jitter)",
    "(crm|sla|kpi|back end|tier two|second line|l two|level two) [team|ticket|queue|system]",
    "(apr|ltv|underwriter|excess waiver|indemnity|subrogation|amortisation|amortization)",
    "(escalation matrix|service request id|ticketing system|disposition code)",
  ],
};
