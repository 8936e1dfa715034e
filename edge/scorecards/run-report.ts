import type {
  RunAnswer,
  RunCallRow,
  RunCallState,
  RunMarkRow,
  RunRow,
} from "#shared/contracts/scorecards.ts";
import { markValue, roundTo, type Mark } from "#shared/scoring/score-call.ts";

import type { StoredRun, StoredRunCall } from "./runs.repository.ts";

/* What a run has come to, from its calls before and after. */

export function runRow(run: StoredRun): RunRow {
  return {
    run_id: run.id,
    kind: run.kind,
    scorecard_id: run.scorecardId,
    version: run.version,
    calls: run.calls,
    created_at: new Date(run.createdAt).toISOString(),
    created_by: run.createdBy,
    stopped_at: run.stoppedAt === null ? null : new Date(run.stoppedAt).toISOString(),
  };
}

export function runAnswer(run: StoredRun, calls: readonly StoredRunCall[]): RunAnswer {
  const counts = { waiting: 0, working: 0, done: 0, failed: 0, skipped: 0, stopped: 0 };
  for (const call of calls) counts[standingOf(call).state] += 1;
  const isGoingOn = counts.waiting + counts.working > 0;
  return {
    ...runRow(run),
    state: isGoingOn ? "running" : run.stoppedAt === null ? "done" : "stopped",
    ...counts,
    cost_usd: roundTo(
      calls.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0),
      6,
    ),
    summary: summaryOf(calls.filter(({ state }) => state === "done")),
  };
}

export function runCallRow(call: StoredRunCall): RunCallRow {
  const { beforeTotal, afterTotal } = call;
  const change =
    beforeTotal === null || afterTotal === null ? null : roundTo(afterTotal - beforeTotal, 1);
  const differing = pairs(call).filter(({ before, after }) => before !== after);
  return {
    recording_id: call.recordingId,
    ...standingOf(call),
    before_scorecard: call.beforeScorecard,
    before_total: beforeTotal,
    before_flagged: call.beforeFlagged,
    after_total: afterTotal,
    after_flagged: call.afterFlagged,
    after_flag_reason: call.afterFlagReason,
    change,
    flag_change: flagChange(call),
    changed_marks:
      call.state !== "done"
        ? null
        : differing
            .map((pair) => `${pair.id} ${pair.before ?? "–"} → ${pair.after ?? "–"}`)
            .join("; "),
    provider: call.provider,
    model: call.model,
    cost_usd: call.costUsd,
  };
}

/** A row for each criterion of either card, of the calls that are done. */
export function runMarkRows(calls: readonly StoredRunCall[]): RunMarkRow[] {
  return calls
    .filter(({ state }) => state === "done")
    .flatMap((call) =>
      pairs(call).map(({ id, before, after, rationale }) => ({
        recording_id: call.recordingId,
        criterion: id,
        before,
        after,
        rationale,
      })),
    );
}

/** Where a call stands, and why. What is in the scoring ledger stands where its job does. */
function standingOf({ state, reason, job }: StoredRunCall): {
  state: RunCallState;
  reason: string | null;
} {
  if (state === "leased") return { state: "working", reason };
  if (state !== "open") return { state, reason };
  switch (job?.[0]) {
    case "due":
    case "leased":
    case "held":
      return { state: "working", reason: job[1] };
    case "done":
      if (job[1] !== null && !job[1].startsWith(SUPERSEDED)) {
        return { state: "failed", reason: job[1] };
      }
  }
  return {
    state: "skipped",
    reason: "it was taken up otherwise: another transcript, or another re-score",
  };
}

/** What the ledger says of a job whose transcript was replaced. */
const SUPERSEDED = "superseded";

type Pair = { id: string; before: Mark | null; after: Mark | null; rationale: string | null };

function pairs({ beforeMarks, afterMarks }: StoredRunCall): Pair[] {
  const ids = new Set([...afterMarks, ...beforeMarks].map(({ id }) => id));
  return [...ids].map((id) => {
    const after = afterMarks.find((mark) => mark.id === id);
    return {
      id,
      before: beforeMarks.find((mark) => mark.id === id)?.mark ?? null,
      after: after?.mark ?? null,
      rationale: after?.rationale ?? null,
    };
  });
}

function flagChange({
  state,
  beforeFlagged,
  afterFlagged,
}: StoredRunCall): RunCallRow["flag_change"] {
  if (state !== "done" || beforeFlagged === null || beforeFlagged === afterFlagged) return null;
  return afterFlagged === true ? "newly_flagged" : "no_longer_flagged";
}

function summaryOf(done: readonly StoredRunCall[]): RunAnswer["summary"] {
  const compared = done.flatMap(({ beforeTotal, afterTotal }) =>
    beforeTotal === null || afterTotal === null ? [] : [{ before: beforeTotal, after: afterTotal }],
  );
  const byCriterion = Map.groupBy(done.flatMap(pairs), ({ id }) => id);
  return {
    compared: compared.length,
    mean_before: mean(
      compared.map(({ before }) => before),
      1,
    ),
    mean_after: mean(
      compared.map(({ after }) => after),
      1,
    ),
    mean_change: mean(
      compared.map(({ before, after }) => after - before),
      1,
    ),
    newly_flagged: done.filter((call) => flagChange(call) === "newly_flagged").length,
    no_longer_flagged: done.filter((call) => flagChange(call) === "no_longer_flagged").length,
    criteria: [...byCriterion].map(([criterion, marks]) => {
      const values = marks.map(({ before, after }) => ({
        before: valueOf(before),
        after: valueOf(after),
      }));
      const before = values.flatMap((one) => (one.before === null ? [] : [one.before]));
      const after = values.flatMap((one) => (one.after === null ? [] : [one.after]));
      const changes = values.flatMap((one) =>
        one.before === null || one.after === null ? [] : [one.after - one.before],
      );
      return {
        criterion,
        n_before: before.length,
        n_after: after.length,
        mean_before: mean(before, 2),
        mean_after: mean(after, 2),
        mean_change: mean(changes, 2),
      };
    }),
  };
}

const valueOf = (mark: Mark | null) => (mark === null ? null : markValue(mark));

function mean(values: readonly number[], decimals: number): number | null {
  return values.length === 0
    ? null
    : roundTo(values.reduce((sum, value) => sum + value, 0) / values.length, decimals);
}
