import type { PhraseList } from "../phrase-list.ts";

export const disclosure: PhraseList = {
  by: "agent",
  phrases: [
    "(this|the|your|our) (call|calls|conversation|line) (is|are|may be|will be|might be|is being|are being) [being] (recorded|monitored)",
    "(being|is) recorded for (training|quality|security|monitoring|your)",
    "(you can|you may|you have the right to|you have) (cancel|change your mind|withdraw|a cooling off) [at any time|free of charge] (within|in|up to|period|for)",
    "(cooling off|cancellation) period",
    "(the contract|your contract|the agreement|the minimum term|the term) (runs|is|lasts|will be|would be) (for|a|<number>)",
    "(terms and conditions|terms of service|privacy policy|privacy notice|data protection)",
    "(authorised and regulated|regulated by|credit check|credit search|key facts)",
    "(please be aware|please note|I need to|I have to|I must|I am required to) (that|tell you|advise you|let you know|inform you|read you|make you aware)",
    "(there is|there are|there will be) (a|an|no) [additional|extra|hidden|early] (charge|charges|fee|fees|exit fee|set up fee|cancellation fee|cost)",
  ],
};

/** The caller was taken on for something that has terms. */
export const saleMade: PhraseList = {
  by: "agent",
  phrases: [
    "(would you like|shall I|are you happy for|do you want) (me|us) to (go ahead|sign you up|place|set that up|proceed|upgrade)",
    "(shall we|shall I|ready to) (go ahead|proceed|sign)",
    "(sign|signed|signing) you up",
    "(your|the) new (contract|package|plan|policy|subscription|broadband|phone line|mobile plan|fibre package|service) (starts|will|is|begins)",
    "(placed|processed|taken) your (order|application)",
  ],
};

export const prohibitedLanguage: PhraseList = {
  by: "agent",
  phrases: [
    "(damn|bloody|crap|bullshit|shit|fuck|fucking|arse|bastard|bollocks|goddamn|piss|pissed)",
    "(between you and me|off the record|I should not be telling you|do not tell anyone)",
    "(our|the) (company|management|system) (is|are) (rubbish|useless|terrible|hopeless|a joke|garbage)",
    "(we|they) (always|never) (lie|tell the truth|get it right)",
    "(the competition|our competitors) (are|is) (crooks|criminals|thieves|scammers)",
  ],
};

/** Insults and threats aimed at whoever listens; who said them is settled apart. */
export const insultOrThreat: PhraseList = {
  by: "anyone",
  phrases: [
    "you are [such|just|really] [a|an] [complete|total|absolute|bloody|fucking|stupid|real] (idiot|moron|liar|fool|imbecile|cretin|disgrace|loser|pathetic|stupid|dumb|thick|useless|scum|waste of space|nuisance|pain)",
    "you (stupid|idiot|moron|fool|cow|bitch|bastard|dumb|pathetic|ignorant|silly)",
    "(are you|you must be) [really] (stupid|deaf|dumb|thick|an idiot|a moron|retarded|blind|mental|insane|crazy)",
    "shut (up|your mouth|the fuck up|it)",
    "(fuck|screw|sod|damn|stuff) (you|off|yourself)",
    "(piss|bugger|sod|fuck) off",
    "(go to hell|drop dead|get stuffed|get lost|go away)",
    "(people like you|your kind|you people) (are|make|should|disgust)",
    "I (know where you|will find out where you|will come|will find you|will make you|will make your life)",
    "you (will|are going to) (regret|be sorry|pay for)",
    "(kiss|up) (my|your) (arse|ass)",
  ],
  unless: [
    "(you are|you were) not (stupid|an idiot|useless|a nuisance|a pain)",
    "I will (come|make you) (back|to you|on|in|a|an|out|over|and)",
    "(go away|get lost) (and|for|on|in|at|when|over|again|if|by|as)",
    "(will|did|does|does not|not|would|might|may|could|can) (go away|get lost)",
    "you will be sorry to (hear|learn)",
    "you will pay for (the|it|your|this|that|only|delivery|postage|what|a|<number>)",
    "shut (it|up) (down|shop|early|on|at)",
    "you (silly|stupid) (question|thing|mistake)",
  ],
};

/** Guarantees and promises of an outcome. */
export const guaranteedOutcome: PhraseList = {
  by: "agent",
  phrases: [
    "(I|we) [can|will|do|absolutely|personally|fully|hereby|give you my] (guarantee|guaranteed)",
    "(I|we) [can|will|do|absolutely|personally|solemnly] promise [you|to you] [that] (a|an|your|the) [full|complete|partial|total|immediate] (refund|discount|credit|compensation|replacement|upgrade|approval|price)",
    "(I|we) [can|will|do|absolutely|personally] promise [you] [that] (it|this|that|they|you|your|the|there|nothing|we) * (will|would|never|not) * (happen|break|fail|be|go|have|get|pay|receive|work|charged|increase|occur|approved|refunded|see)",
    "(I|we) [can|will] promise (you|to) [that] [I|we|you] [will] [get|give you|receive] (a|your) [full] (refund|money back|compensation|discount|credit)",
    "(one hundred|100|hundred|a hundred|two hundred) percent (guaranteed|guarantee|certain|promise|sure|risk free)",
    "(you have|I give you|you have got) my (word|guarantee|promise)",
    "(it|this|that|you|your|they|refund|approval|result|results|success) (is|are|will be) [absolutely|fully|totally|completely] guaranteed",
    "(there is|you have) (no risk|zero risk|absolutely no risk)",
    "(it|this|that) will never happen again",
    "(I|we) (assure|swear) [you|to you] [that] (it|this|that|you|your) * (never|will be refunded|will be approved|full refund)",
    "(you are|you will) (certain|definitely|absolutely|guaranteed) (to|get|be) [get|be|approved|win|refunded] [a] (refund|approved|refunded|compensation|win|accepted|money)",
  ],
  unless: [
    "(cannot|not|never|unable to|no one can|nobody can|hard to) [make|give|absolutely|really|be|actually] [you|able to] [a|any|that|as] (guarantee|promise|guaranteed|promises|guarantees)",
    "(I|we) [can|will|do|personally] (guarantee|promise) [you] [that] (I|we) (will|am going to) [personally|do|try|make|be|also] (call|ring|phone|email|contact|look|check|follow|chase|speak|ask|try|make sure|do my|do our|do everything|note|pass|get back|in touch|investigate|keep|send|note)",
    "(can|could|will|do|would|did) you [please|just|really] (guarantee|promise)",
    "you (promised|guaranteed|said)",
    "(comes|come) with (a|an|our) * (guarantee|warranty)",
    "I [can] guarantee [you] [that] I (will|am) [be|never|not] (leave|leaving|cancel|cancelling|complain|complaining|go|going|use|using|tell|telling|switch|taking|take|never)",
    "guarantee (period|runs|covers|certificate|card|lasts|is|scheme|number)",
    "(I|we) [can] promise to (call|ring|phone|email|contact|look|check|follow|chase|try|do)",
  ],
};

export const askedForCardData: PhraseList = {
  by: "agent",
  phrases: [
    "(can|could|may|will|would) (I|you) * (card number|long number|sixteen digit|sixteen digits|16 digit|16 digits|card details|security code|cvv|cvc|three digits|three digit|expiry date)",
    "(what is|read me|read out|give me|tell me|confirm|need|take|provide) [me] (your|the) [long|full|debit|credit|payment|bank] [card] (card number|number on the front|long number|card details|security code|cvv|cvc|three digits|digits on the back|card)",
    "(and|what is|what are|also) the (security code|three digits|three digit|cvv|cvc|last three) * (back|card|please)",
    "the (security code|three digits|number|code) on the (back|front|reverse)",
  ],
  unless: [
    "(do not|never|without|no need to|you do not need to|please do not|rather than) [ever|need to] (read|give|tell|say|share|provide|giving|reading|saying)",
    "last four [digits|numbers]",
    "(replacement|new|report|lost|stolen) card",
    "(key|type|enter|put) * (keypad|key pad|phone|link|website)",
  ],
};

export const declinedCardData: PhraseList = {
  by: "agent",
  phrases: [
    "(do not|please do not|never|you do not need to|no need to|stop do not) [ever|need to] (read|give|tell|say|share|provide|give me|read me) * (card|number|code|details|digits)",
    "(secure|payment) (payment link|link|line|page|portal|keypad|system|service)",
    "(pause|paused|pausing|stop|stopped|stopping|muted|mute) * (recording|the call recording)",
    "(type|key|enter|tap|put) * (keypad|key pad|telephone keypad|your phone)",
    "(I|we) (cannot|do not|am not allowed to|are not allowed to) (take|accept|hear) (card|payment|your card) * (phone|details|number|call)",
  ],
};
