import { and, asc, between, eq, sql } from "drizzle-orm";
import * as z from "zod";

import type { Database } from "../db/client.ts";
import { call, score } from "../db/schema.ts";
import type { Period } from "./period.ts";

export type FlaggedFilter = {
  period: Period;
  agentUser: string | null;
  campaignId: string | null;
  limit: number;
};

export type FlaggedCall = {
  recordingId: string;
  agentUser: string | null;
  agentName: string | null;
  campaignId: string | null;
  /** Epoch milliseconds. */
  startedAt: number;
  durationSec: number | null;
  total: number | null;
  flagReason: string | null;
  summary: string;
  /** Marks by criterion, as stored: "1" to "5" or "NA". */
  marks: Record<string, string>;
  provider: string;
  isSample: boolean;
};

const marksSchema = z.record(z.string(), z.string());

/** Flagged calls, lowest total first, by the partial index on flagged scores. */
export async function readFlaggedCalls(
  db: Database,
  siteId: string,
  filter: FlaggedFilter,
): Promise<FlaggedCall[]> {
  const rows = await db
    .select({
      recordingId: score.recordingId,
      agentUser: call.agentUser,
      agentName: call.agentName,
      campaignId: call.campaignId,
      startedAt: call.startedAt,
      durationSec: call.durationSec,
      total: score.total,
      flagReason: score.flagReason,
      summary: score.summary,
      // Only the marks are wanted: the database picks them out, and the evidence stays where it is.
      marks: sql<string>`(
        select json_group_object(c.value ->> 'id', c.value ->> 'mark')
        from json_each(${score.criteria}) c)`,
      provider: score.provider,
      isSample: score.isSample,
    })
    .from(score)
    .innerJoin(call, and(eq(call.siteId, score.siteId), eq(call.recordingId, score.recordingId)))
    .where(
      and(
        eq(score.siteId, siteId),
        between(score.localDate, filter.period.from, filter.period.to),
        // Written out, because SQLite uses a partial index only when it can see the condition.
        sql`${score.isCurrent} = 1 and ${score.flagged} = 1`,
        filter.agentUser === null ? undefined : eq(score.agentUser, filter.agentUser),
        filter.campaignId === null ? undefined : eq(score.campaignId, filter.campaignId),
      ),
    )
    .orderBy(sql`${score.total} is null`, asc(score.total), asc(call.startedAt))
    .limit(filter.limit);
  return rows.map((row) => ({
    ...row,
    marks: marksSchema.parse(JSON.parse(row.marks)),
    isSample: row.isSample === 1,
  }));
}
