import type { AssignmentRow, ScorecardAnswer } from "#shared/contracts/scorecards.ts";

import { plural } from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import type { CardDifference } from "./card-differences.ts";
import { DifferenceTable } from "./difference-table.tsx";
import { Assignee } from "./scorecard-words.tsx";

export type PublishView = {
  card: ScorecardAnswer;
  before: { label: string; differences: CardDifference[] } | null;
  /** Where earlier versions of this card judge. */
  earlier: AssignmentRow[];
  /** Why the page comes again, such as somebody's newer draft. */
  problem: string | null;
};

/** What publishing changes, before it is done. */
export function PublishPage({ view, viewer }: { view: PublishView; viewer: Viewer }) {
  const { card, before, earlier, problem } = view;
  const path = `/scorecards/${card.scorecard_id}/${card.version}`;
  return (
    <Layout
      title={`Publish ${card.name}`}
      section="scorecards"
      viewer={viewer}
      includesSamples={false}
    >
      <p class="crumb">
        <a href={path}>
          {card.name}, version {card.version}
        </a>
      </p>
      <div class="page-head">
        <div>
          <h1>Publish version {card.version}?</h1>
          <p class="lead">
            What is published never changes again; a later change is a new version.
          </p>
        </div>
      </div>
      {problem !== null && (
        <p class="notice notice-alert" role="alert">
          <strong>Not published.</strong> {problem}
        </p>
      )}
      <section class="panel" aria-labelledby="changes">
        <h2 id="changes">
          {before === null ? "A new scorecard" : `What changes against ${before.label}`}
        </h2>
        {before === null ? (
          <p>
            {plural(card.criteria, "criterion", "criteria")} and{" "}
            {plural(card.auto_fails, "auto-fail item")}; calls below {card.flag_below} are flagged.
          </p>
        ) : (
          <DifferenceTable
            differences={before.differences}
            before={before.label}
            after={`Version ${card.version}`}
          />
        )}
      </section>
      <form method="post" action={`${path}/publish`} class="panel form form-full">
        <input type="hidden" name="updated_at" value={Date.parse(card.updated_at ?? "")} />
        {earlier.length === 0 ? (
          <p>
            No calls are judged by this scorecard yet. Once it is published you can assign it to
            campaigns or to the whole site.
          </p>
        ) : (
          <fieldset>
            <legend>Judge by this version from now on</legend>
            {earlier.map((one) => (
              <label class="choice">
                <input type="checkbox" name="campaign" value={one.campaign_id ?? ""} checked />
                <span>
                  <Assignee campaignId={one.campaign_id} />
                  <span class="sub">now by version {one.version}</span>
                </span>
              </label>
            ))}
            <p class="hint">
              Calls scored before keep their scores; re-score them afterwards if they should follow.
            </p>
          </fieldset>
        )}
        <div class="actions">
          <button class="button" type="submit">
            Publish
          </button>
          <a href={path}>Not now</a>
        </div>
      </form>
    </Layout>
  );
}
