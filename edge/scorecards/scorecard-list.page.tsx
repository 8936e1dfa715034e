import { DEFAULT_SCORECARD_ID, type ScorecardRow } from "#shared/contracts/scorecards.ts";

import { actorName } from "../audit/actor-names.repository.ts";
import { SelectField, TextField } from "../dashboard/components/field.tsx";
import { NO_PROBLEMS, type FieldProblems } from "../dashboard/field-problems.ts";
import { formatCount, formatInstant, formatShare, plural } from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import type { ScorecardList } from "./scorecard-list.usecase.ts";
import { Assignee, RUN_NAMES, StateBadge, StateLegend } from "./scorecard-words.tsx";

export type NewCardForm = { name: string; copyOf: string; problems: FieldProblems };
const EMPTY_FORM: NewCardForm = { name: "", copyOf: "", problems: NO_PROBLEMS };

type Shown = { list: ScorecardList; viewer: Viewer; mayChange: boolean };

/** Every card with its versions, what judges what, and the latest runs. */
export function ScorecardListPage({
  notice,
  form = EMPTY_FORM,
  ...shown
}: Shown & { notice: string | null; form?: NewCardForm }) {
  const { list, viewer, mayChange } = shown;
  const hasOwn = list.cards.length > 1;
  return (
    <Layout title="Scorecards" section="scorecards" viewer={viewer} includesSamples={false}>
      <div class="page-head">
        <div>
          <h1>Scorecards</h1>
          <p class="lead">What calls are judged by, and which calls by what</p>
        </div>
      </div>
      {notice !== null && (
        <p class="notice notice-done" role="status">
          {notice}
        </p>
      )}
      {list.cards.map((card) => (
        <Card card={card} {...shown} />
      ))}
      {mayChange && <NewCard list={list} form={form} hasOwn={hasOwn} />}
      <Assignments {...shown} />
      <Runs {...shown} />
      <section class="panel" aria-labelledby="states">
        <h2 id="states">What the states mean</h2>
        <StateLegend />
      </section>
    </Layout>
  );
}

function Card({ card, list, viewer, mayChange }: Shown & { card: ScorecardList["cards"][number] }) {
  const isBuiltIn = card.id === DEFAULT_SCORECARD_ID;
  const hasDraft = card.versions.some(({ state }) => state === "draft");
  return (
    <section class="panel" aria-labelledby={`card-${card.id}`}>
      <div class="panel-head">
        <h2 id={`card-${card.id}`}>
          {card.name} {isBuiltIn && <span class="badge">built in</span>}
        </h2>
        {mayChange && !isBuiltIn && (
          <a href={`/scorecards/${card.id}/draft`}>
            {hasDraft ? "Go on with the draft" : "Write the next version"}
          </a>
        )}
      </div>
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">State</th>
            <th scope="col">Judges</th>
            <th scope="col" class="number">
              Criteria
            </th>
            <th scope="col" class="number">
              Flags below
            </th>
            <th scope="col" class="number">
              Of the latest {plural(list.recent.calls, "call")}
            </th>
            <th scope="col">Changed</th>
          </tr>
        </thead>
        <tbody>
          {card.versions.map((version) => (
            <Version version={version} list={list} timeZone={viewer.timeZone} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Version({
  version,
  list,
  timeZone,
}: {
  version: ScorecardRow;
  list: ScorecardList;
  timeZone: string;
}) {
  const key = `${version.scorecard_id}/${version.version}`;
  const judged = list.recent.byVersion.get(key) ?? 0;
  const campaigns = list.assignments.filter((one) => `${one.scorecard_id}/${one.version}` === key);
  const changed = lastChange(version);
  return (
    <tr>
      <th scope="row">
        <a class="row-link" href={`/scorecards/${key}`}>
          Version {version.version}
        </a>
      </th>
      <td data-label="State">
        <StateBadge state={version.state} />
      </td>
      <td data-label="Judges">
        {campaigns.length === 0 ? (
          <span class="quiet">nothing</span>
        ) : (
          campaigns.map(({ campaign_id }, index) => (
            <>
              {index > 0 && ", "}
              <Assignee campaignId={campaign_id} />
            </>
          ))
        )}
      </td>
      <td class="number" data-label="Criteria">
        {version.criteria}
      </td>
      <td class="number" data-label="Flags below">
        {version.flag_below}
      </td>
      <td class="number" data-label={`Of the latest ${plural(list.recent.calls, "call")}`}>
        {judged === 0 ? "–" : `${formatCount(judged)} · ${formatShare(judged, list.recent.calls)}`}
      </td>
      <td data-label="Changed">
        {changed === null ? (
          <span class="quiet">comes with Nightshift</span>
        ) : (
          <>
            {formatInstant(Date.parse(changed.at), timeZone)}
            <span class="sub">
              <bdi>{actorName(list.names, changed.by)}</bdi>
            </span>
          </>
        )}
      </td>
    </tr>
  );
}

/** When a version last became what it is, and by whom; of a draft it is not kept who saved it last. */
function lastChange(version: ScorecardRow): { at: string; by: string | null } | null {
  if (version.retired_at !== null) return { at: version.retired_at, by: version.retired_by };
  if (version.published_at !== null) return { at: version.published_at, by: version.published_by };
  if (version.updated_at !== null) return { at: version.updated_at, by: version.created_by };
  return null;
}

function NewCard({
  list,
  form,
  hasOwn,
}: {
  list: ScorecardList;
  form: NewCardForm;
  hasOwn: boolean;
}) {
  const options = list.cards.flatMap(({ versions }) =>
    versions.map(
      (version) =>
        [
          `${version.scorecard_id}/${version.version}`,
          `${version.name}, version ${version.version}${version.built_in ? " (built in)" : ""}`,
        ] as const,
    ),
  );
  return (
    <section class="panel" aria-labelledby="new-card">
      <h2 id="new-card">{hasOwn ? "New scorecard" : "Make a scorecard of your own"}</h2>
      {!hasOwn && (
        <p class="panel-text">
          Start with a copy of the built-in card and change what your calls need: weights, texts,
          criteria. Try it on past calls before you publish it; until then nothing is judged by it.
        </p>
      )}
      <form method="post" action="/scorecards" class="form form-row">
        <TextField
          name="name"
          label="Name"
          value={form.name}
          problems={form.problems}
          maxlength={80}
        />
        <SelectField
          name="copy_of"
          label="Copy of"
          value={form.copyOf}
          problems={form.problems}
          options={options}
        />
        <button class="button" type="submit">
          Copy and edit
        </button>
      </form>
    </section>
  );
}

function Assignments({ list, viewer, mayChange }: Shown) {
  return (
    <section class="panel" aria-labelledby="assignments">
      <h2 id="assignments">Which calls are judged by what</h2>
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">Calls of</th>
            <th scope="col">Scorecard</th>
            <th scope="col">Since</th>
            {mayChange && (
              <th scope="col">
                <span class="hidden">Change</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {list.assignments.map((one) => (
            <tr>
              <th scope="row">
                <Assignee campaignId={one.campaign_id} />
                {one.campaign_id === null && list.assignments.length > 1 && (
                  <span class="sub">where a campaign has none of its own</span>
                )}
              </th>
              <td data-label="Scorecard">
                <a href={`/scorecards/${one.scorecard_id}/${one.version}`}>
                  {one.name}, version {one.version}
                </a>
              </td>
              <td data-label="Since">
                {one.assigned_at === null ? (
                  <span class="quiet">the beginning</span>
                ) : (
                  <>
                    {formatInstant(Date.parse(one.assigned_at), viewer.timeZone)}
                    <span class="sub">
                      <bdi>{actorName(list.names, one.assigned_by)}</bdi>
                    </span>
                  </>
                )}
              </td>
              {mayChange && (
                <td>
                  {one.assigned_at !== null && (
                    <form method="post" action="/scorecards/assignments">
                      <input type="hidden" name="campaign" value={one.campaign_id ?? ""} />
                      <input type="hidden" name="card" value="" />
                      <button
                        class="link-button"
                        type="submit"
                        aria-label={`Take away the card of ${one.campaign_id ?? "the whole site"}`}
                      >
                        Take away
                      </button>
                    </form>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {mayChange && (
        <p class="table-note">
          Assign a published version on its own page. A card judges the calls that come after it was
          assigned; calls of before keep their scores until they are re-scored.
        </p>
      )}
    </section>
  );
}

function Runs({ list, viewer }: Shown) {
  if (list.runs.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="runs">
      <h2 id="runs">Latest tries and re-scores</h2>
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col" class="number">
              Calls
            </th>
            <th scope="col">Begun</th>
          </tr>
        </thead>
        <tbody>
          {list.runs.map((run) => (
            <tr>
              <th scope="row">
                <a class="row-link" href={`/scorecard-runs/${run.run_id}`}>
                  {RUN_NAMES[run.kind]}: {run.scorecard_id}, version {run.version}
                </a>
              </th>
              <td class="number" data-label="Calls">
                {plural(run.calls, "call")}
              </td>
              <td data-label="Begun">
                {formatInstant(Date.parse(run.created_at), viewer.timeZone)}
                <span class="sub">
                  <bdi>{actorName(list.names, run.created_by)}</bdi>
                  {run.stopped_at !== null && " · stopped"}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
