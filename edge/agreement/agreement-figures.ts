import { agreementOf, mean, type MarkPair } from "#shared/scoring/agreement/agreement.ts";
import { markSchema, type Mark } from "#shared/scoring/score-call.ts";

/** Below so many calls a figure is more chance than agreement, and pages say so. */
export const MIN_CALLS_TO_TRUST = 20;

/** Two marks that one criterion of one call was given. */
export type CallMarkPair = MarkPair & { recordingId: string; criterionId: string };

/** Marks by criterion, as they are stored. */
export type Marks = Readonly<Record<string, string>>;

/** Two sheets of marks side by side; criteria that either lacks are left out. */
export function markPairs(
  criteria: readonly { id: string }[],
  recordingId: string,
  truth: Marks,
  judged: Marks,
): CallMarkPair[] {
  return criteria.flatMap(({ id }) => {
    const [one, other] = [MARKS.get(truth[id] ?? ""), MARKS.get(judged[id] ?? "")];
    return one !== undefined && other !== undefined
      ? [{ recordingId, criterionId: id, truth: one, judged: other }]
      : [];
  });
}

/** By what is stored; a page asks for tens of thousands of them. */
const MARKS: ReadonlyMap<string, Mark> = new Map(markSchema.options.map((mark) => [mark, mark]));

/** How far marks agree. Shares are 0 to 1, errors are in levels; null where there is nothing to say. */
export type AgreementFigures = {
  /** Different calls behind the figures. */
  calls: number;
  kappa: number | null;
  meanError: number | null;
  bias: number | null;
  exact: number | null;
  withinOne: number | null;
};

export function figuresOf(pairs: readonly CallMarkPair[]): AgreementFigures {
  const { kappa, meanError, bias, exact, withinOne } = agreementOf(pairs);
  return { calls: callsOf(pairs), kappa, meanError, bias, exact, withinOne };
}

/**
 * The mean of the figures of several pairs of people (for kappa: Light 1971). Bias is left out: neither of two equals is the
 * measure of the other.
 */
export function meanFigures(groups: readonly (readonly CallMarkPair[])[]): AgreementFigures {
  const figures = groups.filter((pairs) => pairs.length > 0).map((pairs) => figuresOf(pairs));
  const meanOf = (name: "kappa" | "meanError" | "exact" | "withinOne") =>
    mean(figures.flatMap(({ [name]: value }) => (value === null ? [] : [value])));
  return {
    calls: callsOf(groups.flat()),
    kappa: meanOf("kappa"),
    meanError: meanOf("meanError"),
    bias: null,
    exact: meanOf("exact"),
    withinOne: meanOf("withinOne"),
  };
}

/** A row of an agreement table for each criterion that has marks, and one for all together. */
export type AgreementRow = { id: string; name: string; note?: string; figures: AgreementFigures };

/** The rows of a table: all criteria first, then each. `measure` is given the pairs of one row. */
export function agreementRows(
  criteria: readonly { id: string; name: string }[],
  measure: (isOfRow: (pair: CallMarkPair) => boolean) => AgreementFigures,
): AgreementRow[] {
  return [
    { id: "all", name: "All criteria", figures: measure(() => true) },
    ...criteria.map(({ id, name }) => ({
      id,
      name,
      figures: measure(({ criterionId }) => criterionId === id),
    })),
  ];
}

function callsOf(pairs: readonly CallMarkPair[]): number {
  return new Set(pairs.map(({ recordingId }) => recordingId)).size;
}
