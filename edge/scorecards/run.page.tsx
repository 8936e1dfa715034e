import type { RunAnswer, RunCallRow, RunMarkRow } from "#shared/contracts/scorecards.ts";

import { Bar } from "../dashboard/components/bar.tsx";
import { Score } from "../dashboard/components/score.tsx";
import {
  formatCount,
  formatDollars,
  formatInstant,
  formatMarkAverage,
  formatScore,
  plural,
} from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import { RUN_NAMES } from "./scorecard-words.tsx";

export type RunView = {
  run: RunAnswer;
  by: string;
  cardName: string;
  /** One page of the calls, with those of their marks that differ. */
  calls: { call: RunCallRow; marks: RunMarkRow[] }[];
  page: number;
  pages: number;
  nameOf: (criterion: string) => string;
};

const REFRESH_SEC = 4;

/** How far a try or a re-score has come, and what came of it. */
export function RunPage({
  view,
  viewer,
  mayChange,
  notice,
}: {
  view: RunView;
  viewer: Viewer;
  mayChange: boolean;
  notice: string | null;
}) {
  const { run } = view;
  const path = `/scorecard-runs/${run.run_id}`;
  const isRunning = run.state === "running";
  return (
    <Layout
      title={`${RUN_NAMES[run.kind]} of ${view.cardName}`}
      section="scorecards"
      viewer={viewer}
      includesSamples={false}
      scripts={isRunning ? ["refresh"] : []}
    >
      <p class="crumb">
        <a href={`/scorecards/${run.scorecard_id}/${run.version}`}>
          {view.cardName}, version {run.version}
        </a>
      </p>
      <div class="page-head">
        <div>
          <h1>
            {RUN_NAMES[run.kind]} on {plural(run.calls, "call")}
          </h1>
          <p class="lead">
            Begun by <bdi>{view.by}</bdi>,{" "}
            {formatInstant(Date.parse(run.created_at), viewer.timeZone)}
          </p>
        </div>
      </div>
      {notice !== null && (
        <p class="notice notice-done" role="status">
          {notice}
        </p>
      )}
      <section class="panel" aria-labelledby="progress">
        <h2 id="progress">Progress</h2>
        <div role="status" data-refresh={isRunning ? REFRESH_SEC : undefined}>
          <Progress run={run} />
        </div>
        {isRunning && (
          <div class="actions run-actions">
            <a class="button button-quiet" href={path}>
              Refresh
            </a>
            {mayChange && (
              <form method="post" action={`${path}/stop`}>
                <button class="button button-danger" type="submit">
                  Stop
                </button>
              </form>
            )}
          </div>
        )}
      </section>
      {run.done > 0 && (
        <>
          <Summary run={run} />
          <Criteria view={view} />
        </>
      )}
      <Calls view={view} path={path} />
    </Layout>
  );
}

function Progress({ run }: { run: RunAnswer }) {
  const ended = run.calls - run.waiting - run.working;
  const parts = [
    run.failed > 0 && `${formatCount(run.failed)} failed`,
    run.skipped > 0 && `${formatCount(run.skipped)} skipped`,
    run.stopped > 0 && `${formatCount(run.stopped)} not begun`,
  ].filter((part) => part !== false);
  const state = { running: "Going on", done: "Done", stopped: "Stopped" }[run.state];
  return (
    <>
      <p class="run-progress">
        <strong>{state}</strong>: {formatCount(run.done)} of {plural(run.calls, "call")} judged
        {parts.length > 0 && `, ${parts.join(", ")}`} · {formatDollars(run.cost_usd)}
        {run.state === "running" && " so far"}
      </p>
      <Bar share={run.calls === 0 ? 1 : ended / run.calls} tone="accent" />
    </>
  );
}

function Summary({ run }: { run: RunAnswer }) {
  const { summary } = run;
  return (
    <section aria-labelledby="summary">
      <h2 id="summary" class="hidden">
        What came of it
      </h2>
      <dl class="figures">
        <Figure name="Average before" value={formatScore(summary.mean_before)} />
        <Figure name="Average after" value={formatScore(summary.mean_after)} />
        <Figure
          name="Change"
          value={signed(summary.mean_change, formatScore)}
          note={`over ${plural(summary.compared, "call")}`}
        />
        <Figure
          name="Flags"
          value={`+${formatCount(summary.newly_flagged)} −${formatCount(summary.no_longer_flagged)}`}
          note="newly, and no longer flagged"
        />
      </dl>
    </section>
  );
}

function Figure({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd class="figure-value">{value}</dd>
      {note !== undefined && <dd class="figure-note">{note}</dd>}
    </div>
  );
}

function signed(value: number | null, format: (value: number) => string): string {
  if (value === null) return "–";
  if (value === 0) return format(0);
  return `${value > 0 ? "+" : "−"}${format(Math.abs(value))}`;
}

function Criteria({ view }: { view: RunView }) {
  return (
    <section class="panel" aria-labelledby="criteria">
      <h2 id="criteria">By criterion</h2>
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">Criterion</th>
            <th scope="col" class="number">
              Before
            </th>
            <th scope="col" class="number">
              After
            </th>
            <th scope="col" class="number">
              Change
            </th>
            <th scope="col" class="number">
              Marked, before and after
            </th>
          </tr>
        </thead>
        <tbody>
          {view.run.summary.criteria.map((row) => (
            <tr>
              <th scope="row">{view.nameOf(row.criterion)}</th>
              <td class="number" data-label="Before">
                {formatMarkAverage(row.mean_before)}
              </td>
              <td class="number" data-label="After">
                {formatMarkAverage(row.mean_after)}
              </td>
              <td class="number" data-label="Change">
                {signed(row.mean_change, formatMarkAverage)}
              </td>
              <td class="number" data-label="Marked">
                {formatCount(row.n_before)} · {formatCount(row.n_after)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Calls({ view, path }: { view: RunView; path: string }) {
  const { page, pages } = view;
  return (
    <section aria-labelledby="calls" class="run-calls">
      <div class="panel-head">
        <h2 id="calls">Call by call</h2>
        <a href={`/api/qa${path}/calls.csv`}>As CSV</a>
      </div>
      <table class="call-table stacked">
        <thead>
          <tr>
            <th scope="col">Call</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
            <th scope="col" class="number">
              Change
            </th>
            <th scope="col">What differs</th>
          </tr>
        </thead>
        <tbody>
          {view.calls.map(({ call, marks }) => (
            <Call call={call} marks={marks} nameOf={view.nameOf} />
          ))}
        </tbody>
      </table>
      {pages > 1 && (
        <nav aria-label="Pages" class="pager">
          {page > 1 && <a href={`${path}?page=${page - 1}`}>Before</a>}
          <span>
            Page {page} of {pages}
          </span>
          {page < pages && <a href={`${path}?page=${page + 1}`}>Next</a>}
        </nav>
      )}
    </section>
  );
}

const STATES: Readonly<Record<RunCallRow["state"], string>> = {
  waiting: "waits",
  working: "is being judged",
  done: "done",
  failed: "failed",
  skipped: "skipped",
  stopped: "not begun",
};

function Call({
  call,
  marks,
  nameOf,
}: {
  call: RunCallRow;
  marks: RunMarkRow[];
  nameOf: RunView["nameOf"];
}) {
  return (
    <tr>
      <td>
        <a class="row-link" href={`/calls/${encodeURIComponent(call.recording_id)}`}>
          <bdi>{call.recording_id}</bdi>
        </a>
        {call.before_scorecard !== null && (
          <span class="sub">scored by {call.before_scorecard}</span>
        )}
      </td>
      <td data-label="Before">
        <Score total={call.before_total} isFlagged={call.before_flagged === true} />
        {call.before_flagged === true && <span class="sub">flagged</span>}
      </td>
      <td data-label="After">
        {call.state === "done" ? (
          <Score total={call.after_total} isFlagged={call.after_flagged === true} />
        ) : (
          STATES[call.state]
        )}
        {call.after_flagged === true && <span class="sub">flagged</span>}
      </td>
      <td class="number" data-label="Change">
        {signed(call.change, formatScore)}
      </td>
      <td data-label="What differs">
        {call.flag_change !== null && (
          <strong class="flag-change">
            {call.flag_change === "newly_flagged"
              ? `Newly flagged${call.after_flag_reason === null ? "" : `: ${call.after_flag_reason}`}`
              : "No longer flagged"}
          </strong>
        )}
        {call.state !== "done" ? (
          <span class="quiet">{call.reason ?? "–"}</span>
        ) : marks.length === 0 ? (
          <span class="quiet">no mark</span>
        ) : (
          <details>
            <summary>{gistOf(marks, nameOf)}</summary>
            <dl class="why">
              {marks.map((mark) => (
                <div>
                  <dt>
                    {nameOf(mark.criterion)} {change(mark.before, mark.after)}
                  </dt>
                  <dd>{mark.rationale ?? "not on this card"}</dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </td>
    </tr>
  );
}

const MARKS_NAMED = 3;

/** The first marks that differ, and how many more. */
function gistOf(marks: RunMarkRow[], nameOf: RunView["nameOf"]): string {
  const named = marks
    .slice(0, MARKS_NAMED)
    .map(({ criterion, before, after }) => `${nameOf(criterion)} ${change(before, after)}`);
  const more = marks.length - named.length;
  return `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function change(before: RunMarkRow["before"], after: RunMarkRow["after"]): string {
  return `${before ?? "–"} → ${after ?? "–"}`;
}
