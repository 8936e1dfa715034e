import type { CriterionId } from "#shared/scorecard/scorecard.ts";
import { markValue } from "#shared/scoring/score-call.ts";

import { addMark, averageMark, type MarkSum } from "../qa-api/averages.ts";
import { inCardOrder } from "../qa-api/category-matrix.usecase.ts";
import type { JudgedCall } from "./agent-scores.repository.ts";

/** An agent beside their team, in one criterion. */
export type CriterionStanding = {
  id: CriterionId;
  average: number | null;
  /** The marks behind the average. */
  marks: number;
  /** The whole team's, the agent's own marks among them. */
  team: number | null;
};

/** What the judge found on one call; the rationale stands in where it quotes nothing, such as for a greeting that is missing. */
export type Example = {
  recordingId: string;
  startedAt: number;
  mark: number;
  quote: { text: string; segment: number } | null;
  rationale: string;
};

/** A criterion in which an agent stands out, with recent examples. */
export type Finding = CriterionStanding & { difference: number; examples: Example[] };

/** Fewer marks than this say little about an agent. */
export const LEAST_MARKS = 5;
/** Closer to the team than this is not standing out. */
export const LEAST_DIFFERENCE = 0.15;
const MOST_FINDINGS = 3;
const MOST_EXAMPLES = 2;

/** An agent's averages beside the team's, in every criterion that the cards in use have. */
export function compareCriteria(
  own: readonly MarkSum[],
  team: readonly MarkSum[],
): CriterionStanding[] {
  const [ownSums, teamSums] = [byCriterion(own), byCriterion(team)];
  return inCardOrder(team).map((id) => ({
    id,
    average: averageMark(ownSums.get(id)),
    marks: ownSums.get(id)?.marked ?? 0,
    team: averageMark(teamSums.get(id)),
  }));
}

function byCriterion(sums: readonly MarkSum[]): ReadonlyMap<string, MarkSum> {
  const totals = new Map<string, MarkSum>();
  for (const sum of sums) addMark(totals, sum);
  return totals;
}

/** The criteria furthest above and below the team, each with the newest calls that show it. */
export function findStrengthsAndGaps(
  criteria: readonly CriterionStanding[],
  newestCalls: readonly JudgedCall[],
): { strengths: Finding[]; gaps: Finding[] } {
  const apart = criteria.flatMap((criterion) => {
    const { average, team, marks } = criterion;
    if (average === null || team === null || marks < LEAST_MARKS) return [];
    return [{ ...criterion, average, team, difference: average - team }];
  });
  const pick = (sign: 1 | -1) =>
    apart
      .filter(({ difference }) => sign * difference >= LEAST_DIFFERENCE)
      .toSorted((a, b) => sign * (b.difference - a.difference))
      .slice(0, MOST_FINDINGS)
      .map((criterion) => ({
        ...criterion,
        examples: examplesOf(criterion, newestCalls, sign),
      }));
  return { strengths: pick(1), gaps: pick(-1) };
}

/** Of the newest calls those that show it best: quoted ones first, the mark furthest from the team's, then the newest. */
function examplesOf(
  { id, team }: { id: CriterionId; team: number },
  newestCalls: readonly JudgedCall[],
  sign: 1 | -1,
): Example[] {
  const examples = newestCalls
    .flatMap(({ recordingId, startedAt, criteria }) => {
      const judged = criteria.find((criterion) => criterion.id === id);
      const mark = judged === undefined ? null : markValue(judged.mark);
      if (judged === undefined || mark === null || sign * (mark - team) <= 0) return [];
      const [first] = judged.evidence;
      const quote = first === undefined ? null : { text: first.quote, segment: first.segment };
      return [{ recordingId, startedAt, mark, quote, rationale: judged.rationale }];
    })
    .toSorted(
      (a, b) =>
        Number(a.quote === null) - Number(b.quote === null) ||
        sign * (b.mark - a.mark) ||
        b.startedAt - a.startedAt,
    );
  // The same words twice show nothing more.
  const wordsOf = ({ quote, rationale }: Example) => quote?.text ?? rationale;
  return examples
    .filter((one, at) => examples.findIndex((other) => wordsOf(other) === wordsOf(one)) === at)
    .slice(0, MOST_EXAMPLES);
}
