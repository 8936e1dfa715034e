import type { RunKind, ScorecardState } from "#shared/contracts/scorecards.ts";

export const RUN_NAMES: Readonly<Record<RunKind, string>> = { try: "Try", rescore: "Re-score" };

const STATES: Readonly<Record<ScorecardState, { tone: string; shape: string; meaning: string }>> = {
  draft: {
    tone: "mid",
    shape: "◆",
    meaning: "is being written: it can be changed and tried on past calls, and judges nothing yet",
  },
  published: {
    tone: "good",
    shape: "●",
    meaning: "never changes again; it judges the calls of whatever it is assigned to",
  },
  retired: {
    tone: "none",
    shape: "–",
    meaning: "judges nothing any more; calls that it judged still name it",
  },
};

/** A version's state as a word with a shape. */
export function StateBadge({ state }: { state: ScorecardState }) {
  const { tone, shape } = STATES[state];
  return (
    <span class={`badge badge-state tone-${tone}`}>
      <span aria-hidden="true">{shape}</span> {state}
    </span>
  );
}

/** What the states mean. */
export function StateLegend() {
  return (
    <dl class="state-legend">
      {(["draft", "published", "retired"] as const).map((state) => (
        <div>
          <dt>
            <StateBadge state={state} />
          </dt>
          <dd>{STATES[state].meaning}.</dd>
        </div>
      ))}
    </dl>
  );
}

/** What judges by the site's own assignment, or by a campaign's. */
export function Assignee({ campaignId }: { campaignId: string | null }) {
  return campaignId === null ? <>the whole site</> : <bdi>{campaignId}</bdi>;
}
