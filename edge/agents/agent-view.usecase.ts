import { MIN_CALLS_TO_RANK } from "../dashboard/overview.usecase.ts";
import { trendOf, type Trend } from "../dashboard/trend.ts";
import type { Database } from "../db/client.ts";
import { averageTotal } from "../qa-api/averages.ts";
import {
  readCallsByScore,
  readCallsByTime,
  type ListedCall,
} from "../qa-api/call-list.repository.ts";
import { readDays, type DayStat } from "../qa-api/daily-stats.repository.ts";
import { lastDays, periodBefore, type Period, type SiteClock } from "../qa-api/period.ts";
import { orderCells, takeCells } from "../qa-api/score-cells.ts";
import { sumDays } from "../qa-api/sum-days.ts";
import {
  readAgentReviews,
  readReviewVerdicts,
  type AgentReview,
  type ReviewVerdicts,
} from "./agent-reviews.repository.ts";
import { readNewestMarks } from "./agent-scores.repository.ts";
import {
  compareCriteria,
  findStrengthsAndGaps,
  type CriterionStanding,
  type Finding,
} from "./findings.ts";
import { moveOf, standAgent, type Standing } from "./standing.ts";
import { readTeamPeriod } from "./team-period.ts";

export const RECENT_CALLS = 10;
const LOWEST_CALLS = 5;
/** Strengths and gaps are quoted from so many of the newest calls. */
export const QUOTED_CALLS = 40;
export const MOST_REVIEWS = 20;
const ALL_TIME: Period = { from: "0000-01-01", to: "9999-12-31" };

export type AgentView = {
  agentUser: string;
  agentName: string | null;
  days: number;
  period: Period;
  /** Recorded in the period, scored or not. */
  totalCalls: number;
  standing: Standing | null;
  teamAverage: number | null;
  trend: Trend;
  criteria: CriterionStanding[];
  strengths: Finding[];
  gaps: Finding[];
  recent: ListedCall[];
  lowest: ListedCall[];
  verdicts: ReviewVerdicts;
  reviews: AgentReview[];
  includesSamples: boolean;
};

/** One agent's last days beside the team's; null when the site never had a call of theirs. */
export async function viewAgent(
  db: Database,
  siteId: string,
  agentUser: string,
  days: number,
  clock: SiteClock,
): Promise<AgentView | null> {
  const period = lastDays(days, clock);
  const both = { from: periodBefore(period).from, to: period.to };
  const [daysOfBoth, team, recent, newestMarks, reviews] = await Promise.all([
    readDays(db, siteId, { agentUser }, both),
    readTeamPeriod(db, siteId, period),
    readNewestCalls(db, siteId, agentUser, period),
    readNewestMarks(db, siteId, agentUser, period, QUOTED_CALLS),
    readAgentReviews(db, siteId, agentUser, period, MOST_REVIEWS),
  ]);
  const isNow = ({ localDate }: DayStat) => localDate >= period.from;
  const ownDays = daysOfBoth.filter(isNow);
  const sumsBefore = sumDays(daysOfBoth.filter((day) => !isNow(day)));
  const self = team.agents.find((agent) => agent.agentUser === agentUser);
  const lowest = await readLowestCalls(db, siteId, agentUser, ownDays);
  const listed = [...recent, ...lowest];
  const anyCall = listed[0] ?? (await readAnyCall(db, siteId, agentUser));
  if (anyCall === undefined) return null;
  const criteria = compareCriteria(
    ownDays.flatMap((day) => day.marks),
    team.siteDays.flatMap((day) => day.marks),
  );
  const ownSums = sumDays(ownDays);
  const teamSums = sumDays(team.siteDays);
  return {
    agentUser,
    agentName: self?.agentName ?? anyCall.agentName,
    days,
    period,
    totalCalls: ownSums.totalCalls,
    standing:
      self === undefined || self.scoredCalls === 0
        ? null
        : standAgent(self, team, moveOf(self, sumsBefore, team.spread, MIN_CALLS_TO_RANK)),
    teamAverage: averageTotal(teamSums.sumTotal, teamSums.scoredCalls),
    trend: trendOf(period, ownDays),
    criteria,
    ...findStrengthsAndGaps(criteria, newestMarks),
    recent,
    lowest,
    verdicts: await readReviewVerdicts(db, siteId, [
      ...new Set(listed.map((call) => call.recordingId)),
    ]),
    reviews,
    includesSamples: ownSums.sampleCalls > 0,
  };
}

function readNewestCalls(db: Database, siteId: string, agentUser: string, period: Period) {
  return readCallsByTime(db, siteId, {
    period,
    agentUser,
    direction: "descending",
    after: null,
    limit: RECENT_CALLS,
  });
}

async function readAnyCall(db: Database, siteId: string, agentUser: string) {
  const [call] = await readCallsByTime(db, siteId, {
    period: ALL_TIME,
    agentUser,
    direction: "descending",
    after: null,
    limit: 1,
  });
  return call;
}

async function readLowestCalls(
  db: Database,
  siteId: string,
  agentUser: string,
  days: readonly DayStat[],
): Promise<ListedCall[]> {
  const cells = takeCells(orderCells(days, "ascending", null), null, "ascending", LOWEST_CALLS);
  const calls = await readCallsByScore(db, siteId, {
    cells,
    choice: { agentUser, campaignId: null, flaggedOnly: false },
    direction: "ascending",
    after: null,
  });
  return calls.slice(0, LOWEST_CALLS);
}
