import type { Criterion, Scorecard } from "#shared/scorecard/scorecard.ts";

/** How a prompt says whether a criterion applies. */
export type ApplicabilityWords = { always: string; notWhen: string };

/** A scorecard as prompts show it. */
export function scorecardText(scorecard: Scorecard, words: ApplicabilityWords): string {
  const { name, criteria, auto_fails } = scorecard;
  const items = auto_fails.map(({ id, judged }) => `- ${id}: ${judged}`);
  return [
    `# Scorecard "${name}"`,
    "## Criteria",
    ...criteria.map((criterion) => criterionText(criterion, words)),
    ...(items.length === 0 ? [] : ["## Auto-fail items", items.join("\n")]),
  ].join("\n\n");
}

function criterionText(criterion: Criterion, { always, notWhen }: ApplicabilityWords): string {
  const { levels } = criterion;
  return [
    `### ${criterion.id}: ${criterion.name}`,
    `Judged: ${criterion.judged}`,
    criterion.not_applicable_when === null ? always : `${notWhen} ${criterion.not_applicable_when}`,
    `1: ${levels[1]}`,
    `2: ${levels[2]}`,
    `3: ${levels[3]}`,
    `4: ${levels[4]}`,
    `5: ${levels[5]}`,
  ].join("\n");
}
