import type { CriterionId } from "#shared/scorecard/scorecard.ts";
import { markSchema, markValue } from "#shared/scoring/score-call.ts";

import type { Database } from "../db/client.ts";
import { readAgentName } from "../qa-api/agents.repository.ts";
import {
  readCallsByTime,
  type ListedCall,
  type TimePlace,
} from "../qa-api/call-list.repository.ts";
import { lastDays, type Period, type SiteClock } from "../qa-api/period.ts";
import { readReviewVerdicts, type ReviewVerdicts } from "./agent-reviews.repository.ts";

export const CALLS_ON_A_PAGE = 50;
/** The lowest marks are looked for among so many of the newest calls. */
export const SEARCHED_CALLS = 200;

export type CallsChoice = {
  days: number;
  /** Null: all calls, newest first. Otherwise those with the lowest marks for it. */
  criterion: CriterionId | null;
  /** Of the calls with a mark, those of this campaign only. */
  campaignId: string | null;
  /** Calls before this one. */
  after: TimePlace | null;
};

export type AgentCalls = {
  agentUser: string;
  agentName: string | null;
  choice: CallsChoice;
  period: Period;
  calls: ListedCall[];
  /** Where the list goes on; null at its end. */
  next: TimePlace | null;
  /** By criterion: older calls were not looked at. */
  isCut: boolean;
  verdicts: ReviewVerdicts;
};

/** An agent's calls of the last days: newest first, or by how low their mark for a criterion is. */
export async function listAgentCalls(
  db: Database,
  siteId: string,
  agentUser: string,
  choice: CallsChoice,
  clock: SiteClock,
): Promise<AgentCalls> {
  const { criterion, campaignId } = choice;
  const period = lastDays(choice.days, clock);
  const found = await readCallsByTime(db, siteId, {
    period,
    agentUser,
    direction: "descending",
    after: criterion === null ? choice.after : null,
    limit: criterion === null ? CALLS_ON_A_PAGE + 1 : SEARCHED_CALLS,
  });
  const calls = (criterion === null ? found : lowestFirst(found, criterion, campaignId)).slice(
    0,
    CALLS_ON_A_PAGE,
  );
  const [first, last] = [found[0], calls.at(-1)];
  return {
    agentUser,
    agentName: first?.agentName ?? (await readAgentName(db, siteId, agentUser)),
    choice,
    period,
    calls,
    next:
      criterion === null && found.length > CALLS_ON_A_PAGE && last !== undefined
        ? {
            localDate: last.localDate,
            startedAt: last.startedAt,
            recordingId: last.recordingId,
          }
        : null,
    isCut: criterion !== null && found.length === SEARCHED_CALLS,
    verdicts: await readReviewVerdicts(
      db,
      siteId,
      calls.map(({ recordingId }) => recordingId),
    ),
  };
}

/** A call's mark for a criterion; null where it did not apply or nothing was judged. */
export function markFor(call: ListedCall, criterion: CriterionId): number | null {
  const mark = markSchema.safeParse(call.score?.marks[criterion]);
  return mark.success ? markValue(mark.data) : null;
}

/** Those with a mark; among equal marks the newest first, as they were. */
function lowestFirst(
  calls: readonly ListedCall[],
  criterion: CriterionId,
  campaignId: string | null,
): ListedCall[] {
  return calls
    .filter((call) => markFor(call, criterion) !== null)
    .filter((call) => campaignId === null || call.campaignId === campaignId)
    .toSorted((a, b) => (markFor(a, criterion) ?? 0) - (markFor(b, criterion) ?? 0));
}
