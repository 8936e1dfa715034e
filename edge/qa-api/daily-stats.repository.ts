import { and, asc, between, eq, gte, ne, sql } from "drizzle-orm";

import type { Database } from "../db/client.ts";
import { dailyCriterionStat, dailyStat } from "../db/schema.ts";
import type { Period } from "./period.ts";

/** Which rollup is read: the whole site, one agent or one campaign. */
export type StatLevel = { agentUser: string } | { campaignId: string } | "site";

export type DayStat = {
  localDate: string;
  totalCalls: number;
  sampleCalls: number;
  scoredCalls: number;
  flaggedCalls: number;
  sumTotal: number;
  minTotal: number | null;
  maxTotal: number | null;
};

export type DayCriterionStat = {
  localDate: string;
  criterionId: string;
  marked: number;
  sumMark: number;
};

const levelKey = (level: StatLevel) => ({
  agentUser: level !== "site" && "agentUser" in level ? level.agentUser : "",
  campaignId: level !== "site" && "campaignId" in level ? level.campaignId : "",
});

/** The days of a period that have calls, oldest first: at most one row a day. */
export function readDays(db: Database, siteId: string, level: StatLevel, period: Period) {
  const { agentUser, campaignId } = levelKey(level);
  return db
    .select({
      localDate: dailyStat.localDate,
      totalCalls: dailyStat.totalCalls,
      sampleCalls: dailyStat.sampleCalls,
      scoredCalls: dailyStat.scoredCalls,
      flaggedCalls: dailyStat.flaggedCalls,
      sumTotal: dailyStat.sumTotal,
      minTotal: dailyStat.minTotal,
      maxTotal: dailyStat.maxTotal,
    })
    .from(dailyStat)
    .where(
      and(
        eq(dailyStat.siteId, siteId),
        eq(dailyStat.agentUser, agentUser),
        eq(dailyStat.campaignId, campaignId),
        between(dailyStat.localDate, period.from, period.to),
        // A call that was moved to another agent or day may leave an empty row behind.
        gte(dailyStat.totalCalls, 1),
      ),
    )
    .orderBy(asc(dailyStat.localDate));
}

/** Marks per day and criterion: at most eight rows a day. */
export function readDayCriteria(db: Database, siteId: string, level: StatLevel, period: Period) {
  const { agentUser, campaignId } = levelKey(level);
  return db
    .select({
      localDate: dailyCriterionStat.localDate,
      criterionId: dailyCriterionStat.criterionId,
      marked: dailyCriterionStat.marked,
      sumMark: dailyCriterionStat.sumMark,
    })
    .from(dailyCriterionStat)
    .where(
      and(
        eq(dailyCriterionStat.siteId, siteId),
        eq(dailyCriterionStat.agentUser, agentUser),
        eq(dailyCriterionStat.campaignId, campaignId),
        between(dailyCriterionStat.localDate, period.from, period.to),
      ),
    );
}

/** Each agent's scored calls of each day, where there are at least `minScored` of them. */
export function readAgentDays(db: Database, siteId: string, period: Period, minScored: number) {
  return db
    .select({
      localDate: dailyStat.localDate,
      agentUser: dailyStat.agentUser,
      scoredCalls: dailyStat.scoredCalls,
      sumTotal: dailyStat.sumTotal,
    })
    .from(dailyStat)
    .where(
      and(
        eq(dailyStat.siteId, siteId),
        between(dailyStat.localDate, period.from, period.to),
        ne(dailyStat.agentUser, ""),
        eq(dailyStat.campaignId, ""),
        gte(dailyStat.scoredCalls, minScored),
      ),
    );
}

/** Counts of everything a site ever had: one row a day is read. */
export function readAllTimeCounts(db: Database, siteId: string) {
  return db
    .select({
      totalCalls: sql<number>`coalesce(sum(${dailyStat.totalCalls}), 0)`,
      scoredCalls: sql<number>`coalesce(sum(${dailyStat.scoredCalls}), 0)`,
      flaggedCalls: sql<number>`coalesce(sum(${dailyStat.flaggedCalls}), 0)`,
    })
    .from(dailyStat)
    .where(
      and(eq(dailyStat.siteId, siteId), eq(dailyStat.agentUser, ""), eq(dailyStat.campaignId, "")),
    );
}
