import { CallBadges } from "../dashboard/components/badges.tsx";
import { Score } from "../dashboard/components/score.tsx";
import {
  formatDuration,
  formatInstant,
  formatPeriod,
  formatWeekday,
  plural,
} from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import { toneOfMark } from "../dashboard/tone.ts";
import { providerName } from "../dashboard/wording.ts";
import type { ListedCall } from "../qa-api/call-list.repository.ts";
import { statusOf } from "../qa-api/list-calls.usecase.ts";
import type { SpokenHit } from "../qa-api/said-phrases.ts";
import { VerdictBadge } from "../reviews/verdict-badge.tsx";
import { SavedFilters } from "../saved-filters/saved-filters.tsx";
import { COLUMNS, isNarrow, writeFilter, type Column } from "./call-filter.ts";
import { FilterForm, STATE_WORDS } from "./filter-form.tsx";
import { CSV_SIZE, PAGE_SIZE, type CallsView } from "./view-calls.usecase.ts";

/** All calls of a site, newest first unless somebody wants another order, as a filter chooses them. */
export function CallsPage({
  view,
  viewer,
  notice,
}: {
  view: CallsView;
  viewer: Viewer;
  notice: string | null;
}) {
  const { calls, filter } = view;
  return (
    <Layout
      title="Calls"
      section="calls"
      viewer={viewer}
      includesSamples={calls.some(({ call }) => call.isSample)}
    >
      <div class="page-head">
        <div>
          <h1>Calls</h1>
          <p class="lead">
            {formatPeriod(view.period)} · {howMany(view)}
          </p>
        </div>
        <p class="page-actions">
          <a href="/trackers">Topic trackers</a>
          {calls.length > 0 && (
            <a href={`/calls.csv?${writeFilter(filter)}`} download>
              CSV, {CSV_SIZE} calls at most
            </a>
          )}
        </p>
      </div>
      {notice !== null && (
        <p class="notice notice-done" role="status">
          {notice}
        </p>
      )}
      {viewer.person !== null && (
        <SavedFilters list="calls" query={writeFilter(filter)} saved={view.saved} />
      )}
      <FilterForm view={view} />
      {calls.length === 0 ? <Nothing view={view} /> : <CallTable view={view} viewer={viewer} />}
      <GoOn view={view} />
    </Layout>
  );
}

function howMany({ calls, nextCursor, trackerName }: CallsView): string {
  const of = trackerName === null ? "" : ` in which “${trackerName}” is said`;
  return nextCursor === null && calls.length < PAGE_SIZE
    ? `${plural(calls.length, "call")}${of}`
    : `${plural(calls.length, "call")}${of} on this page`;
}

/** A narrow filter may have looked far for few calls: how far is said, and the link goes on from there. */
function GoOn({ view }: { view: CallsView }) {
  const { nextCursor, lookedAt, lookedTo, filter, calls } = view;
  if (nextCursor === null) return null;
  const isFull = calls.length >= PAGE_SIZE;
  return (
    <p class="go-on">
      {!isFull && lookedTo !== null && (
        <span class="quiet">
          {plural(lookedAt, "call")} looked at, as far as {formatWeekday(lookedTo)}.{" "}
        </span>
      )}
      <a class="button" href={`/calls?${writeFilter(filter, { cursor: nextCursor })}`} data-key="n">
        {isFull ? "Next calls" : "Search on"} <kbd>n</kbd>
      </a>
    </p>
  );
}

function CallTable({ view, viewer }: { view: CallsView; viewer: Viewer }) {
  const { columns } = view.filter;
  return (
    <table class="call-table">
      <thead>
        <tr>
          <th scope="col">Score</th>
          <th scope="col">Agent</th>
          {columns.map((column) => (
            <th scope="col">{COLUMNS[column]}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {view.calls.map(({ call, hit }) => (
          <>
            <tr>
              <td class="cell-score">
                <Score
                  total={call.review === null ? (call.score?.total ?? null) : call.review.total}
                />
                {call.review !== null && <span class="sub">reviewed</span>}
                <VerdictBadge verdict={call.review?.verdict ?? null} />
              </td>
              <td class="cell-agent">
                <a class="row-link clamp" href={addressOf(call)}>
                  {call.agentName ?? call.agentUser ?? "Unknown agent"}
                </a>
                <span class="sub">
                  <CallBadges provider={call.score?.provider ?? ""} isSample={call.isSample} />
                </span>
              </td>
              {columns.map((column) => (
                <td class={`cell-${column}`}>
                  <Cell column={column} call={call} view={view} viewer={viewer} />
                </td>
              ))}
            </tr>
            {hit !== null && (
              <tr class="hit-row">
                <td></td>
                <td colspan={columns.length + 1}>
                  <Hit call={call} hit={hit} />
                </td>
              </tr>
            )}
          </>
        ))}
      </tbody>
    </table>
  );
}

const addressOf = (call: ListedCall) => `/calls/${encodeURIComponent(call.recordingId)}`;

/** What was said, leading to its line. */
function Hit({ call, hit }: { call: ListedCall; hit: SpokenHit }) {
  return (
    <a class="hit" href={`${addressOf(call)}#line-${hit.line}`}>
      <bdi>
        {hit.before}
        <mark>{hit.phrase}</mark>
        {hit.after}
      </bdi>
    </a>
  );
}

function Cell({
  column,
  call,
  view,
  viewer,
}: {
  column: Column;
  call: ListedCall;
  view: CallsView;
  viewer: Viewer;
}) {
  const { score } = call;
  switch (column) {
    case "call":
      return (
        <>
          {formatInstant(call.startedAt, viewer.timeZone)}
          <span class="sub">{formatDuration(call.durationSec)}</span>
        </>
      );
    case "campaign":
      return (
        <>
          {call.campaignId ?? "no campaign"}
          <span class="sub">{call.callStatus ?? "no disposition"}</span>
        </>
      );
    case "reason":
      return <>{(score?.flagged ?? false) ? score?.flagReason : <span class="quiet">–</span>}</>;
    case "summary":
      return <span class="clamp">{score?.summary ?? "–"}</span>;
    case "marks":
      return <Marks marks={score?.marks ?? {}} view={view} />;
    case "state":
      return <>{STATE_WORDS[statusOf(call)]}</>;
    case "judge":
      return <>{score === null ? "–" : providerName(score.provider)}</>;
  }
}

/** The marks of the call's own card, whichever it is, each with its name. */
function Marks({ marks, view }: { marks: Readonly<Record<string, string>>; view: CallsView }) {
  const given = Object.entries(marks);
  if (given.length === 0) return <span class="quiet">–</span>;
  const names = new Map(view.criteria.map(({ id, name }) => [id, name]));
  const shown = given.map(([id, mark]) => ({
    name: names.get(id) ?? id,
    mark,
    isNa: mark === "NA",
  }));
  return (
    <span
      class="mark-strip"
      role="img"
      aria-label={shown
        .map(({ name, mark, isNa }) => `${name} ${isNa ? "not applicable" : mark}`)
        .join(", ")}
    >
      {shown.map(({ name, mark, isNa }) => (
        <span class={`mark-cell tone-${toneOfMark(isNa ? null : Number(mark))}`} title={name}>
          {isNa ? "–" : mark}
        </span>
      ))}
    </span>
  );
}

function Nothing({ view }: { view: CallsView }) {
  if (view.nextCursor !== null) {
    return <p class="quiet nothing-yet">None of the calls looked at so far matches.</p>;
  }
  const isFiltered = isNarrow(view.filter);
  return (
    <div class="empty">
      <h2>{isFiltered ? "No call matches" : "No calls in these days"}</h2>
      <p>
        {isFiltered
          ? "Nothing in this period has all that the filter asks for. Take something out of it, or choose other days; what was said can be found for as long as the words of calls are kept."
          : "Calls are listed as soon as the agent on the ViciDial host has found their recordings. Choose other days, or see on the overview when it was last heard."}
      </p>
      <p>
        <a class="button" href={isFiltered ? "/calls" : "/"}>
          {isFiltered ? "Clear the filter" : "Go to the overview"}
        </a>
      </p>
    </div>
  );
}
