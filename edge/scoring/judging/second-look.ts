import type { SecondJudging } from "#shared/contracts/scoring-settings.ts";
import type { Scorecard } from "#shared/scorecard/scorecard.ts";
import { markValue } from "#shared/scoring/score-call.ts";

import type { Provider } from "../../providers/provider.ts";
import type { Opinion } from "./opinion.ts";

/*
 * When a call is judged a second time, by whom, and when two opinions disagree. docs/scoring.md explains the rules;
 * edge/scoring/score-job.ts acts on them.
 */

/** What of a call, apart from what was said, asks for a second look. */
export type Doubts = { lowConfidence: boolean; injected: boolean };

/** Why this opinion needs a second one, for people; none when it stands by itself. */
export function secondLookReasons(
  { score, provider }: Opinion,
  doubts: Doubts,
  { flag_below }: Pick<Scorecard, "flag_below">,
  settings: SecondJudging,
): string[] {
  // the rules say the same to the same words, and are never a model's second
  if (provider.name === "rules") return [];
  const near = settings.near_threshold_points;
  const isNear =
    near !== null && score.total !== null && Math.abs(score.total - flag_below) <= near;
  return [
    ...(isNear ? [`a total near ${flag_below}`] : []),
    ...(settings.on_low_confidence && doubts.lowConfidence ? ["an unsure transcript"] : []),
    ...(settings.on_injection && doubts.injected ? ["words spoken to the judge"] : []),
  ];
}

/** Who gives the second opinion, best first: the other models in their order, then the first judge once more. */
export function secondJudges(providers: readonly Provider[], first: Opinion): Provider[] {
  const models = providers.filter(({ name }) => name !== "rules");
  const isFirst = ({ name, model }: Provider) =>
    name === first.provider.name && model === first.provider.model;
  return [...models.filter((provider) => !isFirst(provider)), ...models.filter(isFirst)];
}

/** How two opinions of one call contradict each other, for people; empty when they do not. */
export function disagreements(first: Opinion, second: Opinion, settings: SecondJudging): string[] {
  const { max_difference_points, max_difference_marks } = settings;
  const found: string[] = [];
  const [total, otherTotal] = [first.score.total, second.score.total];
  if ((total === null) !== (otherTotal === null)) {
    found.push("only one of them gives a total");
  } else if (
    total !== null &&
    otherTotal !== null &&
    Math.abs(total - otherTotal) > max_difference_points
  ) {
    found.push(`their totals are more than ${max_difference_points} points apart`);
  }
  if (first.score.flagged !== second.score.flagged) found.push("only one of them flags the call");
  const onlyOnce = symmetricDifference(idsOf(first.autoFails), idsOf(second.autoFails));
  if (onlyOnce.length > 0) found.push(`only one of them finds ${onlyOnce.join(", ")}`);
  const apart = first.criteria.flatMap(({ id, mark }) => {
    const other = second.criteria.find((criterion) => criterion.id === id)?.mark ?? "NA";
    const [value, otherValue] = [markValue(mark), markValue(other)];
    const isApart =
      value !== null && otherValue !== null && Math.abs(value - otherValue) > max_difference_marks;
    return isApart ? [`${id} (${mark} and ${other})`] : [];
  });
  if (apart.length > 0) found.push(`their marks are far apart for ${apart.join(", ")}`);
  return found;
}

/** What a person reads who has to decide between two opinions. */
export function disagreementReason(
  [first, second]: readonly [Opinion, Opinion],
  lookedAgainFor: readonly string[],
  found: readonly string[],
): string {
  const said = [first, second].map(
    ({ provider, score }) =>
      `${provider.name} ${provider.model} says ${score.total ?? "no total"}${score.flagged ? ", flagged" : ""}`,
  );
  return `judged twice because of ${lookedAgainFor.join(" and ")}, and ${found.join("; ")}: ${said.join("; ")}`;
}

function idsOf(items: readonly { id: string }[]): Set<string> {
  return new Set(items.map(({ id }) => id));
}

function symmetricDifference(a: ReadonlySet<string>, b: ReadonlySet<string>): string[] {
  return [...[...a].filter((id) => !b.has(id)), ...[...b].filter((id) => !a.has(id))];
}
