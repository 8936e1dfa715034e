import { readReviewVerdicts } from "../agents/agent-reviews.repository.ts";
import { withoutCallsToMark } from "../calibration/blindness.ts";
import type { CallsToMark } from "../calibration/calls-to-mark.repository.ts";
import type { Database } from "../db/client.ts";
import { readFlaggedCalls, type FlaggedCall } from "../qa-api/flagged-calls.repository.ts";
import type { Period } from "../qa-api/period.ts";

const WORST_CALLS = 5;
/** Of the lowest flagged calls so many are looked through; five rows are read for each, so more only where the first are not enough. */
const LOOKED_AT = [25, 80];

export type WorstCalls = {
  /** Five at most, lowest first. */
  calls: FlaggedCall[];
  /** So many of the lowest flagged calls were looked through for them; there may be more. */
  lookedAt: number;
};

/** The lowest flagged calls of a period that nobody has reviewed, without those whose score whoever looks must not see yet. */
export async function findWorstCalls(
  db: Database,
  siteId: string,
  period: Period,
  toMark: CallsToMark,
): Promise<WorstCalls> {
  let found: WorstCalls = { calls: [], lookedAt: 0 };
  for (const limit of LOOKED_AT) {
    const lowest = await readFlaggedCalls(db, siteId, {
      period,
      agentUser: null,
      campaignId: null,
      limit,
    });
    const ids = lowest.map(({ recordingId }) => recordingId);
    const reviewed = await readReviewVerdicts(db, siteId, ids);
    const left = lowest.filter(({ recordingId }) => !reviewed.has(recordingId));
    const calls = withoutCallsToMark(left, toMark).slice(0, WORST_CALLS);
    found = { calls, lookedAt: lowest.length };
    if (calls.length === WORST_CALLS || lowest.length < limit) break;
  }
  return found;
}
