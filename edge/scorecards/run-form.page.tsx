import type { RescoreAnswer, RunKind, ScorecardAnswer } from "#shared/contracts/scorecards.ts";
import {
  MAX_RESCORE_CALLS,
  MAX_SELECTION_DAYS,
  MAX_TRY_CALLS,
} from "#shared/contracts/scorecards.ts";

import { SelectField, TextArea, TextField } from "../dashboard/components/field.tsx";
import type { FieldProblems } from "../dashboard/field-problems.ts";
import { formatDollars, plural } from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import type { SelectionFields } from "./run-form.ts";

export type RunFormView = {
  kind: RunKind;
  card: ScorecardAnswer;
  fields: SelectionFields;
  problems: FieldProblems;
  /** What no field alone is to blame for, such as that no call is meant. */
  problem: string | null;
  campaigns: string[];
  /** Versions that calls may have been scored by: `sales/2` and its name. */
  versions: [key: string, name: string][];
  /** What a re-score of what is chosen would take on; null until it was asked. */
  count: RescoreAnswer | null;
};

/** Which past calls to try a version on, or to score anew by it. */
export function RunFormPage({ view, viewer }: { view: RunFormView; viewer: Viewer }) {
  const { kind, card } = view;
  const path = `/scorecards/${card.scorecard_id}/${card.version}`;
  const isTry = kind === "try";
  return (
    <Layout
      title={`${isTry ? "Try" : "Re-score by"} ${card.name}`}
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
          <h1>{isTry ? "Try on past calls" : "Re-score past calls"}</h1>
          <p class="lead">
            {isTry
              ? `A judge scores up to ${MAX_TRY_CALLS} calls by this version, beside the scores they have. Nothing that is stored changes.`
              : `Up to ${MAX_RESCORE_CALLS} calls are judged anew by this version. The new score is the one that counts; the old one stays among the call's versions.`}
          </p>
        </div>
      </div>
      {view.problem !== null && (
        <p class="notice notice-alert" role="alert">
          {view.problem}
        </p>
      )}
      {view.count !== null && <Count view={view} count={view.count} path={path} />}
      <form
        method="post"
        action={isTry ? `${path}/try` : `${path}/rescore`}
        class="panel form form-full"
      >
        <Selection view={view} />
        <div class="actions">
          <button class={view.count === null ? "button" : "button button-quiet"} type="submit">
            {isTry ? "Start the try" : "Count the calls and the cost"}
          </button>
          <a href={path}>Not now</a>
        </div>
      </form>
    </Layout>
  );
}

function Selection({ view }: { view: RunFormView }) {
  const { kind, fields, problems } = view;
  const others = fields.ids.trim() !== "" || problems.has("ids") || fields.agent.trim() !== "";
  return (
    <>
      <div class="form-row">
        <SelectField
          name="campaign"
          label="Calls of"
          value={fields.campaign}
          problems={problems}
          options={[["", "All campaigns"], ...view.campaigns.map((id) => [id, id] as const)]}
        />
        <TextField name="from" type="date" label="From" value={fields.from} problems={problems} />
        <TextField
          name="to"
          type="date"
          label="To"
          hint={`At most ${MAX_SELECTION_DAYS} days`}
          value={fields.to}
          problems={problems}
        />
        {kind === "try" && (
          <TextField
            name="limit"
            label="How many"
            hint={`The newest, up to ${MAX_TRY_CALLS}`}
            inputmode="numeric"
            value={fields.limit}
            problems={problems}
          />
        )}
      </div>
      <SelectField
        name="scored_by"
        label="Now scored by"
        value={fields.scored_by}
        problems={problems}
        options={[["", "Any scorecard"], ...view.versions]}
      />
      <details open={others}>
        <summary>One agent, or calls by their ids</summary>
        <div class="form-inner">
          <TextField
            name="agent"
            label="Agent's ViciDial user"
            value={fields.agent}
            problems={problems}
            maxlength={64}
          />
          <TextArea
            name="ids"
            label="Recording ids"
            hint="One a line. When there are any, nothing else of this form counts."
            value={fields.ids}
            problems={problems}
            rows={3}
          />
        </div>
      </details>
    </>
  );
}

function Count({ view, count, path }: { view: RunFormView; count: RescoreAnswer; path: string }) {
  if (count.calls === 0) {
    return (
      <p class="notice notice-alert" role="status">
        No such call is scored, has a transcript and lasts the card's {view.card.min_call_sec}{" "}
        seconds. Choose otherwise below.
      </p>
    );
  }
  return (
    <form
      method="post"
      action={`${path}/rescore`}
      class="panel form form-full"
      aria-labelledby="count"
    >
      <h2 id="count" role="status">
        {plural(count.calls, "call")}, about {formatDollars(count.estimated_cost_usd)}
      </h2>
      <p>
        The cost is what these calls' present scores cost to make. They are judged in the
        background, after all new calls; you can stop it, and what is judged by then stays.
      </p>
      {Object.entries(view.fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button class="button" type="submit" name="step" value="begin">
        Re-score {plural(count.calls, "call")}
      </button>
    </form>
  );
}
