import type { Heartbeat } from "#shared/contracts/heartbeat.ts";
import type { Leaderboard } from "#shared/contracts/qa-api.ts";
import type { Distribution } from "#shared/contracts/qa-lists.ts";
import type { Cost } from "#shared/contracts/spending.ts";
import { STANDARD_CRITERION_IDS, type StandardCriterionId } from "#shared/scorecard/scorecard.ts";

import type { AgreementFigures } from "../agreement/agreement-figures.ts";
import { summariseReviewAgreement } from "../agreement/review-agreement.usecase.ts";
import type { CallsToMark } from "../calibration/calls-to-mark.repository.ts";
import type { Database } from "../db/client.ts";
import { isSilent } from "../qa-api/agent-silence.ts";
import { countAutoFailed, type AutoFailed } from "../qa-api/auto-failed.repository.ts";
import { averageTotal, categoryAverages } from "../qa-api/averages.ts";
import { readAllTime, readDays } from "../qa-api/daily-stats.repository.ts";
import { distributionOf } from "../qa-api/distribution.usecase.ts";
import { readHeartbeat, readRecentScores } from "../qa-api/health.repository.ts";
import { rankTotals } from "../qa-api/leaderboard.usecase.ts";
import { lastDays, periodBefore, type Period, type SiteClock } from "../qa-api/period.ts";
import { waitingForScore } from "../qa-api/queue-status.usecase.ts";
import { countStuckJobs } from "../qa-api/queue.repository.ts";
import { readSumsOfAgents } from "../qa-api/some-agents-stats.repository.ts";
import { addCounts } from "../qa-api/stored-counts.ts";
import { sumDays, type DaySums } from "../qa-api/sum-days.ts";
import { sumTeam } from "../qa-api/sum-team.ts";
import { readTeamSpans, type AgentSums } from "../qa-api/team-stats.repository.ts";
import { listCosts } from "../spending/costs.usecase.ts";
import { coverageOf, type Coverage } from "./coverage.ts";
import { periodChanges, type PeriodChange } from "./period-changes.ts";
import { trendOf, type Trend } from "./trend.ts";
import { findWorstCalls, type WorstCalls } from "./worst-calls.usecase.ts";

/** Fewer scored calls than this give no rank. */
export const MIN_CALLS_TO_RANK = 5;
const FIRST_AGENTS = 20;
const LAST_AGENTS = 10;
const RECENT_SCORES = 200;
/** Two rows are read for each. */
const MOST_REVIEWS = 100;
/** A period before with less than this share of the calls (a site that just began) is no comparison. */
const COMPARABLE_SHARE = 0.2;

export type Figures = {
  totalCalls: number;
  scoredCalls: number;
  flaggedCalls: number;
  averageScore: number | null;
};

export type CategoryRow = {
  id: StandardCriterionId;
  average: number | null;
  before: number | null;
};

export type RankedAgent = Leaderboard[number] & {
  /** Average of the period before; null when there were too few calls. */
  before: number | null;
};

/** Of many agents only the first and the last ones: 300 take longer to write than a Worker has. */
export type ShownAgents = {
  first: RankedAgent[];
  /** Between the first and the last ones. */
  leftOut: number;
  last: RankedAgent[];
};

export type Pipeline = {
  silent: boolean;
  /** Epoch milliseconds; null when the agent was never heard. */
  lastHeardAt: number | null;
  heartbeat: Heartbeat | null;
  waitingToBeScored: number;
  needsPerson: number;
  /** Who made the latest scores. */
  providers: { provider: string; model: string; scores: number }[];
};

/** How far the judge agrees with people, and what it costs. */
export type Judge = {
  /** With those who reviewed calls of the period. */
  agreement: AgreementFigures;
  /** No more reviews than this are read, those of the newest calls. */
  mostReviews: number;
  /** In dollars; `calls` are those judged in the period, whenever they took place. */
  cost: { now: number; before: number; calls: number };
};

export type Overview = {
  period: Period;
  days: number;
  hasAnyCalls: boolean;
  includesSamples: boolean;
  now: Figures;
  /** The period of the same length before; null when it had too few calls to compare with. */
  before: Figures | null;
  autoFailed: AutoFailed;
  /** Against the period before; nothing where it cannot be compared with. */
  changes: PeriodChange[];
  distribution: Distribution;
  judge: Judge;
  trend: Trend;
  categories: CategoryRow[];
  worst: WorstCalls;
  leaderboard: ShownAgents;
  /** Agents with scored calls, but too few for a rank. */
  unranked: number;
  coverage: Coverage;
  pipeline: Pipeline;
};

/** Everything the overview shows of the last `days` days, next to the period of the same length before, without calls `toMark`. */
export async function viewOverview(
  db: Database,
  siteId: string,
  days: number,
  clock: SiteClock,
  toMark: CallsToMark,
): Promise<Overview> {
  const period = lastDays(days, clock);
  const previous = periodBefore(period);
  const both = { from: previous.from, to: period.to };
  const [allDays, allTime, team, stuck, worst, heartbeat, recent, agreement, costs, autoFailed] =
    await Promise.all([
      readDays(db, siteId, "site", both),
      readAllTime(db, siteId),
      readTeamSpans(db, siteId, period),
      countStuckJobs(db, siteId),
      findWorstCalls(db, siteId, period, toMark),
      readHeartbeat(db, siteId),
      readRecentScores(db, siteId, RECENT_SCORES),
      summariseReviewAgreement(db, siteId, period, MOST_REVIEWS),
      listCosts(db, siteId, both),
      countAutoFailed(db, siteId, period),
    ]);
  const agents = sumTeam(team);
  const isNow = (row: { localDate: string }) => row.localDate >= period.from;
  const daysNow = allDays.filter(isNow);
  const sumsNow = sumDays(daysNow);
  const marksNow = categoryAverages(daysNow.flatMap((day) => day.marks));
  const daysBefore = allDays.filter((row) => !isNow(row));
  const sumsBefore = sumDays(daysBefore);
  const isComparable =
    sumsBefore.scoredCalls > 0 && sumsBefore.scoredCalls >= sumsNow.scoredCalls * COMPARABLE_SHARE;
  const marksBefore = categoryAverages(isComparable ? daysBefore.flatMap((day) => day.marks) : []);
  const ranked = rankTotals(agents, MIN_CALLS_TO_RANK);
  const leaderboard = await showAgents(ranked, async (agentUsers) =>
    isComparable ? readSumsOfAgents(db, siteId, agentUsers, previous) : [],
  );
  const lastHeardAt = heartbeat?.receivedAt ?? null;

  return {
    period,
    days,
    hasAnyCalls: allDays.length > 0 || heartbeat !== null,
    includesSamples: sumsNow.sampleCalls > 0,
    now: figuresOf(sumsNow),
    before: isComparable ? figuresOf(sumsBefore) : null,
    autoFailed,
    changes: isComparable ? periodChanges(daysNow, daysBefore) : [],
    distribution: distributionOf(daysNow, 10),
    judge: { agreement, mostReviews: MOST_REVIEWS, cost: costOf(costs, period) },
    trend: trendOf(period, daysNow),
    categories: STANDARD_CRITERION_IDS.map((id) => ({
      id,
      average: marksNow[id],
      before: marksBefore[id],
    })),
    worst,
    leaderboard,
    unranked: agents.filter((agent) => agent.scoredCalls > 0).length - ranked.length,
    coverage: coverageOf(sumsNow, addCounts(daysNow.map((day) => day.states))),
    pipeline: {
      silent: isSilent(lastHeardAt, clock.nowMs),
      lastHeardAt,
      heartbeat: heartbeat?.heartbeat ?? null,
      waitingToBeScored: waitingForScore(allTime, stuck.jobs - stuck.rescores),
      needsPerson: stuck.jobs,
      providers: countProviders(recent),
    },
  };
}

async function showAgents(
  ranked: Leaderboard,
  sumsBefore: (agentUsers: readonly string[]) => Promise<AgentSums[]>,
): Promise<ShownAgents> {
  const leftOut = Math.max(0, ranked.length - FIRST_AGENTS - LAST_AGENTS);
  const [first, last] = [ranked.slice(0, FIRST_AGENTS), ranked.slice(FIRST_AGENTS + leftOut)];
  const before = rankTotals(
    await sumsBefore([...first, ...last].map(({ agent_user }) => agent_user)),
    MIN_CALLS_TO_RANK,
  );
  const averages = new Map(before.map((row) => [row.agent_user, row.avg_score]));
  const withBefore = (row: Leaderboard[number]) => ({
    ...row,
    before: averages.get(row.agent_user) ?? null,
  });
  return { first: first.map(withBefore), leftOut, last: last.map(withBefore) };
}

/** Of the period, and of the one before. */
function costOf(costs: Cost, period: Period): Judge["cost"] {
  const now = costs.filter(({ date }) => date >= period.from);
  const sum = (rows: Cost) => rows.reduce((total, { cost_usd }) => total + cost_usd, 0);
  return {
    now: sum(now),
    before: sum(costs.filter(({ date }) => date < period.from)),
    calls: now.reduce((total, { calls }) => total + calls, 0),
  };
}

function figuresOf(sums: DaySums): Figures {
  const { totalCalls, scoredCalls, flaggedCalls } = sums;
  return {
    totalCalls,
    scoredCalls,
    flaggedCalls,
    averageScore: averageTotal(sums.sumTotal, scoredCalls),
  };
}

function countProviders(scores: readonly { provider: string; model: string }[]) {
  const groups = Map.groupBy(scores, ({ provider, model }) => JSON.stringify([provider, model]));
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      return first === undefined
        ? []
        : [{ provider: first.provider, model: first.model, scores: group.length }];
    })
    .toSorted((a, b) => b.scores - a.scores);
}
