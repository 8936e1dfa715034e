import type { PhraseList } from "../phrase-list.ts";

const DETAIL =
  "(name|full name|surname|first name|account|account number|account name|customer number|policy number|order number|" +
  "booking number|booking reference|reference|reference number|membership number|invoice number|case number|" +
  "phone number|telephone number|mobile number|contact number|number on the account|name on the account|date of birth|" +
  "birth date|birthday|postcode|post code|zip code|address|first line of your address|email|email address|password|" +
  "security word|memorable word|passcode|pin|details|identity|last four digits|last four|social security)";

export const askedForDetails: PhraseList = {
  by: "agent",
  phrases: [
    `(can|could|may|might) I [just|please|also|quickly] (take|have|get|grab|ask for|check|confirm|verify) [you for] (your|the|a) [full|your] ${DETAIL}`,
    `(can|could|would|will) you [just|please|kindly|quickly] (confirm|verify|give me|give|tell me|provide|provide me with|let me have|spell|read me|state|repeat|share) [me] (your|the|a) [full|your] ${DETAIL}`,
    `(what is|what was|may I know|do you have|have you got) (your|the|an|a) [full] ${DETAIL}`,
    `(please|just|kindly) (confirm|verify|give me|provide|state) [me] (your|the) [full] ${DETAIL}`,
    `I (need|will need|just need|would need) [to take|to confirm|to verify|to check] (your|the|a|some) [few] ${DETAIL}`,
    "(who am I|who do I have the pleasure of|may I ask who I am|may I ask who is) (speaking|talking|calling)",
    "(am I speaking|am I talking) (to|with) <name>",
    "is that (mr|mrs|miss|ms|dr) <name>",
    "(can|could|may) I speak (to|with) (mr|mrs|miss|ms|dr) <name>",
    "(for|as part of) [data protection|security|verification] (purposes|security|data protection)",
    "(some|a few|couple of) security questions",
    "(verify|confirm) (who you are|your identity|some details|a few details)",
    "(bring|pull|look) up your account [with|please]",
  ],
};

export const gaveDetails: PhraseList = {
  by: "anyone",
  phrases: [
    "(my|the) [full|first|last|account|policy|order|customer|reference] (name|number|surname|postcode|address|email|reference) is",
    "my (date of birth|dob|birthday|post code|zip code|password|email address) is",
    "(it is|that is|yes it is|sure it is|yes) <number> <number>",
    "it is <number> <name> (street|road|lane|avenue|close|drive|way|place|court|gardens|crescent|hill|terrace|square)",
    "<number> <name> (street|road|lane|avenue|close|drive|way|place|court|gardens|crescent|hill|terrace|square)",
    "(the|my) name is (mr|mrs|miss|ms|dr) <name>",
    "(it is|this is|speaking|I am|yes) [it is] (mr|mrs|miss|ms|dr) <name>",
    "it is under <name>",
    "(yes|this is|that is|it is) (speaking|me|he|she|correct|right)",
    "speaking",
    "(born|date of birth) * (nineteen|two thousand|19|20)",
    "<name> at <name> dot",
  ],
};

export const confirmedDetails: PhraseList = {
  by: "agent",
  phrases: [
    "(that is|you are) [all] (confirmed|verified|through security|past security|matched)",
    "thank you for (confirming|verifying) [that|those]",
    "thanks for (confirming|verifying) [that|those]",
    "I (have|have got|can see|have found|have located|have opened|have brought up|have pulled up) (your|the) (account|details|order|policy|booking|record|records|file|profile)",
    "(your|the) (account|details|order|booking) (is|are|has|have) (here|up|in front of me|open|come up)",
    "(thank you|thanks|perfect|great|lovely|okay) (mr|mrs|miss|ms|dr) <name>",
    "(thank you|thanks) for (your|the) (patience|time|call) (mr|mrs|miss|ms|dr) <name>",
    "(so that is|that is) * is that (right|correct)",
    "(all|everything) (matches|checks out)",
    "that (matches|is correct) [on] [our|the|my] (system|records|account|file)",
  ],
};

/** The caller's matter is about their own account, order or service. */
export const accountMatter: PhraseList = {
  by: "customer",
  phrases: [
    "my * (is|has|are|have|was|keeps|does|will|has been) [been] [very|so|really|still] (down|not|slow|broken|late|off|dropping|stopped|wrong|faulty|missing|cutting|out|gone)",
    "(I was|I have been|I got|you have|you) [been] (charged|billed|overcharged|double charged|debited)",
    "(charged|billed) (twice|too much|again|for)",
    "my (last|latest|first|new|monthly|current) (bill|invoice|statement|order|payment)",
    "(my|our) (bill|invoice|order|delivery|parcel|payment|refund|policy|claim|booking|appointment|subscription|contract)",
    "(about|regarding|for) (a|an|the|my) (bill|invoice|order|delivery|parcel|payment|refund|policy|claim|booking|appointment|subscription|contract)",
    "(would like|want|need|like) to (cancel|upgrade|downgrade|change|renew|return|pay|update|move|close|switch)",
    "(the|your) (engineer|technician|driver|delivery|courier) (did not|never|has not|was)",
    "I am calling about (my|an|order|the|a)",
    "(I am|I have been|still) waiting (for|on) my",
    "I (cannot|could not|am unable to) (log in|access|get into|use|connect|make)",
  ],
};

/** The agent changed something on the account, or gave out what is on it. */
export const accountChanged: PhraseList = {
  by: "agent",
  phrases: [
    "I have [now|just|also|already|gone ahead and] (refunded|credited|changed|updated|cancelled|canceled|removed|upgraded|downgraded|transferred|closed|reset|moved|reactivated|unlocked)",
    "I can see (the|your|a|that) (payment|balance|bill|account|order|last payment)",
    "your (balance|address on file|current balance|bill) is",
  ],
  unless: ["I have * (my|mine)"],
};

/** Questions that anybody may ask without having an account. */
export const generalQuestion: PhraseList = {
  by: "customer",
  phrases: [
    "(what are|what time are) your (opening|business) (hours|times)",
    "(what time|when) do you (open|close)",
    "where are you (based|located)",
    "do you (sell|offer|have|do|deliver|ship|stock|cover|accept)",
    "(how much|what) (does|do|is|are|would) * (cost|price|costs|charge|package)",
    "how much [the] * (costs|cost|is)",
    "just [had|have|got] a [quick|general] question",
    "(looking for|after|want) [some|a bit of] information",
    "I (want|would like|need) to know (how|what|when|if|whether)",
  ],
};
