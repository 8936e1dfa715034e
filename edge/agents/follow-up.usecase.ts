import { localDateAt } from "#shared/time/site-time.ts";

import { viewCoachingHistory, type TaskWithEffect } from "../coaching/coaching-history.usecase.ts";
import type { Database } from "../db/client.ts";
import { readDisputes, type ListedDispute } from "../disputes/dispute-list.repository.ts";
import type { SiteClock } from "../qa-api/period.ts";

const MOST_TASKS = 5;
const MOST_DISPUTES = 5;

/** What was made of an agent's scores: the newest coaching, with its effect, and the newest disputes. */
export type FollowUp = {
  coaching: TaskWithEffect[];
  disputes: ListedDispute[];
  /** The site's local date. */
  today: string;
};

export async function viewFollowUp(
  db: Database,
  siteId: string,
  agentUser: string,
  clock: SiteClock,
): Promise<FollowUp> {
  const [coaching, disputes] = await Promise.all([
    viewCoachingHistory(db, siteId, agentUser, MOST_TASKS, clock),
    readDisputes(db, siteId, { state: "all", agentUser }, MOST_DISPUTES),
  ]);
  return { coaching, disputes, today: localDateAt(clock.nowMs, clock.timeZone) };
}
