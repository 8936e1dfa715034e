import {
  MAX_RESCORE_CALLS,
  MAX_SELECTION_DAYS,
  type CallFilter,
  type NewRescore,
  type NewTry,
  type RescoreAnswer,
  type RunAnswer,
  type RunKind,
  type RunRow,
} from "#shared/contracts/scorecards.ts";
import type { Scorecard } from "#shared/scorecard/scorecard.ts";

import type { Doer } from "../admin/tokens.usecase.ts";
import type { SiteContext } from "../app-context.ts";
import type { Database } from "../db/client.ts";
import { AppError, notFound } from "../errors/app-error.ts";
import { resolvePeriod } from "../qa-api/period.ts";
import type { Selection } from "./call-selection.ts";
import { runAnswer, runRow } from "./run-report.ts";
import {
  countSelection,
  insertRun,
  listRuns,
  MOST_RUNNING,
  readRun,
  readRunCalls,
  stopRun,
  type StoredRun,
  type StoredRunCall,
} from "./runs.repository.ts";
import { conflict, readScorecard } from "./scorecards.usecase.ts";

type Site = Pick<SiteContext, "id" | "timeZone">;

/**
 * Begins to try a version on past calls, in the background; nothing of what is stored of them changes.
 *
 * @throws AppError 404, 400 when no call is selected, 409 when enough tries are going
 */
export async function beginTry(
  db: Database,
  site: Site,
  scorecardId: string,
  request: NewTry,
  by: Doer,
): Promise<RunAnswer> {
  const { scorecard } = await readScorecard(db, site.id, scorecardId, request.version);
  const selection = selectionOf(request, site.timeZone, by.nowMs);
  const limit = request.recording_ids?.length ?? request.limit;
  const { calls } = await countSelection(db, site.id, "try", selection, scorecard, limit);
  refuseNone(calls, scorecard);
  const id = await begin(db, site.id, { kind: "try", card: scorecard, selection, limit }, by);
  return showRun(db, site.id, id);
}

/**
 * Begins to score calls anew under a published version, in the background and after all new calls; or, with `dry_count`,
 * only says what that would take on.
 *
 * @throws AppError 404, 400 when no call or too many are selected, 409 when the version is not published or another
 * re-score is going
 */
export async function beginRescore(
  db: Database,
  site: Site,
  scorecardId: string,
  request: NewRescore,
  by: Doer,
): Promise<RescoreAnswer> {
  const { scorecard, state } = await readScorecard(db, site.id, scorecardId, request.version);
  if (state !== "published") {
    throw conflict(`${scorecardId} version ${request.version} is ${state}; publish it first.`);
  }
  const selection = selectionOf(request, site.timeZone, by.nowMs);
  const limit = MAX_RESCORE_CALLS;
  const found = await countSelection(db, site.id, "rescore", selection, scorecard, limit + 1);
  if (found.calls > limit) {
    throw invalid(
      "filter",
      `More than ${limit} calls are meant; narrow the dates, or name a campaign or an agent.`,
    );
  }
  const answer = { run_id: null, calls: found.calls, estimated_cost_usd: found.costUsd };
  if (request.dry_count) return answer;
  refuseNone(found.calls, scorecard);
  const run = { kind: "rescore" as const, card: scorecard, selection, limit };
  return { ...answer, run_id: await begin(db, site.id, run, by) };
}

/** The site's latest runs, newest first. */
export async function showRuns(db: Database, siteId: string): Promise<RunRow[]> {
  return (await listRuns(db, siteId)).map(runRow);
}

/**
 * A run with what it has come to so far.
 *
 * @throws AppError 404
 */
export async function showRun(db: Database, siteId: string, id: string): Promise<RunAnswer> {
  const { run, calls } = await readRunWithCalls(db, siteId, id);
  return runAnswer(run, calls);
}

/** @throws AppError 404 */
export async function readRunWithCalls(
  db: Database,
  siteId: string,
  id: string,
): Promise<{ run: StoredRun; calls: StoredRunCall[] }> {
  const run = await readRun(db, siteId, id);
  if (run === null) throw notFound(`This site has no run ${id}.`);
  return { run, calls: await readRunCalls(db, id) };
}

/**
 * Stops a run: calls that have not begun stay as they are.
 *
 * @throws AppError 404
 */
export async function endRun(
  db: Database,
  siteId: string,
  id: string,
  by: Doer,
): Promise<RunAnswer> {
  if ((await readRun(db, siteId, id)) === null) throw notFound(`This site has no run ${id}.`);
  const event = {
    atMs: by.nowMs,
    actor: by.actor,
    action: "scorecard.stop",
    detail: { run_id: id },
  };
  await stopRun(db, siteId, id, event);
  return showRun(db, siteId, id);
}

async function begin(
  db: Database,
  siteId: string,
  run: { kind: RunKind; card: Scorecard; selection: Selection; limit: number },
  { actor, nowMs }: Doer,
): Promise<string> {
  const id = crypto.randomUUID();
  const { kind, card, selection } = run;
  const chosen =
    selection.kind === "ids" ? { recording_ids: selection.recordingIds.length } : selection;
  const event = {
    atMs: nowMs,
    actor,
    action: `scorecard.${kind}`,
    detail: { run_id: id, id: card.id, version: card.version, ...chosen },
  };
  if ((await insertRun(db, siteId, { id, ...run }, event)) === null) {
    const most = MOST_RUNNING[kind];
    throw conflict(
      `${most === 1 ? "A re-score is" : `${most} tries are`} going on at this site; wait for it, or stop it.`,
    );
  }
  return id;
}

function selectionOf(
  request: { recording_ids?: string[] | undefined; filter?: CallFilter | undefined },
  timeZone: string,
  nowMs: number,
): Selection {
  const { recording_ids, filter } = request;
  if (recording_ids !== undefined) return { kind: "ids", recordingIds: recording_ids };
  if (filter === undefined) throw new Error("neither ids nor a filter");
  const bounds = { minDays: 1, maxDays: MAX_SELECTION_DAYS, defaultDays: MAX_SELECTION_DAYS };
  return {
    kind: "filter",
    ...resolvePeriod({ from: filter.from, to: filter.to }, bounds, { timeZone, nowMs }),
    campaignId: filter.campaign ?? null,
    agentUser: filter.agent ?? null,
    scorecardId: filter.scorecard_id ?? null,
    scorecardVersion: filter.scorecard_version ?? null,
  };
}

function refuseNone(calls: number, card: Scorecard): void {
  if (calls > 0) return;
  throw invalid(
    "filter",
    `No such call is scored, has a transcript and lasts the scorecard's ${card.min_call_sec} seconds.`,
  );
}

function invalid(parameter: string, message: string): AppError {
  return new AppError({
    code: "invalid_request",
    status: 400,
    message,
    details: [{ parameter, message }],
  });
}
