import type { ProcessingStatus } from "#shared/contracts/qa-api.ts";
import { CALL_SORTS } from "#shared/contracts/qa-lists.ts";
import { VERDICTS } from "#shared/contracts/reviews.ts";

import { Choice } from "../dashboard/components/choice.tsx";
import { VERDICT_WORDS } from "../reviews/verdict-words.ts";
import { COLUMNS, USUAL_COLUMNS, type CallFilter, type Column } from "./call-filter.ts";
import type { CallsView } from "./view-calls.usecase.ts";

export const STATE_WORDS: Readonly<Record<ProcessingStatus, string>> = {
  pending: "Waiting for tonight",
  transcribing: "Being transcribed",
  transcribed: "Not scored yet",
  scoring: "Being scored",
  complete: "Scored",
  error: "Failed, or needs a person",
  skipped: "Skipped",
};

const SORT_WORDS: Readonly<Record<CallFilter["sort"], string>> = {
  "-call_date": "Newest first",
  call_date: "Oldest first",
  total_score: "Lowest score first",
  "-total_score": "Highest score first",
};
const FLAG_WORDS = { flagged: "Flagged", auto_fail: "With an auto-fail", none: "Not flagged" };
const REVIEW_WORDS = { yes: "Reviewed by a person", no: "Not reviewed" };
const MARKS = [1, 2, 3, 4, 5];
const MARK_WORDS = Object.fromEntries([
  ...MARKS.slice(0, 4).map((mark) => [`le${mark}`, `${mark} or less`]),
  ...MARKS.slice(1).map((mark) => [`ge${mark}`, `${mark} or more`]),
]);

/** Everything that the list can be narrowed by; what is asked less often is folded away unless it is in use. */
export function FilterForm({ view }: { view: CallsView }) {
  const { filter, period } = view;
  const isMoreUsed = [
    filter.status,
    filter.min_score,
    filter.max_score,
    filter.criterion,
    filter.reviewed,
    filter.verdict,
    filter.state,
  ].some((value) => value !== undefined);
  const areColumnsChosen = filter.columns.join() !== USUAL_COLUMNS.join();
  return (
    <form class="call-filter" method="get" action="/calls" role="search">
      {view.trackerName !== null && <input type="hidden" name="tracker" value={filter.tracker} />}
      <div class="filters">
        <label class="filter-search">
          Said, or part of an id, a name, a campaign
          <input type="search" name="search" maxlength={64} value={filter.search ?? ""} />
        </label>
        <label>
          From
          <input type="date" name="from" value={period.from} />
        </label>
        <label>
          To
          <input type="date" name="to" value={period.to} />
        </label>
        <Choice name="agent" label="Agent" all="All agents" value={filter.agent}>
          {view.agents.map(({ agentUser, agentName }): [string, string] => [
            agentUser,
            agentName ?? agentUser,
          ])}
        </Choice>
        <Choice name="campaign" label="Campaign" all="All campaigns" value={filter.campaign}>
          {view.campaignIds.map((id): [string, string] => [id, id])}
        </Choice>
        <Choice name="flag" label="Flag" all="Any" value={filter.flag}>
          {Object.entries(FLAG_WORDS)}
        </Choice>
        <Choice name="sort" label="Order" all={null} value={filter.sort}>
          {CALL_SORTS.map((sort): [string, string] => [sort, SORT_WORDS[sort]])}
        </Choice>
        <button class="button" type="submit">
          Show
        </button>
      </div>
      <details open={isMoreUsed}>
        <summary>Marks, scores, dispositions and states</summary>
        <div class="filters">
          <Choice name="criterion" label="Criterion" all="Any" value={filter.criterion}>
            {view.criteria.map(({ id, name }): [string, string] => [id, name])}
          </Choice>
          <Choice name="mark" label="Its mark" all="Any" value={filter.mark}>
            {Object.entries(MARK_WORDS)}
          </Choice>
          <Bound name="min_score" label="Score from" value={filter.min_score} />
          <Bound name="max_score" label="Score to" value={filter.max_score} />
          <label>
            Disposition
            <input type="text" name="status" maxlength={32} value={filter.status ?? ""} />
          </label>
          <Choice name="reviewed" label="Reviews" all="Any" value={filter.reviewed}>
            {Object.entries(REVIEW_WORDS)}
          </Choice>
          <Choice name="verdict" label="A person’s verdict" all="Any" value={filter.verdict}>
            {VERDICTS.map((verdict): [string, string] => [verdict, VERDICT_WORDS[verdict].name])}
          </Choice>
          <Choice name="state" label="State" all="Any" value={filter.state}>
            {Object.entries(STATE_WORDS)}
          </Choice>
        </div>
      </details>
      <details open={areColumnsChosen}>
        <summary>Columns</summary>
        <fieldset class="column-choices">
          <legend class="hidden">Columns</legend>
          {Object.entries(COLUMNS).map(([name, words]) => (
            <label class="choice">
              <input
                type="checkbox"
                name="columns"
                value={name}
                checked={filter.columns.some((column: Column) => column === name)}
              />
              <span>{words}</span>
            </label>
          ))}
        </fieldset>
      </details>
    </form>
  );
}

function Bound({ name, label, value }: { name: string; label: string; value: number | undefined }) {
  return (
    <label>
      {label}
      <input type="number" name={name} min={0} max={100} step="any" value={value ?? ""} />
    </label>
  );
}
