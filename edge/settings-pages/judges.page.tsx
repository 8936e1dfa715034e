import type { Child } from "hono/jsx";

import { Bar } from "../dashboard/components/bar.tsx";
import { FieldProblem, ProblemSummary, TextField } from "../dashboard/components/field.tsx";
import type { FieldProblems } from "../dashboard/field-problems.ts";
import { formatCount, formatDollars, formatInstant, plural } from "../dashboard/format.ts";
import type { Viewer } from "../dashboard/layout.tsx";
import { isBuiltIn, providerName } from "../dashboard/wording.ts";
import { providerProblems, type SecondFields } from "./judges-form.ts";
import type { JudgeState, JudgesView } from "./judges-view.usecase.ts";
import { SettingsFrame } from "./settings-frame.tsx";

export type JudgesForms = {
  second: SecondFields | null;
  providers: string;
  problems: FieldProblems;
  problem: string | null;
};

type Shown = { view: JudgesView; forms: JudgesForms; viewer: Viewer; mayChange: boolean };

/** Who judges, how much of their limits is used, what they cost, and when a second one is asked. */
export function JudgesPage({ notice, ...shown }: Shown & { notice: string | null }) {
  const { view, forms, viewer, mayChange } = shown;
  const { problems } = view.inForce;
  return (
    <SettingsFrame
      tab="judges"
      title="Judges"
      lead="They are asked from first to last: the next one when a limit is reached or one fails"
      viewer={viewer}
      notice={notice}
      problem={forms.problem}
    >
      {problems.length > 0 && (
        <div class="notice notice-alert" role="alert">
          <strong>
            {view.inForce.settings === null
              ? "There are no judges that can be used, so nothing is scored; calls wait."
              : "Newer settings cannot be used, so older ones hold."}
          </strong>
          <ul class="problem-links">
            {problems.map(({ setting, problem }) => (
              <li>
                {setting}: {problem}
              </li>
            ))}
          </ul>
        </div>
      )}
      {view.judges.map((judge, at) => (
        <Judge judge={judge} at={at} timeZone={viewer.timeZone} />
      ))}
      <p class="table-note judges-source">{sourceOf(view, viewer.timeZone)}</p>
      {forms.second !== null && <Second {...shown} second={forms.second} />}
      {mayChange && !view.isShared && <Providers {...shown} />}
      {mayChange && view.isShared && (
        <p class="notice">
          Several sites share these judges, so no site's admin changes them here; whoever runs the
          Worker does, by its variables.
        </p>
      )}
    </SettingsFrame>
  );
}

function sourceOf({ inForce, changedBy }: JudgesView, timeZone: string): Child {
  const { source } = inForce;
  if (source.kind === "environment") return "These come from the Worker's variables.";
  const at = formatInstant(source.changedAtMs, timeZone);
  return (
    <>
      Version {source.version} of these settings, stored by <bdi>{changedBy}</bdi>, {at}.
    </>
  );
}

const DOORS: Readonly<
  Record<JudgeState["quota"][number]["state"], { tone: string; text: string }>
> = {
  open: { tone: "state-good", text: "Open" },
  half_open: { tone: "state-good", text: "Being tried again" },
  closed: { tone: "state-bad", text: "Closed" },
  no_key: { tone: "state-bad", text: "No key" },
};

const LIMITS = {
  minute: { requests: "Requests this minute", tokens: "Tokens this minute" },
  day: { requests: "Requests today", tokens: "Tokens today" },
} as const;

function Judge({ judge, at, timeZone }: { judge: JudgeState; at: number; timeZone: string }) {
  const { provider, model, quota, today, forecast } = judge;
  const [door] = quota;
  const state = DOORS[door?.state ?? "open"];
  const closedUntil = door?.closed_until ?? null;
  return (
    <section class="panel" aria-labelledby={`judge-${at}`}>
      <div class="panel-head">
        <h2 id={`judge-${at}`}>
          {at + 1}. {providerName(provider)}{" "}
          {!isBuiltIn(provider) && <code class="judge-model">{model}</code>}
        </h2>
        <span class={`state ${state.tone}`}>
          {state.text}
          {door?.state === "closed" && closedUntil !== null && (
            <>
              {" "}
              until {formatInstant(Date.parse(closedUntil), timeZone)}: {door.closed_reason}
            </>
          )}
        </span>
      </div>
      <dl class="facts">
        {!isBuiltIn(provider) &&
          quota.map(({ window, unit, used, limit, limit_source }) => (
            <div>
              <dt>{LIMITS[window][unit]}</dt>
              <dd>
                {formatCount(used)}
                {limit === null ? (
                  <span class="sub">no limit known</span>
                ) : (
                  <>
                    {" "}
                    of {formatCount(limit)}
                    <Bar share={limit === 0 ? 1 : used / limit} tone={barTone(used, limit)} />
                    <span class="sub">{SOURCES[limit_source ?? "catalogue"]}</span>
                  </>
                )}
              </dd>
            </div>
          ))}
        <div>
          <dt>Cost today</dt>
          <dd>
            {formatDollars(today?.cost_usd ?? 0)}
            <span class="sub">{plural(today?.calls ?? 0, "call")} of this site</span>
          </dd>
        </div>
        <div>
          <dt>This month</dt>
          <dd>
            {formatDollars(forecast?.spent_so_far_usd ?? 0)}
            <span class="sub">heading for {formatDollars(forecast?.forecast_usd ?? 0)}</span>
          </dd>
        </div>
      </dl>
    </section>
  );
}

const SOURCES = {
  setting: "limit set here",
  provider: "limit as the provider says",
  catalogue: "limit of the free tier",
} as const;

function barTone(used: number, limit: number) {
  return used >= limit ? "bad" : used >= limit * 0.8 ? "mid" : "accent";
}

function Second({ view, forms, second, mayChange }: Shown & { second: SecondFields }) {
  const { problems } = forms;
  const isOff = !mayChange || view.isShared;
  return (
    <form method="post" action="/settings/judges/second" class="panel form form-full" novalidate>
      <h2>Thresholds and second opinions</h2>
      <p>
        Below which total a call is flagged stands on its <a href="/scorecards">scorecard</a>. A
        call that one of these is true of is judged by a second judge as well; where both differ too
        much, a person is asked.
      </p>
      <input type="hidden" name="seen_version" value={view.inForce.newestVersion} />
      <fieldset disabled={isOff} class="second-fields">
        <legend>Ask a second judge</legend>
        <TextField
          name="near_threshold_points"
          label="When a total is this near to the flagging line, points"
          hint="Empty: never for that"
          value={second.near_threshold_points}
          problems={problems}
          inputmode="decimal"
          class="field-short"
        />
        {(
          [
            ["on_low_confidence", "When the transcript is unsure"],
            ["on_injection", "When somebody speaks to the judge"],
          ] as const
        ).map(([name, text]) => (
          <label class="choice">
            <input type="checkbox" name={name} value="1" checked={second[name]} />
            <span>{text}</span>
          </label>
        ))}
      </fieldset>
      <fieldset disabled={isOff} class="second-fields">
        <legend>Judges disagree when</legend>
        <TextField
          name="max_difference_points"
          label="their totals are further apart than, points"
          value={second.max_difference_points}
          problems={problems}
          inputmode="decimal"
          class="field-short"
        />
        <TextField
          name="max_difference_marks"
          label="their marks of a criterion are further apart than"
          value={second.max_difference_marks}
          problems={problems}
          inputmode="numeric"
          class="field-short"
        />
      </fieldset>
      {!isOff && (
        <button class="button" type="submit">
          Save
        </button>
      )}
    </form>
  );
}

function Providers({ view, forms }: Shown) {
  const problems = providerProblems(forms.problems);
  const field = problems.length === 0 ? new Map() : new Map([["providers", problems.join("; ")]]);
  return (
    <form method="post" action="/settings/judges" class="panel form" novalidate>
      <h2>Which judges, in which order</h2>
      <p>
        A JSON list of providers, first to last: <code>gemini</code>, <code>openai-compatible</code>{" "}
        or <code>rules</code>, each with its model, address, limits and prices. Keys are no part of
        it: they are secrets of the Worker. What is stored holds from the next minute on.
      </p>
      <ProblemSummary problems={field} labelOf={() => "Judges"} />
      <input type="hidden" name="seen_version" value={view.inForce.newestVersion} />
      <div class="field">
        <label class="label" for="providers">
          Judges
        </label>
        <textarea
          id="providers"
          name="providers"
          rows={Math.min(24, forms.providers.split("\n").length + 1)}
          class="code-field"
          spellcheck={false}
          aria-invalid={problems.length > 0 ? "true" : undefined}
          aria-describedby={problems.length > 0 ? "providers.problem" : undefined}
        >
          {forms.providers}
        </textarea>
        <FieldProblem name="providers" problems={field} />
      </div>
      <button class="button" type="submit">
        Save
      </button>
    </form>
  );
}
