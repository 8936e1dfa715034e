import { Hono, type Context } from "hono";
import * as z from "zod";

import type { RescoreAnswer, RunKind } from "#shared/contracts/scorecards.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import type { AppContext } from "../app-context.ts";
import { actorName, readActorNames } from "../audit/actor-names.repository.ts";
import { doerOf, mayManage } from "../auth/acting.ts";
import { requireManager } from "../auth/require-authority.middleware.ts";
import { NO_PROBLEMS, type FieldProblems } from "../dashboard/field-problems.ts";
import { page, siteClock, viewerOf } from "../dashboard/page.tsx";
import { readForm } from "../dashboard/read-form.ts";
import { AppError } from "../errors/app-error.ts";
import { maskRationale } from "../masking/mask-lists.ts";
import { masksNumbers } from "../masking/numbers-shown.ts";
import { lastDays } from "../qa-api/period.ts";
import { RunFormPage } from "./run-form.page.tsx";
import {
  checkRescore,
  checkTry,
  rescoreFieldsSchema,
  selectionFieldsSchema,
  type SelectionFields,
} from "./run-form.ts";
import { runAnswer, runCallRow, runMarkRows } from "./run-report.ts";
import { RunPage } from "./run.page.tsx";
import { beginRescore, beginTry, endRun, readRunWithCalls } from "./runs.usecase.ts";
import { campaignsToChoose } from "./scorecard-list.usecase.ts";
import { listScorecards, showAssignments, showScorecard } from "./scorecards.usecase.ts";
import { versionAsked } from "./version-asked.ts";

const CALLS_PER_PAGE = 20;
const DAYS_OFFERED = 28;
const TRY_CALLS_OFFERED = "20";

const NOTICES: Readonly<Record<string, string>> = {
  begun: "Begun. It goes on by itself; you can leave this page.",
  stopped: "Stopped. What was being judged at that moment comes to its end.",
};

const pageSchema = z.coerce.number().int().min(1).max(1000).catch(1);

/**
 * The pages on which managers try a version on past calls and re-score calls by it, and everybody of the staff reads what
 * came of it. `wake` has a run's calls worked on soon.
 */
export function runPageRoutes(wake: (c: Context<AppContext>) => void): Hono<AppContext> {
  const routes = new Hono<AppContext>();
  const change = requireManager();

  routes.get("/scorecards/:id/:version/try", change, (c) =>
    formPage(c, "try", { fields: offered(c, { limit: TRY_CALLS_OFFERED }) }),
  );

  routes.post("/scorecards/:id/:version/try", change, async (c) => {
    const { scorecard_id: id, version } = await versionAsked(c);
    const fields = await readForm(c, selectionFieldsSchema);
    const checked = checkTry(fields, version);
    if (!checked.ok) return formPage(c, "try", { fields, problems: checked.problems });
    try {
      const run = await beginTry(c.var.db, c.var.site, id, checked.request, doerOf(c));
      wake(c);
      return c.redirect(`/scorecard-runs/${run.run_id}?done=begun`, 303);
    } catch (thrown) {
      return formPage(c, "try", { fields, problem: refusal(thrown) });
    }
  });

  routes.get("/scorecards/:id/:version/rescore", change, (c) =>
    formPage(c, "rescore", { fields: offered(c, {}) }),
  );

  // Counted by a POST as well: counting reads as much as beginning, and an address does not hold 900 ids.
  routes.post("/scorecards/:id/:version/rescore", change, async (c) => {
    const { scorecard_id: id, version } = await versionAsked(c);
    const { step, ...fields } = await readForm(c, rescoreFieldsSchema);
    const checked = checkRescore(fields, version, step === "count");
    if (!checked.ok) return formPage(c, "rescore", { fields, problems: checked.problems });
    try {
      const answer = await beginRescore(c.var.db, c.var.site, id, checked.request, doerOf(c));
      if (answer.run_id === null) return formPage(c, "rescore", { fields, count: answer });
      wake(c);
      return c.redirect(`/scorecard-runs/${answer.run_id}?done=begun`, 303);
    } catch (thrown) {
      return formPage(c, "rescore", { fields, problem: refusal(thrown) });
    }
  });

  routes.get("/scorecard-runs/:id", async (c) => {
    const { db, site } = c.var;
    const { run: stored, calls } = await readRunWithCalls(db, site.id, c.req.param("id"));
    const run = runAnswer(stored, calls);
    const [names, card] = await Promise.all([
      readActorNames(db, site.id, [run.created_by]),
      showScorecard(db, site.id, run.scorecard_id, null),
    ]);
    const pages = Math.max(1, Math.ceil(calls.length / CALLS_PER_PAGE));
    const number = Math.min(pages, pageSchema.parse(c.req.query("page")));
    const shown = calls.slice((number - 1) * CALLS_PER_PAGE, number * CALLS_PER_PAGE);
    const criteria = [...defaultScorecard.criteria, ...card.content.criteria];
    const criterionNames = new Map(criteria.map(({ id, name }) => [id, name]));
    const view = {
      run,
      by: actorName(names, run.created_by),
      cardName: card.name,
      calls: shown.map((call) => ({
        call: runCallRow(call),
        marks: runMarkRows([call])
          .filter(({ before, after }) => before !== after)
          .map((row) => (masksNumbers(c) ? maskRationale(row) : row)),
      })),
      page: number,
      pages,
      nameOf: (id: string) => criterionNames.get(id) ?? id,
    };
    const notice = NOTICES[c.req.query("done") ?? ""] ?? null;
    const mayChange = mayManage(c.var.principal);
    return page(c, <RunPage {...{ view, viewer: viewerOf(c), mayChange, notice }} />);
  });

  routes.post("/scorecard-runs/:id/stop", change, async (c) => {
    const { run_id } = await endRun(c.var.db, c.var.site.id, c.req.param("id"), doerOf(c));
    return c.redirect(`/scorecard-runs/${run_id}?done=stopped`, 303);
  });

  return routes;
}

function offered(c: Context<AppContext>, more: Partial<SelectionFields>): SelectionFields {
  const { from, to } = lastDays(DAYS_OFFERED, siteClock(c));
  return selectionFieldsSchema.parse({ from, to, ...more });
}

/** What stands in the way of a run, for the page; what nobody foresaw goes on. */
function refusal(thrown: unknown): AppError {
  if (thrown instanceof AppError && (thrown.status === 400 || thrown.status === 409)) return thrown;
  throw thrown;
}

async function formPage(
  c: Context<AppContext>,
  kind: RunKind,
  shown: {
    fields: SelectionFields;
    problems?: FieldProblems;
    problem?: AppError;
    count?: RescoreAnswer;
  },
) {
  const { db, site } = c.var;
  const [card, versions, assignments] = await Promise.all([
    versionAsked(c),
    listScorecards(db, site.id),
    showAssignments(db, site.id),
  ]);
  const { fields, problems = NO_PROBLEMS, problem = null, count = null } = shown;
  const view = {
    kind,
    card,
    fields,
    problems,
    problem: problem?.message ?? null,
    campaigns: await campaignsToChoose(db, site.id, assignments, siteClock(c)),
    versions: versions
      .filter(({ state }) => state !== "draft")
      .map((one): [string, string] => [
        `${one.scorecard_id}/${one.version}`,
        `${one.name}, version ${one.version}`,
      ]),
    count,
  };
  const status = problem?.status ?? (problems.size > 0 ? 400 : 200);
  return page(c, <RunFormPage view={view} viewer={viewerOf(c)} />, status);
}
