import * as z from "zod";

import { skipReasonSchema } from "#shared/contracts/call.ts";

import { scoredCriterionSchema } from "../scoring/judging/scored-criterion.ts";
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
  agent_state: z.string(),
  state_reason: z.string().nullable(),
  started_at: z.number(),
  agent_name: z.string().nullable(),
});

type Stat = {
  total_calls: number;
  sample_calls: number;
  scored_calls: number;
  flagged_calls: number;
  sum_total: number;
  sum_squares: number;
  min_total: number | null;
  max_total: number | null;
  cost_usd: number;
  histogram: Counts;
  flagged_histogram: Counts;
  states: Counts;
};
type Counts = Record<string, number>;
const empty = (): Stat => ({
  total_calls: 0,
  sample_calls: 0,
  scored_calls: 0,
  flagged_calls: 0,
  sum_total: 0,
  sum_squares: 0,
  min_total: null,
  max_total: null,
  cost_usd: 0,
  histogram: {},
  flagged_histogram: {},
  states: {},
});

/** What the rollup tables should hold, counted from `call` and `score` in the plainest way. Keys: agent|campaign|date. */
export async function recountRollups(siteId: string) {
  const calls = z.array(callRow).parse(await rows("SELECT * FROM call WHERE site_id = ?", siteId));
  const scores = z
    .array(scoreRow)
    .parse(await rows("SELECT * FROM score WHERE site_id = ?", siteId));
  const stats: Record<string, Stat> = {};
  const criteria: Record<string, { marked: number; sum_mark: number }> = {};
  const teams: Record<string, TeamEntry> = {};
  for (const call of calls) {
    const own = scores.filter((score) => score.recording_id === call.recording_id);
    for (const score of own.filter((s) => s.is_current === 1 && (s.total !== null || s.flagged))) {
      for (const key of teamKeys(call)) addToTeam((teams[key] ??= emptyEntry()), score);
    }
    for (const key of levelKeys(call)) {
      const stat = (stats[key] ??= empty());
      stat.total_calls += 1;
      stat.sample_calls += call.is_sample;
      if (key.startsWith("||")) count(stat.states, stateKey(call));
      for (const score of own) {
        stat.cost_usd = round(stat.cost_usd + score.cost_usd);
        if (score.is_current === 1) addScore(stat, score, key !== EVER);
      }
      for (const { id, mark } of own.filter((s) => s.is_current === 1).flatMap(marksOf)) {
        if (mark === "NA") continue;
        const counted = (criteria[`${key}|${id}`] ??= { marked: 0, sum_mark: 0 });
        counted.marked += 1;
        counted.sum_mark += Number(mark);
      }
    }
  }
  return { stats, criteria, teams };
}

type TeamEntry = Pick<
  Stat,
  "scored_calls" | "flagged_calls" | "sum_total" | "min_total" | "max_total"
> & {
  marks: Record<string, [given: number, summed: number]>;
};
const emptyEntry = (): TeamEntry => ({
  scored_calls: 0,
  flagged_calls: 0,
  sum_total: 0,
  min_total: null,
  max_total: null,
  marks: {},
});

function teamKeys({ agent_user, local_date }: z.infer<typeof callRow>): string[] {
  if (agent_user === null) return [];
  const date = new Date(`${local_date}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return [
    `day|${local_date}|${agent_user}`,
    `week|${date.toISOString().slice(0, 10)}|${agent_user}`,
  ];
}

function addToTeam(entry: TeamEntry, score: z.infer<typeof scoreRow>): void {
  const stat = { ...empty(), ...entry };
  addScore(stat, score, true);
  const { scored_calls, flagged_calls, sum_total, min_total, max_total } = stat;
  Object.assign(entry, { scored_calls, flagged_calls, sum_total, min_total, max_total });
  for (const { id, mark } of marksOf(score)) {
    if (mark === "NA") continue;
    const [given, summed] = entry.marks[id] ?? [0, 0];
    entry.marks[id] = [given + 1, summed + Number(mark)];
  }
}

/** The agents' names are left out: they are those of the time of the last score. */
async function storedTeams(siteId: string) {
  const teams: Record<string, TeamEntry> = {};
  for (const row of await rows("SELECT * FROM team_stat WHERE site_id = ?", siteId)) {
    const agents = teamAgents.parse(row["agents"]);
    const marks = teamMarks.parse(row["marks"]);
    for (const [agent, entry] of Object.entries(agents)) {
      const [, scored_calls, flagged_calls, sum_total, min_total, max_total] = entry;
      if (scored_calls === 0 && flagged_calls === 0) continue;
      teams[`${String(row["span"])}|${String(row["first_date"])}|${agent}`] = {
        scored_calls,
        flagged_calls,
        sum_total,
        min_total,
        max_total,
        marks: Object.fromEntries(
          Object.entries(marks[agent] ?? {}).filter(([, [given]]) => given > 0),
        ),
      };
    }
  }
  return teams;
}

function addScore(
  stat: Stat,
  { total, flagged }: z.infer<typeof scoreRow>,
  hasExtremes: boolean,
): void {
  const key = total === null ? "none" : total.toFixed(1);
  count(stat.histogram, key);
  if (flagged === 1) count(stat.flagged_histogram, key);
  stat.flagged_calls += flagged;
  if (total === null) return;
  stat.scored_calls += 1;
  stat.sum_total = round(stat.sum_total + total);
  stat.sum_squares = round(stat.sum_squares + total ** 2);
  if (!hasExtremes) return;
  stat.min_total = Math.min(stat.min_total ?? total, total);
  stat.max_total = Math.max(stat.max_total ?? total, total);
}

function marksOf(score: z.infer<typeof scoreRow>) {
  return z.array(scoredCriterionSchema).parse(JSON.parse(score.criteria));
}

const EVER = "||";

function count(counts: Counts, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

function stateKey({ agent_state, state_reason }: z.infer<typeof callRow>): string {
  return agent_state === "skipped"
    ? `skipped:${skipReasonSchema.safeParse(state_reason).data ?? "other"}`
    : agent_state;
}

function levelKeys(call: z.infer<typeof callRow>): string[] {
  const { agent_user, campaign_id, local_date } = call;
  return [
    `||${local_date}`,
    EVER,
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
  return { stats, criteria, teams: await storedTeams(siteId) };
}

const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);
const jsonCounts = json(z.record(z.string(), z.number()));
const teamAgents = json(
  z.record(
    z.string(),
    z.tuple([
      z.string().nullable(),
      z.number(),
      z.number(),
      z.number(),
      z.number().nullable(),
      z.number().nullable(),
    ]),
  ),
);
const teamMarks = json(
  z.record(z.string(), z.record(z.string(), z.tuple([z.number(), z.number()]))),
);
const statSchema = z.object({
  total_calls: z.number(),
  sample_calls: z.number(),
  scored_calls: z.number(),
  flagged_calls: z.number(),
  sum_total: z.number(),
  sum_squares: z.number(),
  min_total: z.number().nullable(),
  max_total: z.number().nullable(),
  cost_usd: z.number(),
  histogram: jsonCounts,
  flagged_histogram: jsonCounts,
  states: jsonCounts,
});

const round = (value: number) => Math.round(value * 1e6) / 1e6;
