import * as z from "zod";

import { scoredCriterionSchema } from "../scoring/scored-criterion.ts";
import { rows } from "./table-rows.ts";

const scoreRow = z.object({
  recording_id: z.string(),
  is_current: z.number(),
  total: z.number().nullable(),
  flagged: z.number(),
  cost_usd: z.number(),
  criteria: z.string(),
});
const callRow = z.object({
  recording_id: z.string(),
  agent_user: z.string().nullable(),
  campaign_id: z.string().nullable(),
  local_date: z.string(),
  is_sample: z.number(),
});

type Stat = {
  total_calls: number;
  sample_calls: number;
  scored_calls: number;
  flagged_calls: number;
  sum_total: number;
  min_total: number | null;
  max_total: number | null;
  cost_usd: number;
};
const EMPTY: Stat = {
  total_calls: 0,
  sample_calls: 0,
  scored_calls: 0,
  flagged_calls: 0,
  sum_total: 0,
  min_total: null,
  max_total: null,
  cost_usd: 0,
};

/** What the rollup tables should hold, counted from `call` and `score` in the plainest way. Keys: agent|campaign|date. */
export async function recountRollups(siteId: string) {
  const calls = z.array(callRow).parse(await rows("SELECT * FROM call WHERE site_id = ?", siteId));
  const scores = z
    .array(scoreRow)
    .parse(await rows("SELECT * FROM score WHERE site_id = ?", siteId));
  const stats: Record<string, Stat> = {};
  const criteria: Record<string, { marked: number; sum_mark: number }> = {};
  for (const call of calls) {
    const own = scores.filter((score) => score.recording_id === call.recording_id);
    for (const key of levelKeys(call)) {
      const stat = (stats[key] ??= { ...EMPTY });
      stat.total_calls += 1;
      stat.sample_calls += call.is_sample;
      for (const score of own) {
        stat.cost_usd = round(stat.cost_usd + score.cost_usd);
        if (score.is_current === 1) addScore(stat, score);
      }
      for (const { id, mark } of own.filter((s) => s.is_current === 1).flatMap(marksOf)) {
        if (mark === "NA") continue;
        const counted = (criteria[`${key}|${id}`] ??= { marked: 0, sum_mark: 0 });
        counted.marked += 1;
        counted.sum_mark += Number(mark);
      }
    }
  }
  return { stats, criteria };
}

function addScore(stat: Stat, { total, flagged }: z.infer<typeof scoreRow>): void {
  stat.flagged_calls += flagged;
  if (total === null) return;
  stat.scored_calls += 1;
  stat.sum_total = round(stat.sum_total + total);
  stat.min_total = Math.min(stat.min_total ?? total, total);
  stat.max_total = Math.max(stat.max_total ?? total, total);
}

function marksOf(score: z.infer<typeof scoreRow>) {
  return z.array(scoredCriterionSchema).parse(JSON.parse(score.criteria));
}

function levelKeys(call: z.infer<typeof callRow>): string[] {
  const { agent_user, campaign_id, local_date } = call;
  return [
    `||${local_date}`,
    ...(agent_user === null ? [] : [`${agent_user}||${local_date}`]),
    ...(campaign_id === null ? [] : [`|${campaign_id}|${local_date}`]),
  ];
}

/** What the rollup tables do hold, without rows in which everything has left again. */
export async function storedRollups(siteId: string) {
  const stats: Record<string, Stat> = {};
  for (const row of await rows("SELECT * FROM daily_stat WHERE site_id = ?", siteId)) {
    const { site_id: _, marks: __, agent_user, campaign_id, local_date, ...counted } = row;
    const stat = statSchema.parse(counted);
    if (stat.total_calls > 0) {
      stats[`${agent_user}|${campaign_id}|${local_date}`] = {
        ...stat,
        cost_usd: round(stat.cost_usd),
      };
    }
  }
  const criteria: Record<string, unknown> = {};
  for (const row of await rows("SELECT * FROM daily_criterion_stat WHERE site_id = ?", siteId)) {
    const { agent_user, campaign_id, local_date, criterion_id, marked, sum_mark } = row;
    if (marked !== 0) {
      criteria[`${agent_user}|${campaign_id}|${local_date}|${criterion_id}`] = { marked, sum_mark };
    }
  }
  return { stats, criteria };
}

const statSchema = z.object({
  total_calls: z.number(),
  sample_calls: z.number(),
  scored_calls: z.number(),
  flagged_calls: z.number(),
  sum_total: z.number(),
  min_total: z.number().nullable(),
  max_total: z.number().nullable(),
  cost_usd: z.number(),
});

const round = (value: number) => Math.round(value * 1e6) / 1e6;
