import { Hono, type Context } from "hono";

import {
  assignmentRowSchema,
  newAssignmentSchema,
  newRescoreSchema,
  newScorecardSchema,
  newTrySchema,
  runCallRowSchema,
  runMarkRowSchema,
  runRowSchema,
  scorecardQuerySchema,
  scorecardRowSchema,
  scorecardVersionSchema,
} from "#shared/contracts/scorecards.ts";
import { scorecardContentSchema } from "#shared/scorecard/scorecard.ts";

import type { AppContext } from "../app-context.ts";
import { doerOf } from "../auth/acting.ts";
import { requireManager } from "../auth/require-authority.middleware.ts";
import { readJsonBody } from "../ingest/read-json-body.ts";
import { maskRationale } from "../masking/mask-lists.ts";
import { masksNumbers } from "../masking/numbers-shown.ts";
import { answerByContent, wantedFormat } from "../qa-api/answer.ts";
import { parseBody } from "../qa-api/parse-body.ts";
import { parseQuery } from "../qa-api/parse-query.ts";
import { runCallRow, runMarkRows } from "./run-report.ts";
import {
  beginRescore,
  beginTry,
  endRun,
  readRunWithCalls,
  showRun,
  showRuns,
} from "./runs.usecase.ts";
import {
  assignScorecard,
  createScorecard,
  editScorecard,
  listScorecards,
  publishScorecard,
  retireScorecard,
  showAssignments,
  showScorecard,
} from "./scorecards.usecase.ts";

/**
 * The site's scorecards, their assignment, and runs over past calls. Whoever may read sees them, someone signed in changes
 * them. `wake` has a run's calls worked on soon. Mounted at /api/qa.
 */
export function scorecardRoutes(wake: (c: Context<AppContext>) => void): Hono<AppContext> {
  const routes = new Hono<AppContext>();
  const change = requireManager();

  routes.on("GET", ["/scorecards", "/scorecards.csv"], (c) =>
    answerByContent(c, wantedFormat(c), async () => ({
      body: await listScorecards(c.var.db, c.var.site.id),
      columns: Object.keys(scorecardRowSchema.shape),
    })),
  );

  routes.get("/scorecards/:id", (c) => {
    const { version = null } = parseQuery(scorecardQuerySchema, c.req.query());
    return answerByContent(c, "json", async () => ({
      body: await showScorecard(c.var.db, c.var.site.id, c.req.param("id"), version),
    }));
  });

  routes.post("/scorecards", change, async (c) => {
    const wanted = parseBody(newScorecardSchema, await readJsonBody(c.req.raw));
    return c.json(await createScorecard(c.var.db, c.var.site.id, wanted, doerOf(c)), 201);
  });

  routes.put("/scorecards/:id/draft", change, async (c) => {
    const content = parseBody(scorecardContentSchema, await readJsonBody(c.req.raw));
    const { db, site } = c.var;
    return c.json(await editScorecard(db, site.id, c.req.param("id"), content, doerOf(c)));
  });

  routes.post("/scorecards/:id/publish", change, async (c) => {
    const { version } = parseBody(scorecardVersionSchema, await readJsonBody(c.req.raw));
    const { db, site } = c.var;
    return c.json(await publishScorecard(db, site.id, c.req.param("id"), version, doerOf(c)));
  });

  routes.post("/scorecards/:id/retire", change, async (c) => {
    const { version } = parseBody(scorecardVersionSchema, await readJsonBody(c.req.raw));
    const { db, site } = c.var;
    return c.json(await retireScorecard(db, site.id, c.req.param("id"), version, doerOf(c)));
  });

  routes.post("/scorecards/:id/try", change, async (c) => {
    const wanted = parseBody(newTrySchema, await readJsonBody(c.req.raw));
    const { db, site } = c.var;
    const begun = await beginTry(db, site, c.req.param("id"), wanted, doerOf(c));
    wake(c);
    return c.json(begun, 201);
  });

  routes.post("/scorecards/:id/rescore", change, async (c) => {
    const wanted = parseBody(newRescoreSchema, await readJsonBody(c.req.raw));
    const { db, site } = c.var;
    const answer = await beginRescore(db, site, c.req.param("id"), wanted, doerOf(c));
    if (answer.run_id !== null) wake(c);
    return c.json(answer, answer.run_id === null ? 200 : 201);
  });

  routes.on("GET", ["/scorecard-assignments", "/scorecard-assignments.csv"], (c) =>
    answerByContent(c, wantedFormat(c), async () => ({
      body: await showAssignments(c.var.db, c.var.site.id),
      columns: Object.keys(assignmentRowSchema.shape),
    })),
  );

  routes.post("/scorecard-assignments", change, async (c) => {
    const wanted = parseBody(newAssignmentSchema, await readJsonBody(c.req.raw));
    return c.json(await assignScorecard(c.var.db, c.var.site.id, wanted, doerOf(c)));
  });

  routes.on("GET", ["/scorecard-runs", "/scorecard-runs.csv"], (c) =>
    answerByContent(c, wantedFormat(c), async () => ({
      body: await showRuns(c.var.db, c.var.site.id),
      columns: Object.keys(runRowSchema.shape),
    })),
  );

  routes.get("/scorecard-runs/:id", (c) =>
    answerByContent(c, "json", async () => ({
      body: await showRun(c.var.db, c.var.site.id, c.req.param("id")),
    })),
  );

  routes.on("GET", ["/scorecard-runs/:id/calls", "/scorecard-runs/:id/calls.csv"], (c) =>
    answerByContent(c, wantedFormat(c), async () => {
      const { calls } = await readRunWithCalls(c.var.db, c.var.site.id, c.req.param("id"));
      return {
        body: calls.map(runCallRow),
        columns: Object.keys(runCallRowSchema.shape),
        keep: false,
      };
    }),
  );

  routes.on("GET", ["/scorecard-runs/:id/marks", "/scorecard-runs/:id/marks.csv"], (c) =>
    answerByContent(c, wantedFormat(c), async () => {
      const { calls } = await readRunWithCalls(c.var.db, c.var.site.id, c.req.param("id"));
      return {
        body: masksNumbers(c) ? runMarkRows(calls).map(maskRationale) : runMarkRows(calls),
        columns: Object.keys(runMarkRowSchema.shape),
        keep: false,
      };
    }),
  );

  routes.post("/scorecard-runs/:id/stop", change, async (c) =>
    c.json(await endRun(c.var.db, c.var.site.id, c.req.param("id"), doerOf(c))),
  );

  return routes;
}
