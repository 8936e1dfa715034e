import * as z from "zod";

import type { RunKind } from "#shared/contracts/scorecards.ts";
import type { Scorecard } from "#shared/scorecard/scorecard.ts";
import { markSchema, type Mark } from "#shared/scoring/score-call.ts";

import { auditInsertIfChanged, type AuditEvent } from "../audit/audit.repository.ts";
import type { Database } from "../db/client.ts";
import { stopStatements } from "../scoring/runs/run-calls.repository.ts";
import { selectedCalls, selectionParameter, type Selection } from "./call-selection.ts";

/** Runs that a site may have going at once. */
export const MOST_RUNNING: Record<RunKind, number> = { try: 3, rescore: 1 };
const RUNS_LISTED = 50;

/** How many calls a selection has, up to `limit`, and what their present scores cost. */
export async function countSelection(
  db: Database,
  siteId: string,
  kind: RunKind,
  selection: Selection,
  card: Scorecard,
  limit: number,
): Promise<{ calls: number; costUsd: number }> {
  const row = await db.$client
    .prepare(
      `SELECT count(*) AS calls, coalesce(sum(cost_usd), 0) AS costUsd
       FROM (${selectedCalls(selection, kind)})`,
    )
    .bind(selectionParameter(siteId, selection, card.min_call_sec), limit)
    .first<{ calls: number; costUsd: number }>();
  return row ?? { calls: 0, costUsd: 0 };
}

/**
 * Begins a run over a selection's calls as they now stand. Answers with how many there are; null when the site has as many
 * of this kind going as it may.
 */
export async function insertRun(
  db: Database,
  siteId: string,
  run: { id: string; kind: RunKind; card: Scorecard; selection: Selection; limit: number },
  event: AuditEvent,
): Promise<number | null> {
  const client = db.$client;
  const { id, kind, card, selection, limit } = run;
  const { sql, params } = auditInsertIfChanged(db, siteId, event).toSQL();
  const results = await client.batch<{ calls: number }>([
    client
      .prepare(
        `INSERT INTO scorecard_run (id, site_id, kind, scorecard_id, version, scorecard, calls, created_at, created_by)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8
         WHERE (SELECT count(DISTINCT run_id) FROM scorecard_run_call
                WHERE state IN ('waiting', 'leased') AND kind = ?3 AND site_id = ?2) < ?9`,
      )
      .bind(
        id,
        siteId,
        kind,
        card.id,
        card.version,
        JSON.stringify(card),
        event.atMs,
        event.actor,
        MOST_RUNNING[kind],
      ),
    client
      .prepare(
        `INSERT INTO scorecard_run_call (run_id, recording_id, site_id, kind, state, next_at, transcript_version,
                                         before_scorecard, before_total, before_flagged, before_marks)
         SELECT run.id, chosen.recording_id, run.site_id, run.kind, 'waiting', run.created_at, chosen.transcript_version,
                chosen.before_scorecard, chosen.before_total, chosen.before_flagged, chosen.before_marks
         FROM (${selectedCalls(selection, kind)}) AS chosen
         JOIN scorecard_run AS run ON run.id = ?3`,
      )
      .bind(selectionParameter(siteId, selection, card.min_call_sec), limit, id),
    client
      .prepare(
        `UPDATE scorecard_run SET calls = (SELECT count(*) FROM scorecard_run_call WHERE run_id = ?1)
         WHERE id = ?1 RETURNING calls`,
      )
      .bind(id),
    client.prepare(sql).bind(...params),
  ]);
  return results[2]?.results[0]?.calls ?? null;
}

const runSchema = z.object({
  id: z.string(),
  kind: z.enum(["try", "rescore"]),
  scorecardId: z.string(),
  version: z.number(),
  calls: z.number(),
  createdAt: z.number(),
  createdBy: z.string(),
  stoppedAt: z.number().nullable(),
});
/** A run; times are epoch milliseconds. */
export type StoredRun = z.infer<typeof runSchema>;

const RUN_COLUMNS = `
  id, kind, scorecard_id AS scorecardId, version, calls, created_at AS createdAt, created_by AS createdBy,
  stopped_at AS stoppedAt`;

/** The site's latest runs, newest first. */
export async function listRuns(db: Database, siteId: string): Promise<StoredRun[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT ${RUN_COLUMNS} FROM scorecard_run WHERE site_id = ?1 ORDER BY created_at DESC, id LIMIT ${RUNS_LISTED}`,
    )
    .bind(siteId)
    .all();
  return z.array(runSchema).parse(results);
}

export async function readRun(db: Database, siteId: string, id: string): Promise<StoredRun | null> {
  const row = await db.$client
    .prepare(`SELECT ${RUN_COLUMNS} FROM scorecard_run WHERE id = ?2 AND site_id = ?1`)
    .bind(siteId, id)
    .first();
  return row === null ? null : runSchema.parse(row);
}

type RunMark = { id: string; mark: Mark; rationale?: string };

/** Looked at by hand: a run of 900 calls has fifteen thousand of them. */
function isRunMark(value: unknown): value is RunMark {
  if (typeof value !== "object" || value === null) return false;
  if (!("id" in value) || typeof value.id !== "string") return false;
  if (!("mark" in value) || !MARKS.has(value.mark)) return false;
  return !("rationale" in value) || typeof value.rationale === "string";
}
const MARKS: ReadonlySet<unknown> = new Set(markSchema.options);

const marksSchema = z
  .string()
  .nullable()
  .transform((text, context): RunMark[] => {
    const marks: unknown = JSON.parse(text ?? "[]");
    if (Array.isArray(marks) && marks.every(isRunMark)) return marks;
    context.addIssue({ code: "custom", message: "no marks of a run" });
    return z.NEVER;
  });
const flagSchema = z
  .int()
  .nullable()
  .transform((value) => (value === null ? null : value === 1));

const runCallSchema = z.object({
  recordingId: z.string(),
  state: z.enum(["waiting", "leased", "open", "done", "failed", "skipped", "stopped"]),
  reason: z.string().nullable(),
  beforeScorecard: z.string().nullable(),
  beforeTotal: z.number().nullable(),
  beforeFlagged: flagSchema,
  beforeMarks: marksSchema,
  afterTotal: z.number().nullable(),
  afterFlagged: flagSchema,
  afterFlagReason: z.string().nullable(),
  afterMarks: marksSchema,
  provider: z.string().nullable(),
  model: z.string().nullable(),
  costUsd: z.number().nullable(),
  /** Of a call that is in the scoring ledger: where its job stands, and why. */
  job: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.tuple([z.string(), z.string().nullable()]))
    .nullable(),
});
export type StoredRunCall = z.infer<typeof runCallSchema>;

/** The calls of a run, in its order. */
export async function readRunCalls(db: Database, runId: string): Promise<StoredRunCall[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT recording_id AS recordingId, state, reason, before_scorecard AS beforeScorecard,
              before_total AS beforeTotal, before_flagged AS beforeFlagged, before_marks AS beforeMarks,
              after_total AS afterTotal, after_flagged AS afterFlagged, after_flag_reason AS afterFlagReason,
              after_marks AS afterMarks, provider, model, cost_usd AS costUsd,
              CASE WHEN state = 'open' THEN (
                SELECT json_array(j.state, j.last_error) FROM scoring_job AS j
                WHERE j.site_id = c.site_id AND j.recording_id = c.recording_id AND j.run_id = c.run_id
                ORDER BY j.transcript_version DESC LIMIT 1) END AS job
       FROM scorecard_run_call AS c WHERE run_id = ?1 ORDER BY rowid`,
    )
    .bind(runId)
    .all();
  return z.array(runCallSchema).parse(results);
}

/** Stops a run; false when it was stopped before. What is being judged at the moment comes to its end. */
export async function stopRun(
  db: Database,
  siteId: string,
  id: string,
  event: AuditEvent,
): Promise<boolean> {
  const client = db.$client;
  const { sql, params } = auditInsertIfChanged(db, siteId, event).toSQL();
  const [stopped] = await client.batch([
    client
      .prepare(
        `UPDATE scorecard_run SET stopped_at = ?3 WHERE id = ?2 AND site_id = ?1 AND stopped_at IS NULL RETURNING id`,
      )
      .bind(siteId, id, event.atMs),
    client.prepare(sql).bind(...params),
    ...stopStatements(client, siteId, id, event.atMs),
  ]);
  return (stopped?.results.length ?? 0) > 0;
}
