import { readReviewVerdicts, type ReviewVerdicts } from "../agents/agent-reviews.repository.ts";
import type { Database } from "../db/client.ts";
import { readCampaignIds } from "../qa-api/agents.repository.ts";
import { readFlaggedCalls, type FlaggedCall } from "../qa-api/flagged-calls.repository.ts";
import { lastDays, type Period, type SiteClock } from "../qa-api/period.ts";
import { sumTeam } from "../qa-api/sum-team.ts";
import { readTeamSpans } from "../qa-api/team-stats.repository.ts";

/** More than anyone reads in one go; the filters narrow it. */
export const MOST_FLAGGED_CALLS = 200;

export type FlaggedChoice = { days: number; agentUser: string | null; campaignId: string | null };

export type FlaggedView = {
  choice: FlaggedChoice;
  period: Period;
  calls: FlaggedCall[];
  /** What people made of them. */
  verdicts: ReviewVerdicts;
  isCut: boolean;
  agents: { agentUser: string; agentName: string | null }[];
  campaignIds: string[];
};

/** The flagged calls a manager asked for, lowest first, and what the filters offer. */
export async function viewFlagged(
  db: Database,
  siteId: string,
  choice: FlaggedChoice,
  clock: SiteClock,
): Promise<FlaggedView> {
  const period = lastDays(choice.days, clock);
  const { agentUser, campaignId } = choice;
  const [calls, team, campaignIds] = await Promise.all([
    readFlaggedCalls(db, siteId, {
      period,
      agentUser,
      campaignId,
      limit: MOST_FLAGGED_CALLS + 1,
    }),
    readTeamSpans(db, siteId, period),
    readCampaignIds(db, siteId, period),
  ]);
  const shown = calls.slice(0, MOST_FLAGGED_CALLS);
  return {
    choice,
    period,
    calls: shown,
    verdicts: await readReviewVerdicts(
      db,
      siteId,
      shown.map(({ recordingId }) => recordingId),
    ),
    isCut: calls.length > MOST_FLAGGED_CALLS,
    agents: sumTeam(team),
    campaignIds,
  };
}
