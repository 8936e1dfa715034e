import { each, END_OF_TEXT } from "./cued-patterns.ts";

/* What the patterns of injection-patterns.ts are made of. */

export const MACHINE =
  "(?:ai|a i|artificial intelligence|language model|llm|chat ?bot|robot|bot|score ?bot|grader|evaluator|(?:scoring|grading|quality|rating|evaluation|assessment) (?:system|model|software|engine|bot|ai)|automated (?:system|scorer|grader|reviewer|evaluator))";
export const ANY_MACHINE = `(?:computer|machine|algorithm|${MACHINE})`;
export const ASSESSING =
  "(?:grading|scoring|evaluating|judging|rating|reviewing|assessing|analy[sz]ing)";
export const JUDGING =
  "(?:grading|scoring|evaluating|judging|rating|reviewing|assessing|analy[sz]ing|listening|reading|processing)";
export const GIVE = "(?:give|award|assign|grant|score|rate|mark|grade)";
export const TOP =
  "(?:perfect|full|maximum|max|highest|top|flawless|fives?|5|100|one hundred|a hundred)";
export const TOP_SCORE =
  "(?:(?:perfect|full|maximum|max|highest|top|flawless|best)(?: possible)? (?:scores?|marks?|ratings?|grades?|points)|(?:all )?(?:fives?|5|100|one hundred|a hundred)(?= (?:in|on|for|across|out|points?|everywhere|everything)\\b|$))";
export const EVERY_CATEGORY =
  "(?:every|all|each)(?: of)?(?: the)?(?: \\w+)? (?:category|categories|criteria|criterion)";
export const CALL_OR_AGENT =
  "(?:this|the|that|our|my) (?:agent|call|rep|representative|operator|advisor|conversation|transcript|interaction)";
export const THIS_CALL = `this (?:call|conversation|transcript|recording|interaction)`;
export const JUDGED =
  "(?:reviewed|scored|graded|assessed|evaluated|rated|audited|approved|checked by quality|cleared by quality|signed off)";
export const TOP_WORD = "(?:flawless|perfect|full marks|maximum|best)";
export const ASSESSOR =
  "(?:assessor|grader|evaluator|scorer|reviewer|quality (?:team|assurance|department|people|folks|reviewers?|analysts?|checkers?)|qa (?:team|people|folks|reviewers?|analysts?))";
export const CRITERION_WORD =
  "(?:greeting|identification|customer id|needs|understanding|product|knowledge|communication|resolution|closing|compliance|empathy)";
/** "I would give", "how would you rate", "to give": talk about a rating, not an order. */
export const ORDERED = "(?<!\\b(?:i|id|ill|would|will|could|can|to|you|we|they|people) )";

/*
 * Cues: of each match of the patterns they stand with, words that it cannot do without (edge/scoring/injection/cued-patterns.ts).
 */

export const DIRECTIONS = [
  "instruction",
  "guideline",
  "rubric",
  "scorecard",
  "directive",
  "system prompt",
  "prompt",
];
export const ASSESSING_WORDS = [
  "grading",
  "scoring",
  "evaluating",
  "judging",
  "rating",
  "reviewing",
  "assessing",
  "analysing",
  "analyzing",
];
export const GRADING_WORDS = ["scoring", "grading", "evaluation", "assessment"];
export const SCORING_RULES = each(
  ["scoring", "grading", "evaluation"],
  ["mode", "policy", "standard", "score"],
);
export const CARD_CUES = [
  "scorecard",
  "rubric",
  "scoring rules",
  "scoring criteria",
  "auto fail",
  "autofail",
];
const CALLS = each(["this"], ["call", "conversation", "transcript", "recording", "interaction"]);
const JUDGED_WORDS = JUDGED.slice("(?:".length, -1).split("|");
/** What is said of a call that was judged before. */
export const JUDGED_CALL = each(CALLS, [
  "has",
  "was",
  "been",
  "already",
  "previously",
  "pre",
  "received",
  "got",
  ...JUDGED_WORDS,
]);
/** What is said of those who judged it. */
export const JUDGED_BY = each(JUDGED_WORDS, ["this ", "of this "]);
export const MACHINE_CUES = [
  "ai ",
  "a i ",
  "artificial intelligence",
  "language model",
  "llm",
  "chatbot",
  "chat bot",
  "robot",
  "bot ",
  "scorebot",
  "score bot",
  "grader",
  "evaluator",
  "automated",
  ...each(
    ["scoring", "grading", "quality", "rating", "evaluation", "assessment"],
    ["system", "model", "software", "engine", "bot", "ai"],
  ),
];
export const TOP_SCORE_CUES = [
  ...each(
    ["perfect", "full", "maximum", "max", "highest", "top", "flawless", "best"],
    ["possible", "score", "mark", "rating", "grade", "point"],
  ),
  ...each(
    ["five", "fives", "5", "100", "hundred"],
    ["in", "on", "for", "across", "out", "point", "every", END_OF_TEXT],
  ),
];
export const ANY_MACHINE_CUES = [...MACHINE_CUES, "computer", "machine", "algorithm"];
export const ASSESSOR_CUES = [
  "assessor",
  "grader",
  "evaluator",
  "scorer",
  "reviewer",
  ...each(
    ["quality", "qa"],
    ["team", "assurance", "department", "people", "folks", "reviewer", "analyst", "checker"],
  ),
];
export const CRITERION_WORDS = CRITERION_WORD.slice("(?:".length, -1).split("|");
export const FAKE_MARK = [
  "five",
  "5",
  "perfect",
  "full marks",
  "colon",
  "mark",
  "score",
  "is ",
  "equals",
  "gets",
];
