import { and, between, count, eq, inArray, ne, sql } from "drizzle-orm";

import type { RecordingState } from "#shared/contracts/call.ts";

import type { Database } from "../db/client.ts";
import { call, scoringJob } from "../db/schema.ts";
import type { Period } from "./period.ts";
import type { ScoringJobState } from "./processing-status.ts";

const OPEN_CALL_STATES = [
  "found",
  "waiting_file",
  "pending",
  "transcribing",
  "failed",
  "lost",
] as const satisfies RecordingState[];
type OpenCallState = (typeof OPEN_CALL_STATES)[number];

const OPEN_JOB_STATES = [
  "due",
  "leased",
  "held",
  "needs_human",
  "failed",
] as const satisfies ScoringJobState[];

/** Calls the on-prem queue is not done with, and those it gave up on, by state. Skipped and transcribed ones are not counted. */
export function countOpenCalls(db: Database, siteId: string) {
  return db
    .select({ agentState: sql<OpenCallState>`${call.agentState}`, calls: count() })
    .from(call)
    .where(and(eq(call.siteId, siteId), inArray(call.agentState, OPEN_CALL_STATES)))
    .groupBy(call.agentState);
}

/** Scoring jobs that are not done, by state. */
export function countOpenJobs(db: Database, siteId: string) {
  return db
    .select({ state: scoringJob.state, jobs: count() })
    .from(scoringJob)
    .where(and(eq(scoringJob.siteId, siteId), inArray(scoringJob.state, OPEN_JOB_STATES)))
    .groupBy(scoringJob.state);
}

/** The calls of a period that have not (or not yet) become a transcript, by state and reason. */
export function countUntranscribed(db: Database, siteId: string, period: Period) {
  return db
    .select({
      agentState: call.agentState,
      // A failure's text differs from call to call; only the codes of skipped calls make groups.
      reason: sql<
        string | null
      >`case when ${call.agentState} = 'skipped' then ${call.stateReason} end`,
      calls: count(),
    })
    .from(call)
    .where(
      and(
        eq(call.siteId, siteId),
        between(call.localDate, period.from, period.to),
        ne(call.agentState, "transcribed"),
      ),
    )
    .groupBy(sql`1, 2`);
}
