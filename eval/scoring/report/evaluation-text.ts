import { STANDARD_AUTO_FAIL_IDS, STANDARD_CRITERION_IDS } from "#shared/scorecard/scorecard.ts";
import type { Agreement } from "#shared/scoring/agreement/agreement.ts";
import type { BinaryRates } from "#shared/scoring/agreement/binary-rates.ts";

import type { Comparison, Difference } from "./compare.ts";
import type { Evaluation } from "./evaluate.ts";
import { counted, decimal, interval, percent, seconds, signed, textTable } from "./text-table.ts";

const MAX_UNUSABLE_LISTED = 10;

/** One judge's figures for a terminal. */
export function evaluationText(evaluation: Evaluation): string {
  const { overall, total, evidence, cost, answerMs } = evaluation;
  if (evaluation.answers === 0) return `${evaluation.judge}: no answers`;
  const repeats =
    evaluation.answers === evaluation.calls ? "" : `, ${counted(evaluation.answers, "answer")}`;
  return [
    `${evaluation.judge}: ${counted(evaluation.calls, "call")}${repeats}`,
    "",
    textTable([
      ["", "marks", "exact", "±1", "kappa", "MAE", "bias", "NA right", "NA found"],
      ...STANDARD_CRITERION_IDS.map((id) => agreementRow(id, evaluation.criteria[id])),
      agreementRow("all", overall),
    ]),
    `kappa of all: ${interval(overall.kappaInterval)}`,
    "",
    textTable([
      ["", "labelled", "judged", "precision", "recall"],
      ratesRow("flagged calls", evaluation.flags),
      ...STANDARD_AUTO_FAIL_IDS.map((id) => ratesRow(id, evaluation.autoFails[id])),
    ]),
    "",
    `Total: ${decimal(total.meanError, 1)} points from the labels' on average, bias ${signed(total.bias, 1)}`,
    `Evidence: ${percent(evidence.validShare)} of ${counted(evidence.quotes, "quote")} stand in the transcript`,
    `Answers: ${percent(evaluation.correctedShare)} needed a correction, ${percent(evaluation.unusableShare)} were of no use`,
    ...(evaluation.sameInRepeats === null
      ? []
      : [`Repeats: ${percent(evaluation.sameInRepeats)} of marks the same in all of them`]),
    costLine(cost),
    `Time to answer: half within ${seconds(answerMs.p50)}, 95 % within ${seconds(answerMs.p95)}`,
    ...unusableLines(evaluation.unusable),
  ].join("\n");
}

function agreementRow(name: string, agreement: Agreement): string[] {
  return [
    name,
    String(agreement.pairs),
    percent(agreement.exact),
    percent(agreement.withinOne),
    decimal(agreement.kappa),
    decimal(agreement.meanError),
    signed(agreement.bias),
    percent(agreement.notApplicable.precision),
    percent(agreement.notApplicable.recall),
  ];
}

function ratesRow(name: string, { actual, found, precision, recall }: BinaryRates): string[] {
  return [name, String(actual), String(found), percent(precision), percent(recall)];
}

function costLine({ inputTokens, outputTokens, usd, usdPerCall }: Evaluation["cost"]): string {
  if (inputTokens + outputTokens === 0) return "Cost: none";
  const tokens = `${inputTokens.toLocaleString("en")} tokens in, ${outputTokens.toLocaleString("en")} out`;
  if (usd === 0) return `Cost: ${tokens}; the price of this model is not known`;
  return `Cost: ${tokens}, $${usd.toFixed(4)} at list price, $${decimal(usdPerCall, 5)} a call`;
}

function unusableLines(unusable: Evaluation["unusable"]): string[] {
  if (unusable.length === 0) return [];
  const more = unusable.length - MAX_UNUSABLE_LISTED;
  return [
    "Of no use, and left out of the figures above; a person would get these calls:",
    ...unusable.slice(0, MAX_UNUSABLE_LISTED).map(({ call, reason }) => `  ${call}: ${reason}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

/** The paired difference of two judges for a terminal. */
export function comparisonText(a: string, b: string, comparison: Comparison): string {
  const { calls, exact, kappa, meanError, nearer } = comparison;
  if (calls === 0) return "No call has a usable answer of both judges: nothing to compare.";
  return [
    `B less A on the ${counted(calls, "call")} that both judged`,
    `  A  ${a}`,
    `  B  ${b}`,
    "",
    textTable([
      ["", "B − A", "", "better"],
      differenceRow("exact", exact, 1),
      differenceRow("kappa", kappa, 1),
      differenceRow("MAE", meanError, -1),
    ]),
    "",
    `Nearer to the labels: A in ${counted(nearer.a, "call")}, B in ${nearer.b}, alike in ${nearer.same}`,
  ].join("\n");
}

/** `sign` is 1 where more is better, −1 where less is. */
function differenceRow(
  name: string,
  { value, interval: range }: Difference,
  sign: 1 | -1,
): string[] {
  const isClear = range !== null && (range.low > 0 || range.high < 0);
  const better = value === null || !isClear ? "not shown" : value * sign > 0 ? "B" : "A";
  return [name, signed(value), interval(range), better];
}
