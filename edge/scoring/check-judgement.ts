import { REDACTION_PLACEHOLDERS, type Segment } from "#shared/contracts/transcript.ts";
import type { CriterionId, Scorecard } from "#shared/scorecard/scorecard.ts";
import type { Mark } from "#shared/scoring/score-call.ts";

import type { ProviderName } from "../providers/provider.ts";
import { quoteFinder, type QuoteFinder } from "./evidence.ts";
import type { CriterionJudgement, Judgement } from "./judgement.ts";
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
  /** `problem` is written for the judge, who is asked once more with it. */
  | { ok: false; problem: string; unsupported: CriterionId[] };

/** The marks that say something strong enough to need a quote that was really said. */
const MARKS_NEEDING_EVIDENCE: ReadonlySet<Mark> = new Set(["1", "2", "5"]);
/** The built-in rules also mark what is missing, of which there is nothing to quote. */
const MARKS_OF_ABSENCE: ReadonlySet<Mark> = new Set(["1", "2"]);

const MAX_CARD_DATA_QUOTES = 10;

/**
 * Holds a judge's answer against the transcript the judge was given: quotes nobody said are dropped, strong marks and
 * auto-fails need one that was said.
 */
export function checkJudgement(
  judgement: Judgement,
  transcript: JudgedTranscript,
  scorecard: Scorecard,
  provider: ProviderName,
): JudgementCheck {
  const find = quoteFinder(transcript.segments);
  const criteria: ScoredCriterion[] = [];
  const unjudged: CriterionId[] = [];
  for (const { id } of scorecard.criteria) {
    const judged = judgement.criteria[id];
    if (judged === undefined) unjudged.push(id);
    else criteria.push(checkCriterion(id, judged, find));
  }
  if (unjudged.length > 0) {
    const problem = `The answer has no judgement for ${unjudged.join(", ")}.`;
    return { ok: false, problem, unsupported: unjudged };
  }
  const unsupported = criteria.filter((criterion) => lacksEvidence(criterion, provider));
  if (unsupported.length > 0) {
    const ids = unsupported.map(({ id }) => id);
    return { ok: false, problem: unsupportedProblem(ids), unsupported: ids };
  }
  return {
    ok: true,
    checked: { criteria, autoFails: findAutoFails(judgement, transcript, scorecard, find) },
  };
}

function checkCriterion(
  id: CriterionId,
  { mark, rationale, evidence }: CriterionJudgement,
  find: QuoteFinder,
): ScoredCriterion {
  return { id, mark, rationale, evidence: locateAll(evidence, find) };
}

function lacksEvidence({ mark, evidence }: ScoredCriterion, provider: ProviderName): boolean {
  if (evidence.length > 0 || !MARKS_NEEDING_EVIDENCE.has(mark)) return false;
  return !(provider === "rules" && MARKS_OF_ABSENCE.has(mark));
}

function unsupportedProblem(ids: readonly CriterionId[]): string {
  return (
    `The marks for ${ids.join(", ")} have no evidence that occurs in the transcript. Copy each quote word for word ` +
    "from the transcript, or give a mark that what was said supports."
  );
}

function findAutoFails(
  judgement: Judgement,
  transcript: JudgedTranscript,
  scorecard: Scorecard,
  find: QuoteFinder,
): FoundAutoFail[] {
  return scorecard.auto_fails.flatMap(({ id }) => {
    const quotes = judgement.auto_fails
      .filter((found) => found.id === id)
      .flatMap((found) => locateAll(found.evidence, find));
    const evidence = id === "card_data_aloud" ? [...cardData(transcript), ...quotes] : quotes;
    return evidence.length > 0 ? [{ id, evidence }] : [];
  });
}

/** Card data that was redacted was said aloud, whatever the judge made of it. */
function cardData(transcript: JudgedTranscript): LocatedQuote[] {
  const { card, security_code } = REDACTION_PLACEHOLDERS;
  return transcript.spoken
    .flatMap((segment, index) => {
      const placeholder = [card, security_code].find((text) => segment.text.includes(text));
      if (placeholder === undefined) return [];
      const shown = transcript.segments[index]?.text ?? "";
      const quote = shown.includes(placeholder) ? shown : placeholder;
      return [{ quote, segment: index, start_sec: segment.start_sec, end_sec: segment.end_sec }];
    })
    .slice(0, MAX_CARD_DATA_QUOTES);
}

function locateAll(quotes: readonly string[], find: QuoteFinder): LocatedQuote[] {
  return quotes.map(find).filter((located) => located !== null);
}
