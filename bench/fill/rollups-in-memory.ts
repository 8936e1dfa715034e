import type { DrawnCall } from "./draw-day.ts";

/*
 * The rollups of drawn calls, counted as they are drawn: SQL that counts a million calls on four levels takes longer than all
 * the rest. compare-rollups.ts proves that they are those that the product counts.
 */

type Counts = Record<string, number>;
/** Marks given and their sum, by criterion. */
type Marks = Record<string, [given: number, summed: number]>;

class Tally {
  totalCalls = 0;
  scoredCalls = 0;
  flaggedCalls = 0;
  /** Tenths of a point, because these add up exactly. */
  sumTenths = 0;
  sumSquareHundredths = 0;
  minTotal: number | null = null;
  maxTotal: number | null = null;
  costUsd = 0;
  lastScoredAt: number | null = null;
  readonly marks: Marks = {};
  readonly histogram: Counts = {};
  readonly flaggedHistogram: Counts = {};
  readonly states: Counts = {};

  addCall(call: DrawnCall): void {
    this.totalCalls += 1;
    count(
      this.states,
      call.agentState === "skipped" ? `skipped:${call.stateReason}` : call.agentState,
    );
  }

  addScore({ template }: DrawnCall, scoredAt: number, costUsd: number): void {
    if (template === null || template.total === null) return;
    const { total } = template;
    this.scoredCalls += 1;
    this.flaggedCalls += template.flagged;
    const tenths = Math.round(total * 10);
    this.sumTenths += tenths;
    this.sumSquareHundredths += tenths ** 2;
    this.minTotal = Math.min(this.minTotal ?? total, total);
    this.maxTotal = Math.max(this.maxTotal ?? total, total);
    this.costUsd += costUsd;
    this.lastScoredAt = Math.max(this.lastScoredAt ?? 0, scoredAt);
    count(this.histogram, total.toFixed(1));
    if (template.flagged === 1) count(this.flaggedHistogram, total.toFixed(1));
    for (const { id, mark } of template.marks) {
      if (mark === "NA") continue;
      const [given, summed] = this.marks[id] ?? [0, 0];
      this.marks[id] = [given + 1, summed + Number(mark)];
    }
  }
}

/** Values of daily_stat's columns as DAILY_STAT_COLUMNS names them. */
export type DailyStatRow = (string | number | null)[];
export const DAILY_STAT_COLUMNS = [
  "agent_user",
  "campaign_id",
  "local_date",
  "total_calls",
  "scored_calls",
  "flagged_calls",
  "sum_total",
  "sum_squares",
  "min_total",
  "max_total",
  "cost_usd",
  "marks",
  "histogram",
  "flagged_histogram",
  "states",
  "last_scored_at",
] as const;

export type TeamStatRow = {
  span: "day" | "week";
  firstDate: string;
  agents: string;
  marks: string;
};

/** Counts a site's calls day by day, oldest first. */
export class RollupsInMemory {
  readonly #ever = new Tally();
  #days = new Map<string, Tally>();
  /** Of the week, by agent. */
  #week = new Map<string, Tally>();
  readonly #names = new Map<string, string>();

  addCall(call: DrawnCall): void {
    this.#names.set(call.agent.user, call.agent.name);
    for (const tally of this.#talliesOf(call)) tally.addCall(call);
  }

  addScore(call: DrawnCall, scoredAt: number, costUsd: number): void {
    for (const tally of this.#talliesOf(call)) tally.addScore(call, scoredAt, costUsd);
  }

  /** Ends a day: its rows, and those of its week so far. */
  endDay(localDate: string): { daily: DailyStatRow[]; team: TeamStatRow[] } {
    const daily: DailyStatRow[] = [];
    const agents = new Map<string, Tally>();
    for (const [level, tally] of this.#days) {
      const [agent = "", campaign = ""] = level.split("|");
      daily.push(dailyRow(agent, campaign, localDate, tally));
      if (agent !== "") agents.set(agent, tally);
    }
    this.#days = new Map();
    const monday = mondayOf(localDate);
    const team = [
      this.#teamRow("day", localDate, agents),
      this.#teamRow("week", monday, this.#week),
    ];
    if (isSunday(localDate)) this.#week = new Map();
    return { daily, team };
  }

  /** The row of all time. */
  everRow(): DailyStatRow {
    this.#ever.minTotal = null;
    this.#ever.maxTotal = null;
    return dailyRow("", "", "", this.#ever);
  }

  #talliesOf({ agent, campaignId }: DrawnCall): Tally[] {
    return [
      this.#ever,
      tallyIn(this.#days, "|"),
      tallyIn(this.#days, `${agent.user}|`),
      tallyIn(this.#days, `|${campaignId}`),
      tallyIn(this.#week, agent.user),
    ];
  }

  #teamRow(
    span: TeamStatRow["span"],
    firstDate: string,
    tallies: ReadonlyMap<string, Tally>,
  ): TeamStatRow {
    const agents: Record<string, unknown> = {};
    const marks: Record<string, Marks> = {};
    for (const [user, tally] of tallies) {
      const { scoredCalls, flaggedCalls, minTotal, maxTotal } = tally;
      agents[user] = [
        this.#names.get(user) ?? null,
        scoredCalls,
        flaggedCalls,
        tally.sumTenths / 10,
        minTotal,
        maxTotal,
      ];
      marks[user] = tally.marks;
    }
    return { span, firstDate, agents: JSON.stringify(agents), marks: JSON.stringify(marks) };
  }
}

function dailyRow(agent: string, campaign: string, localDate: string, tally: Tally): DailyStatRow {
  return [
    agent,
    campaign,
    localDate,
    tally.totalCalls,
    tally.scoredCalls,
    tally.flaggedCalls,
    tally.sumTenths / 10,
    tally.sumSquareHundredths / 100,
    tally.minTotal,
    tally.maxTotal,
    tally.costUsd,
    JSON.stringify(tally.marks),
    JSON.stringify(tally.histogram),
    JSON.stringify(tally.flaggedHistogram),
    agent === "" && campaign === "" ? JSON.stringify(tally.states) : "{}",
    tally.lastScoredAt,
  ];
}

function tallyIn(tallies: Map<string, Tally>, key: string): Tally {
  const known = tallies.get(key);
  if (known !== undefined) return known;
  const tally = new Tally();
  tallies.set(key, tally);
  return tally;
}

function mondayOf(localDate: string): string {
  const date = new Date(`${localDate}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}

function isSunday(localDate: string): boolean {
  return new Date(`${localDate}T00:00:00Z`).getUTCDay() === 0;
}

function count(counts: Counts, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
