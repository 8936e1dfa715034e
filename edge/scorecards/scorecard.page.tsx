import type { AssignmentRow, ScorecardAnswer } from "#shared/contracts/scorecards.ts";

import { actorName, type ActorNames } from "../audit/actor-names.repository.ts";
import { Bar } from "../dashboard/components/bar.tsx";
import { SelectField } from "../dashboard/components/field.tsx";
import { formatDuration, formatInstant, plural } from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import type { CardDifference } from "./card-differences.ts";
import { LEVELS } from "./card-form.ts";
import { DifferenceTable } from "./difference-table.tsx";
import { Assignee, StateBadge } from "./scorecard-words.tsx";

export type ScorecardView = {
  card: ScorecardAnswer;
  /** What it is compared with; null for a first version that is no copy. */
  before: { label: string; differences: CardDifference[] } | null;
  /** Where this very version judges. */
  assignments: AssignmentRow[];
  campaigns: string[];
  names: ActorNames;
};

type Shown = { view: ScorecardView; viewer: Viewer; mayChange: boolean };

/** One version of a card, to read, and what may be done with it. */
export function ScorecardPage({ notice, ...shown }: Shown & { notice: string | null }) {
  const { view, viewer, mayChange } = shown;
  const { card, before } = view;
  const title = `${card.name}, version ${card.version}`;
  return (
    <Layout title={title} section="scorecards" viewer={viewer} includesSamples={false}>
      <p class="crumb">
        <a href="/scorecards">Scorecards</a>
      </p>
      <div class="page-head">
        <div>
          <h1>{title}</h1>
          <p class="lead">
            <StateBadge state={card.state} /> <Story view={view} timeZone={viewer.timeZone} />
          </p>
        </div>
        {mayChange && <Actions card={card} />}
      </div>
      {notice !== null && (
        <p class="notice notice-done" role="status">
          {notice}
        </p>
      )}
      {(card.state === "published" || view.assignments.length > 0) && <Assigned {...shown} />}
      {before !== null && (
        <details class="panel" open={before.differences.length <= 12}>
          <summary>
            {before.differences.length === 0
              ? `Nothing differs from ${before.label}`
              : `${plural(before.differences.length, "difference")} from ${before.label}`}
          </summary>
          <DifferenceTable
            differences={before.differences}
            before={before.label}
            after={`Version ${card.version}`}
          />
        </details>
      )}
      <Content card={card} />
      {mayChange && !card.built_in && card.state !== "retired" && <Retire {...shown} />}
    </Layout>
  );
}

function Story({ view: { card, names }, timeZone }: { view: ScorecardView; timeZone: string }) {
  const at = (instant: string | null) =>
    instant === null ? "" : formatInstant(Date.parse(instant), timeZone);
  const by = (actor: string | null) => <bdi>{actorName(names, actor)}</bdi>;
  if (card.built_in) return <>Comes with Nightshift; copy it to change it.</>;
  if (card.retired_at !== null) {
    return (
      <>
        Retired by {by(card.retired_by)}, {at(card.retired_at)}.
      </>
    );
  }
  if (card.published_at !== null) {
    return (
      <>
        Published by {by(card.published_by)}, {at(card.published_at)}.
      </>
    );
  }
  return (
    <>
      Begun by {by(card.created_by)}, last saved {at(card.updated_at)}.
      {card.copied_from !== null && ` It began as a copy of ${card.copied_from}.`}
    </>
  );
}

function Actions({ card }: { card: ScorecardAnswer }) {
  const path = `/scorecards/${card.scorecard_id}`;
  const own = `${path}/${card.version}`;
  return (
    <div class="actions">
      {card.state === "draft" && (
        <a class="button" href={`${own}/publish`}>
          Publish…
        </a>
      )}
      <a class="button button-quiet" href={`${own}/try`}>
        Try on past calls
      </a>
      {card.state === "published" && (
        <a class="button button-quiet" href={`${own}/rescore`}>
          Re-score calls
        </a>
      )}
      {!card.built_in && (
        <a class="button button-quiet" href={`${path}/draft`}>
          {card.state === "draft" ? "Edit" : "Write the next version"}
        </a>
      )}
    </div>
  );
}

function Assigned({ view, mayChange }: Shown) {
  const { card, assignments, campaigns } = view;
  const isDefault = card.built_in;
  return (
    <section class="panel" aria-labelledby="assigned">
      <h2 id="assigned">Judges</h2>
      <p class="panel-text">
        {assignments.length === 0
          ? "No calls yet: assign it below, and it judges what comes from then on."
          : "The calls of "}
        {assignments.map(({ campaign_id }, index) => (
          <>
            {index > 0 && ", "}
            <strong>
              <Assignee campaignId={campaign_id} />
            </strong>
          </>
        ))}
      </p>
      {mayChange && card.state === "published" && (
        <form method="post" action="/scorecards/assignments" class="form form-row">
          <input type="hidden" name="card" value={`${card.scorecard_id}/${card.version}`} />
          <SelectField
            name="campaign"
            label="Calls of"
            value=""
            options={[["", "The whole site"], ...campaigns.map((id) => [id, id] as const)]}
          />
          <button class="button" type="submit">
            {isDefault ? "Judge by the built-in card" : "Judge by this version"}
          </button>
        </form>
      )}
    </section>
  );
}

/** What the card holds, as it is put to a judge. */
function Content({ card: { content } }: { card: ScorecardAnswer }) {
  const sections = content.sections ?? [];
  const heaviest = Math.max(...content.criteria.map(({ weight }) => weight));
  const groups =
    sections.length === 0
      ? [{ id: "", name: "", criteria: content.criteria }]
      : sections.map(({ id, name }) => ({
          id,
          name,
          criteria: content.criteria.filter(({ section }) => section === id),
        }));
  return (
    <>
      <section class="panel" aria-labelledby="content">
        <div class="panel-head">
          <h2 id="content">Criteria</h2>
          <span class="quiet">
            Flags calls below {content.flag_below} · scores calls from{" "}
            {formatDuration(content.min_call_sec)}
          </span>
        </div>
        {groups.map((group) => (
          <>
            {group.name !== "" && <h3 class="card-section">{group.name}</h3>}
            {group.criteria.map((criterion) => (
              <details class="card-criterion">
                <summary>
                  <span class="card-criterion-name">{criterion.name}</span>
                  <Bar share={criterion.weight / heaviest} tone="accent" />
                  <span class="number">{criterion.weight} %</span>
                  <span class="card-criterion-judged">{criterion.judged}</span>
                </summary>
                <ol class="rubric">
                  {LEVELS.toReversed().map((mark) => (
                    <li>
                      <span class={`rubric-mark level-${mark}`}>{mark}</span>
                      <span>{criterion.levels[mark]}</span>
                    </li>
                  ))}
                </ol>
                <p class="hint">
                  {criterion.not_applicable_when === null
                    ? "It always applies."
                    : `Not applicable: ${criterion.not_applicable_when}`}
                </p>
              </details>
            ))}
          </>
        ))}
      </section>
      <section class="panel" aria-labelledby="auto-fails">
        <h2 id="auto-fails">Auto-fail items</h2>
        {content.auto_fails.length === 0 ? (
          <p class="quiet">None: only the total flags a call.</p>
        ) : (
          <dl class="auto-fail-list">
            {content.auto_fails.map(({ name, judged }) => (
              <div>
                <dt>{name}</dt>
                <dd>{judged}</dd>
              </div>
            ))}
          </dl>
        )}
      </section>
    </>
  );
}

function Retire({ view }: Shown) {
  const { card, assignments } = view;
  const isDraft = card.state === "draft";
  return (
    <section class="panel" aria-labelledby="retire">
      <h2 id="retire">{isDraft ? "Give this draft up" : "Retire this version"}</h2>
      {assignments.length > 0 ? (
        <p>
          It judges {plural(assignments.length, "assignment")} and cannot be retired; assign another
          version there first.
        </p>
      ) : (
        <form method="post" action={`/scorecards/${card.scorecard_id}/${card.version}/retire`}>
          <p class="panel-text">
            {isDraft
              ? "It stays readable, and cannot be edited or published any more."
              : "It cannot be assigned any more. Calls that it judged keep their scores and name it."}
          </p>
          <button class="button button-danger" type="submit">
            {isDraft ? "Give up" : "Retire"}
          </button>
        </form>
      )}
    </section>
  );
}
