import { and, asc, between, eq, gte, sql } from "drizzle-orm";

import type { Database } from "../db/client.ts";
import { dailyStat } from "../db/schema.ts";
import type { MarkSum } from "./averages.ts";
import type { Period } from "./period.ts";
import { parseCounts, parseMarks, type Counts } from "./stored-counts.ts";

/** Which rollup is read: the whole site, one agent or one campaign. */
export type StatLevel = { agentUser: string } | { campaignId: string } | "site";

export type DayStat = {
  localDate: string;
  totalCalls: number;
  sampleCalls: number;
  scoredCalls: number;
  flaggedCalls: number;
  sumTotal: number;
  /** Of the squares of the same totals. */
  sumSquares: number;
  minTotal: number | null;
  maxTotal: number | null;
  reviewedCalls: number;
  /** 1 while all the day's scores are there; 0 once they are being removed, and only counts are left. */
  hasScores: number;
  marks: MarkSum[];
  /** Current scores by their total (`57.8`); `none` has those without one. */
  histogram: Counts;
  flaggedHistogram: Counts;
  /** Calls by the on-prem queue's state, skipped ones as `skipped:<reason>`; on the site's level only. */
  states: Counts;
};

/** The days of a period that have calls, oldest first: at most one row a day. */
export async function readDays(
  db: Database,
  siteId: string,
  level: StatLevel,
  period: Period,
): Promise<DayStat[]> {
  const rows = await db
    .select({
      localDate: dailyStat.localDate,
      totalCalls: dailyStat.totalCalls,
      sampleCalls: dailyStat.sampleCalls,
      scoredCalls: dailyStat.scoredCalls,
      flaggedCalls: dailyStat.flaggedCalls,
      sumTotal: dailyStat.sumTotal,
      sumSquares: dailyStat.sumSquares,
      minTotal: dailyStat.minTotal,
      maxTotal: dailyStat.maxTotal,
      reviewedCalls: dailyStat.reviewedCalls,
      hasScores: sql<number>`${dailyStat.localDate} >= (select scores_kept_from from site where id = ${siteId})`,
      marks: dailyStat.marks,
      histogram: dailyStat.histogram,
      flaggedHistogram: dailyStat.flaggedHistogram,
      states: dailyStat.states,
    })
    .from(dailyStat)
    .where(
      and(
        eq(dailyStat.siteId, siteId),
        eq(dailyStat.agentUser, level !== "site" && "agentUser" in level ? level.agentUser : ""),
        eq(dailyStat.campaignId, level !== "site" && "campaignId" in level ? level.campaignId : ""),
        between(dailyStat.localDate, period.from, period.to),
        // A call that was moved to another agent or day may leave an empty row behind.
        gte(dailyStat.totalCalls, 1),
      ),
    )
    .orderBy(asc(dailyStat.localDate));
  return rows.map(({ marks, histogram, flaggedHistogram, states, ...sums }) => {
    const marksOnce = once(() => parseMarks(marks));
    const histogramOnce = once(() => parseCounts(histogram));
    const flaggedHistogramOnce = once(() => parseCounts(flaggedHistogram));
    const statesOnce = once(() => parseCounts(states));
    return {
      ...sums,
      get marks() {
        return marksOnce();
      },
      get histogram() {
        return histogramOnce();
      },
      get flaggedHistogram() {
        return flaggedHistogramOnce();
      },
      get states() {
        return statesOnce();
      },
    };
  });
}

/** Made where it is asked for: no answer takes all of a row's JSON, and a year of it takes a Worker's whole allowance of time. */
function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}

export type AllTime = {
  totalCalls: number;
  scoredCalls: number;
  flaggedCalls: number;
  histogram: Counts;
  states: Counts;
  /** Transcribed calls without a score that wait for none any more, because scores of their days were removed. */
  givenUp: number;
  /** Epoch milliseconds. */
  lastScoredAt: number | null;
};

/** What a site ever had: two rows. */
export async function readAllTime(db: Database, siteId: string): Promise<AllTime> {
  const [row] = await db
    .select({
      totalCalls: dailyStat.totalCalls,
      scoredCalls: dailyStat.scoredCalls,
      flaggedCalls: dailyStat.flaggedCalls,
      histogram: dailyStat.histogram,
      states: dailyStat.states,
      givenUp: sql<number>`(select scores_given_up from site where id = ${siteId})`,
      lastScoredAt: dailyStat.lastScoredAt,
    })
    .from(dailyStat)
    .where(
      and(
        eq(dailyStat.siteId, siteId),
        eq(dailyStat.agentUser, ""),
        eq(dailyStat.campaignId, ""),
        eq(dailyStat.localDate, ""),
      ),
    );
  return {
    totalCalls: row?.totalCalls ?? 0,
    scoredCalls: row?.scoredCalls ?? 0,
    flaggedCalls: row?.flaggedCalls ?? 0,
    histogram: parseCounts(row?.histogram ?? "{}"),
    states: parseCounts(row?.states ?? "{}"),
    givenUp: row?.givenUp ?? 0,
    lastScoredAt: row?.lastScoredAt ?? null,
  };
}
