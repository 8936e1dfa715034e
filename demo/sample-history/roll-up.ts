import * as z from "zod";

import { markSchema, markValue, roundTo } from "#shared/scoring/score-call.ts";

import type { CallRow, DailyStatRow, ScoreRow } from "./history-rows.ts";

const storedCriteriaSchema = z.array(z.object({ id: z.string(), mark: markSchema }));

type Level = { agent_user: string; campaign_id: string };

/** A call counts for the site, for its agent and for its campaign. */
const levels = (row: { agent_user: string; campaign_id: string }): Level[] => [
  { agent_user: "", campaign_id: "" },
  { agent_user: row.agent_user, campaign_id: "" },
  { agent_user: "", campaign_id: row.campaign_id },
];

function findOrAdd<T>(map: Map<string, T>, key: readonly string[], create: () => T): T {
  const id = JSON.stringify(key);
  const existing = map.get(id);
  if (existing !== undefined) return existing;
  const created = create();
  map.set(id, created);
  return created;
}

/** A day while it is being added up; `marks` by criterion. */
type Day = Omit<DailyStatRow, "marks"> & { marks: Map<string, { given: number; summed: number }> };

/** The rollup rows that belong to these calls and scores. */
export function rollUp(calls: readonly CallRow[], scores: readonly ScoreRow[]): DailyStatRow[] {
  const days = new Map<string, Day>();

  const dayOf = (local_date: string, { agent_user, campaign_id }: Level) =>
    findOrAdd(days, [local_date, agent_user, campaign_id], () => ({
      local_date,
      agent_user,
      campaign_id,
      total_calls: 0,
      sample_calls: 0,
      scored_calls: 0,
      flagged_calls: 0,
      sum_total: 0,
      min_total: null,
      max_total: null,
      cost_usd: 0,
      marks: new Map(),
    }));

  for (const call of calls) {
    for (const level of levels(call)) {
      const day = dayOf(call.local_date, level);
      day.total_calls += 1;
      day.sample_calls += 1;
    }
  }
  for (const score of scores) {
    for (const level of levels(score)) {
      const day = dayOf(score.local_date, level);
      addScore(day, score);
      for (const { id, mark } of storedCriteriaSchema.parse(JSON.parse(score.criteria))) {
        const value = markValue(mark);
        if (value === null) continue;
        const { given, summed } = day.marks.get(id) ?? { given: 0, summed: 0 };
        day.marks.set(id, { given: given + 1, summed: summed + value });
      }
    }
  }
  return [...days.values()].map((day) => ({
    ...day,
    marks: JSON.stringify(
      Object.fromEntries([...day.marks].map(([id, { given, summed }]) => [id, [given, summed]])),
    ),
  }));
}

function addScore(day: Day, score: ScoreRow): void {
  day.flagged_calls += score.flagged;
  if (score.total === null) return;
  day.scored_calls += 1;
  // Totals have one decimal; rounding keeps binary fractions from piling up.
  day.sum_total = roundTo(day.sum_total + score.total, 1);
  day.min_total = Math.min(day.min_total ?? score.total, score.total);
  day.max_total = Math.max(day.max_total ?? score.total, score.total);
}
