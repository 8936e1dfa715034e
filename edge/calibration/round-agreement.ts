import type { Scorecard } from "#shared/scorecard/scorecard.ts";

import {
  agreementRows,
  figuresOf,
  markPairs,
  meanFigures,
  type AgreementFigures,
  type AgreementRow,
  type CallMarkPair,
  type Marks,
} from "../agreement/agreement-figures.ts";
import { judgeName } from "../agreement/judge-name.ts";
import type { RaterMark } from "./marks.repository.ts";
import type { JudgedCall } from "./round-calls.repository.ts";
import type { Rater, Round } from "./rounds.repository.ts";

/** How far the marks of a round agree. */
export type RoundAgreement = {
  /** Mean over all pairs of raters. */
  people: AgreementRow[];
  /** Everybody else held against the expert; null where the round has none. */
  expert: AgreementRow[] | null;
  /** The judge held against every rater. */
  judge: AgreementRow[];
  /** The same by provider, model and version of the prompt. */
  byJudge: AgreementRow[];
  /** Each rater held against the expert, or where there is none against all the others. */
  raters: { rater: Rater; isExpert: boolean; figures: AgreementFigures }[];
};

/** Somebody's marks by call. */
type Sheet = ReadonlyMap<string, Marks>;

/** Measures a round by its card's criteria. */
export function roundAgreement(
  { raters, expertId, scorecard }: Pick<Round, "raters" | "expertId" | "scorecard">,
  marks: readonly RaterMark[],
  judged: readonly JudgedCall[],
): RoundAgreement {
  const { criteria } = scorecard;
  const sheets = new Map<string, Sheet>(
    raters.map(({ personId }) => [personId, sheetOf(marks.filter((m) => m.personId === personId))]),
  );
  const sheetOfRater = (id: string) => sheets.get(id) ?? new Map<string, Marks>();
  const ids = raters.map(({ personId }) => personId);

  const couples = ids.flatMap((one, at) =>
    ids.slice(at + 1).map((other) => pairsOf(criteria, sheetOfRater(one), sheetOfRater(other))),
  );
  const againstExpert =
    expertId === null
      ? null
      : ids
          .filter((id) => id !== expertId)
          .flatMap((id) => pairsOf(criteria, sheetOfRater(expertId), sheetOfRater(id)));
  const judges = Map.groupBy(judged, judgeName);
  const againstPeople = (calls: readonly JudgedCall[]) =>
    ids.flatMap((id) => pairsOf(criteria, sheetOfRater(id), sheetOf(calls)));
  const ofJudge = againstPeople(judged);

  return {
    people: agreementRows(criteria, (isOfRow) =>
      meanFigures(couples.map((pairs) => pairs.filter(isOfRow))),
    ),
    expert:
      againstExpert === null
        ? null
        : agreementRows(criteria, (isOfRow) => figuresOf(againstExpert.filter(isOfRow))),
    judge: agreementRows(criteria, (isOfRow) => figuresOf(ofJudge.filter(isOfRow))),
    byJudge: [...judges].map(([name, calls]) => ({
      id: name,
      name,
      figures: figuresOf(againstPeople(calls)),
    })),
    raters: raters.map((rater) => {
      const isExpert = rater.personId === expertId;
      const measures =
        expertId === null || isExpert ? ids.filter((id) => id !== rater.personId) : [expertId];
      const pairs = measures.flatMap((id) =>
        pairsOf(criteria, sheetOfRater(id), sheetOfRater(rater.personId)),
      );
      return { rater, isExpert, figures: figuresOf(pairs) };
    }),
  };
}

function sheetOf(calls: readonly { recordingId: string; marks: Marks }[]): Sheet {
  return new Map(calls.map(({ recordingId, marks }) => [recordingId, marks]));
}

/** What two said of the same criteria of the same calls; `truth` is the first one's. */
function pairsOf(criteria: Scorecard["criteria"], truths: Sheet, others: Sheet): CallMarkPair[] {
  return [...truths].flatMap(([recordingId, truth]) => {
    const judged = others.get(recordingId);
    return judged === undefined ? [] : markPairs(criteria, recordingId, truth, judged);
  });
}
