import { CARD_DATA_PLACEHOLDERS, type Segment } from "#shared/contracts/transcript.ts";
import type { Scorecard } from "#shared/scorecard/scorecard.ts";
import type { Mark } from "#shared/scoring/score-call.ts";

import type { ProviderName } from "../../providers/provider.ts";
import { isCardDataTurnedDown } from "../../providers/rules/auto-fails.ts";
import { quoteFinder, type FoundQuote, type QuoteFinder } from "./evidence.ts";
import type { Judgement } from "./judgement.ts";
import type { FoundAutoFail, LocatedQuote, ScoredCriterion } from "./scored-criterion.ts";

export type JudgedTranscript = {
  /** As the judge is given them: screened, so that nothing said to the judge can be evidence. */
  segments: readonly Segment[];
  /** As they are stored, with the placeholders that redaction left. */
  spoken: readonly Segment[];
};

export type CheckedJudgement = { criteria: ScoredCriterion[]; autoFails: FoundAutoFail[] };

export type JudgementCheck =
  | { ok: true; checked: CheckedJudgement }
  | {
      ok: false;
      /** Written for the judge, who is asked once more with it. */
      problem: string;
      /** For people; no transcript text. */
      reason: string;
      /** Ids of criteria and auto-fail items. */
      unsupported: string[];
    };

/** The marks that say something strong enough to need a quote that was really said. */
const MARKS_NEEDING_EVIDENCE: ReadonlySet<Mark> = new Set(["1", "2", "5"]);
/** The built-in rules also mark what is missing, of which there is nothing to quote. */
const MARKS_OF_ABSENCE: ReadonlySet<Mark> = new Set(["1", "2"]);
/** Of the quotes of an answer; a judge that invents more is not believed where it needs no evidence either. */
const MIN_FOUND_SHARE = 0.5;
/** What the quotes of one criterion may hold of the call, so that "all of it" is no evidence; short calls get the words. */
const MAX_QUOTED_SHARE = 0.25;
const ALWAYS_QUOTABLE_WORDS = 40;

const MAX_CARD_DATA_QUOTES = 10;
const CARD_DATA_ITEM = "card_data_aloud";

/**
 * Holds a judge's answer against the transcript the judge was given: quotes nobody said are dropped; marks of 1, 2 and 5
 * and auto-fails need one that was said. A mark of 5 credits the agent, and an auto-fail blames the agent, so where speakers
 * are known they need a quote in which the agent speaks. A mark of 1 or 2 may rest on the customer's words: a question that
 * got no answer. docs/scoring.md has the rules.
 */
export function checkJudgement(
  judgement: Judgement,
  transcript: JudgedTranscript,
  scorecard: Scorecard,
  provider: ProviderName,
): JudgementCheck {
  const finder = quoteFinder(transcript.segments);
  const tally = { offered: 0, found: 0 };
  const problems: Problem[] = [];
  const criteria: ScoredCriterion[] = [];
  for (const { id } of scorecard.criteria) {
    const judged = judgement.criteria[id];
    if (judged === undefined) {
      problems.push({ id, lacks: "a judgement" });
      continue;
    }
    const { mark, rationale } = judged;
    const quotes = findAll(judged.evidence, finder, tally);
    const lacks = whatMarkLacks(mark, quotes, provider);
    if (lacks !== null) problems.push({ id, lacks });
    criteria.push({ id, mark, rationale, evidence: quotes.map(({ located }) => located) });
  }
  const autoFails: FoundAutoFail[] = [];
  for (const { id } of scorecard.auto_fails) {
    const claims = judgement.auto_fails.filter((claim) => claim.id === id);
    const quotes = claims.flatMap(({ evidence }) => findAll(evidence, finder, tally));
    const card = id === CARD_DATA_ITEM ? cardData(transcript) : NO_CARD_DATA;
    const isClaimed = claims.length > 0;
    const lacks = isClaimed ? whatAutoFailLacks(id, quotes, card) : null;
    const stands = isClaimed || (card.spoken.length > 0 && !card.isTurnedDown);
    const evidence = eachOnce([...card.spoken, ...quotes.map(({ located }) => located)]);
    if (lacks !== null) problems.push({ id, lacks });
    else if (stands) autoFails.push({ id, evidence });
  }
  if (problems.length > 0) return refused(problems);
  if (tally.found < tally.offered * MIN_FOUND_SHARE) return mostlyInvented(tally);
  return { ok: true, checked: { criteria, autoFails } };
}

/** Without quotes that an earlier one of the same line holds already. */
function eachOnce(quotes: readonly LocatedQuote[]): LocatedQuote[] {
  return quotes.filter(
    ({ segment, quote }, at) =>
      !quotes
        .slice(0, at)
        .some((earlier) => earlier.segment === segment && earlier.quote.includes(quote)),
  );
}

type Lack = "a judgement" | "a quote from the transcript" | "a quote of the agent's own words";
type Problem = { id: string; lacks: Lack };

function whatMarkLacks(
  mark: Mark,
  quotes: readonly FoundQuote[],
  provider: ProviderName,
): Lack | null {
  if (!MARKS_NEEDING_EVIDENCE.has(mark)) return null;
  if (quotes.length === 0) {
    const mayBeAbsent = provider === "rules" && MARKS_OF_ABSENCE.has(mark);
    return mayBeAbsent ? null : "a quote from the transcript";
  }
  return mark === "5" ? lackOfAgent(quotes) : null;
}

/** Card data is read out by the customer; everything else is something that the agent said. */
function whatAutoFailLacks(id: string, quotes: readonly FoundQuote[], card: CardData): Lack | null {
  if (card.isTurnedDown) return lackOfAgent(quotes);
  if (card.spoken.length > 0) return null;
  if (quotes.length === 0) return "a quote from the transcript";
  return id === CARD_DATA_ITEM ? null : lackOfAgent(quotes);
}

function lackOfAgent(quotes: readonly FoundQuote[]): Lack | null {
  const mayBeAgent = quotes.some(({ maySpeakForAgent }) => maySpeakForAgent);
  return mayBeAgent ? null : "a quote of the agent's own words";
}

function refused(problems: readonly Problem[]): JudgementCheck {
  const byLack = [...Map.groupBy(problems, ({ lacks }) => lacks)].map(
    ([lacks, own]) => `${lacks} for ${own.map(({ id }) => id).join(", ")}`,
  );
  return {
    ok: false,
    problem:
      `It lacks ${byLack.join("; and ")}. Copy each quote word for word from the transcript, and no more of it than is ` +
      "needed; or give a mark that what was said supports, and leave out an auto-fail item that nothing said supports.",
    reason: `no evidence in the transcript: ${byLack.join("; ")}`,
    unsupported: problems.map(({ id }) => id),
  };
}

function mostlyInvented({ offered, found }: Tally): JudgementCheck {
  return {
    ok: false,
    problem: `Only ${found} of ${offered} quotes occur in the transcript. Copy each quote word for word, or leave it out.`,
    reason: `only ${found} of ${offered} quotes occur in the transcript`,
    unsupported: [],
  };
}

type Tally = { offered: number; found: number };

/** The quotes that were said, each once, until they hold more of the call than evidence may. */
function findAll(quotes: readonly string[], finder: QuoteFinder, tally: Tally): FoundQuote[] {
  let wordsLeft = Math.max(ALWAYS_QUOTABLE_WORDS, finder.words * MAX_QUOTED_SHARE);
  const kept: FoundQuote[] = [];
  for (const quote of quotes) {
    const found = finder.find(quote);
    tally.offered += 1;
    if (found === null) continue;
    tally.found += 1;
    const isRepeat = kept.some(({ located }) => located.quote === found.located.quote);
    if (isRepeat || found.words > wordsLeft) continue;
    wordsLeft -= found.words;
    kept.push(found);
  }
  return kept;
}

type CardData = {
  /** Where redaction took card data out. */
  spoken: readonly LocatedQuote[];
  /** The agent stopped the caller and had not asked: then only a quote of the agent's can blame the agent. */
  isTurnedDown: boolean;
};
const NO_CARD_DATA: CardData = { spoken: [], isTurnedDown: false };

/** Card data that was redacted was said aloud, whatever the judge made of it. */
function cardData(transcript: JudgedTranscript): CardData {
  const spoken = transcript.spoken.flatMap((segment, index) => {
    const placeholder = CARD_DATA_PLACEHOLDERS.find((text) => segment.text.includes(text));
    if (placeholder === undefined) return [];
    const shown = transcript.segments[index]?.text ?? "";
    const quote = shown.includes(placeholder) ? shown : placeholder;
    return [{ quote, segment: index, start_sec: segment.start_sec, end_sec: segment.end_sec }];
  });
  return {
    spoken: spoken.slice(0, MAX_CARD_DATA_QUOTES),
    isTurnedDown: spoken.length > 0 && isCardDataTurnedDown(transcript.spoken),
  };
}
