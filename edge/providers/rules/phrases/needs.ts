import type { PhraseList } from "../phrase-list.ts";

export const askedAboutProblem: PhraseList = {
  by: "agent",
  phrases: [
    "when did (it|the|this|that|you|they|your)",
    "how long (has|have) (it|this|that|the|your|you)",
    "(is|are|was|were|does) (it|this|that|they|the|your) * (affecting|happening|doing|showing|just|only|all|any|every|flashing|connected|plugged|lit|green|red|on)",
    "what (colour|color|kind|type|sort|make|model|device|error|message|light|time|exactly|happens|happened|is happening|seems to be|does it say)",
    "which (device|product|item|order|room|model|one|package|plan|service|day|date|bill|month|account)",
    "how (many|often|much) (people|devices|times|of|do you|are you|would you|data|rooms|users)",
    "(can|could|would) you [please|just] (tell me|explain|describe|walk me through|talk me through|give me) [a] [little|bit] [more] [about] (what|more|how|the problem|the issue|exactly|your)",
    "tell me [a] [little|bit] [more] about",
    "(are you|do you|have you|did you|were you) (using|getting|seeing|able|having|looking|currently|usually|noticed|had|made|received|changed|checked|been|get|see|use|need|know)",
    "what (are you|were you|would you|do you|did you) (looking|hoping|trying|using|like|need|currently|see|want to|expect|interested)",
    "(may|can|could) I [just|also|quickly] (ask|check|confirm|find out) (what|why|how|when|which|where|if|whether|you)",
    "what (seems to be|is) the (problem|issue|trouble|matter|reason)",
    "(and|so) what (happened|did they|was)",
    "is (that|it) (all|just|only|every|for)",
    "what (made|makes) you (decide|want|think)",
    "is there a reason",
    "(where|who) (do|did|are|will|is|would) (you|it|this)",
    "do (any|all) of (the|your)",
  ],
  unless: [
    "what do you want",
    "are you happy with",
    "what am I (supposed|meant|to)",
    "what (time|days) (do|are) you",
    "how long will it",
    "(are|do|have|did) you (able to|know|have|got|been) * (help me|my|fix it)",
    "what are you going to do",
    "what (is|are) your (problem|name|number)",
    "(have|did) you (received|get|seen|checked) my",
    "do you know (how long|when|who i)",
    "have you (any idea|been listening)",
  ],
};

export const acknowledged: PhraseList = {
  by: "agent",
  phrases: [
    "I [completely|totally|fully|do|can|certainly|quite|absolutely] (understand|appreciate|hear you|see why|see how|sympathise|sympathize)",
    "(sorry|apologies|apologise|apologize) (to hear|about that|for that|about this|for the|for any|that you|you are having|to learn)",
    "I am [so|very|really|truly|terribly] sorry (to hear|about|for|that)",
    "(that|it|this) must (be|have been)",
    "that (sounds|is) [very|really|so|quite] (frustrating|annoying|difficult|inconvenient|upsetting|worrying|stressful)",
    "(let me|I will|we will|I can) [just|quickly] (look into|check|take a look|have a look|see what|find out|investigate|look at)",
    "(while|whilst) I (check|look|find|pull|investigate)",
    "(thank you|thanks) for (explaining|letting me know|telling me|sharing|bringing|that information|reporting)",
    "I (can see|see) (what|why|how|that|the|a)",
    "(I have made|making) a note",
  ],
  unless: [
    "I (do not|cannot|never)",
    "I understand (it|you) (but|said)",
    "I understand but",
    "I see (it|that) is not",
    "I can see * (television|tv|screen)",
  ],
};

export const putInOwnWords: PhraseList = {
  by: "agent",
  phrases: [
    "(just|only) (so|to) (I|be|make|check|confirm) * (understand|sure|clear|right|correctly)",
    "(so|if) I (understand|have understood|heard|hear) (you|this|that|correctly|it)",
    "(let me|to) make sure I (have|understand|understood|got)",
    "so (what you are|you are|you were) (saying|telling|looking|hoping|having|after|trying)",
    "what I am hearing",
    "so (the problem|the issue|your concern|what you need|what you want|what has happened) is",
    "in other words you",
    "(let me|I will) (repeat|read) (that|this|it) back",
    "am I right (in thinking|in saying|that)",
    "so (basically|essentially) (you|your|the)",
  ],
};

/** A ready-made answer given before anything was asked. */
export const stockAnswer: PhraseList = {
  by: "agent",
  phrases: [
    "(just|simply) (turn|switch|restart|reboot|reset|unplug|reinstall|wait|google|try again|try)",
    "(tried|try) (turning|switching|restarting|rebooting|unplugging)",
    "turn it off and on",
    "(check|look on|go on|go to|read|visit) (the|our) (website|site|faq|manual|app|terms)",
    "(everyone|everybody|it happens to) * (problem|everyone|everybody)",
  ],
};

/** What the caller said was waved away. */
export const dismissed: PhraseList = {
  by: "agent",
  phrases: [
    "(that is|it is|this is) not (my|our) (problem|fault|job|department|concern|responsibility|issue)",
    "(not|is not) (my|our) problem",
    "what do you (want|expect) [me to do]",
    "[probably|it is] fine do not worry",
    "(you are|stop) (overreacting|exaggerating|complaining|moaning|being dramatic)",
    "(that is|it is|this is) (your|their) (own fault|problem|own problem|fault)",
    "(I|we) (do not|really do not) care",
    "(I cannot|I can not) help you [with that]",
    "calm down",
    "[I] (already told|have told|already said|just told|have already told) [you]",
    "you should have",
    "that is (impossible|nonsense|rubbish)",
    "(everyone|everybody) (says|complains)",
    "nothing to do with (me|us)",
  ],
  unless: [
    "(it is|that is) not (your|my) fault [at all] (and|but|I|we)",
    "you should have (received|got|had|access|an email|it|your|no|everything|a)",
  ],
};
