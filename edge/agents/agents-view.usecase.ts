import type { CategoryMatrix } from "#shared/contracts/qa-lists.ts";

import type { Database } from "../db/client.ts";
import { readCampaignIds } from "../qa-api/agents.repository.ts";
import { addMark, averageMark, type MarkSum } from "../qa-api/averages.ts";
import { inCardOrder, matrixOf } from "../qa-api/category-matrix.usecase.ts";
import { lastDays, periodBefore, type Period, type SiteClock } from "../qa-api/period.ts";
import { readMarksOfAgents, readSumsOfAgents } from "../qa-api/some-agents-stats.repository.ts";
import type { AgentSums, TeamMarks } from "../qa-api/team-stats.repository.ts";
import { readCampaignTeam } from "./campaign-team.repository.ts";
import { sortStandings, type Sort } from "./sort-standings.ts";
import { moveOf, standTeam, type Standing } from "./standing.ts";
import { readTeamPeriod, type TeamPeriod } from "./team-period.ts";

/** Agents on one page; a heat map of more cannot be taken in. */
export const AGENTS_ON_A_PAGE = 40;

export type AgentsChoice = {
  days: number;
  campaignId: string | null;
  /** Fewer scored calls than this give no rank, fewer marks a thin cell. */
  minCalls: number;
  sort: Sort;
  /** Counts from 1. */
  page: number;
};

export type AgentsView = {
  choice: AgentsChoice;
  period: Period;
  /** Those of this page, in the order asked for. */
  agents: Standing[];
  /** On all pages. */
  ranked: number;
  unranked: number;
  pages: number;
  /** Of the agents of this page. */
  matrix: CategoryMatrix;
  /** The matrix's columns, with the average of all agents together. */
  criteria: { id: string; average: number | null }[];
  /** Of all agents together. */
  scoredCalls: number;
  /** Of a campaign with very many calls only the newest are counted: the first date of them; null where all are. */
  countedFrom: string | null;
  includesSamples: boolean;
  campaignIds: string[];
};

type Team = {
  now: TeamPeriod;
  /** By criterion, of all agents together. */
  sums: MarkSum[];
  marksOf: (agentUsers: readonly string[]) => Promise<TeamMarks>;
  /** Of the period before. */
  earlierOf: (agentUsers: readonly string[]) => Promise<AgentSums[]>;
  countedFrom: string | null;
  includesSamples: boolean;
};

/** The leaderboard and the heat map of the last days. */
export async function viewAgents(
  db: Database,
  siteId: string,
  choice: AgentsChoice,
  clock: SiteClock,
): Promise<AgentsView> {
  const period = lastDays(choice.days, clock);
  const [team, campaignIds] = await Promise.all([
    choice.campaignId === null
      ? readWholeTeam(db, siteId, period)
      : readTeamOfCampaign(db, siteId, choice.campaignId, period),
    readCampaignIds(db, siteId, period),
  ]);
  const unmoved = standTeam(team.now, choice.minCalls);
  const isByMove = choice.sort.column === "change";
  const standings = sortStandings(
    isByMove ? await withMoves(unmoved, team, choice.minCalls) : unmoved,
    choice.sort,
  );
  const pages = Math.max(1, Math.ceil(standings.length / AGENTS_ON_A_PAGE));
  const page = Math.min(choice.page, pages);
  const onPage = standings.slice((page - 1) * AGENTS_ON_A_PAGE, page * AGENTS_ON_A_PAGE);
  const shown = new Set(onPage.map(({ agentUser }) => agentUser));
  const [marks, agents] = await Promise.all([
    team.marksOf([...shown]),
    isByMove ? onPage : withMoves(onPage, team, choice.minCalls),
  ]);
  const ranked = standings.filter(({ rank }) => rank !== null).length;
  return {
    choice: { ...choice, page },
    period,
    agents,
    ranked,
    unranked: standings.length - ranked,
    pages,
    matrix: matrixOf(
      team.now.agents.filter(({ agentUser }) => shown.has(agentUser)),
      marks,
      0,
    ),
    criteria: criteriaOf(team.sums),
    scoredCalls: team.now.agents.reduce((sum, { scoredCalls }) => sum + scoredCalls, 0),
    countedFrom: team.countedFrom,
    includesSamples: team.includesSamples,
    campaignIds,
  };
}

async function withMoves(
  standings: readonly Standing[],
  { now, earlierOf }: Team,
  minCalls: number,
): Promise<Standing[]> {
  const earlier = await earlierOf(standings.map(({ agentUser }) => agentUser));
  const before = new Map(earlier.map((sums) => [sums.agentUser, sums]));
  const sumsNow = new Map(now.agents.map((sums) => [sums.agentUser, sums]));
  return standings.map((standing) => {
    const [own, ownBefore] = [sumsNow.get(standing.agentUser), before.get(standing.agentUser)];
    if (own === undefined || ownBefore === undefined) return standing;
    return { ...standing, move: moveOf(own, ownBefore, now.spread, minCalls) };
  });
}

function criteriaOf(sums: readonly MarkSum[]): AgentsView["criteria"] {
  const totals = new Map<string, MarkSum>();
  for (const sum of sums) addMark(totals, sum);
  return inCardOrder([...totals.values()]).map((id) => ({
    id,
    average: averageMark(totals.get(id)),
  }));
}

async function readWholeTeam(db: Database, siteId: string, period: Period): Promise<Team> {
  const { siteDays, ...now } = await readTeamPeriod(db, siteId, period);
  return {
    now,
    sums: siteDays.flatMap((day) => day.marks),
    marksOf: (agentUsers) => readMarksOfAgents(db, siteId, agentUsers, period),
    earlierOf: (agentUsers) => readSumsOfAgents(db, siteId, agentUsers, periodBefore(period)),
    countedFrom: null,
    includesSamples: siteDays.some(({ sampleCalls }) => sampleCalls > 0),
  };
}

/** No rollup knows agents by campaign: from the campaign's newest scores, without a period before. */
async function readTeamOfCampaign(
  db: Database,
  siteId: string,
  campaignId: string,
  period: Period,
): Promise<Team> {
  const team = await readCampaignTeam(db, siteId, campaignId, period);
  return {
    now: team.period,
    sums: [...team.marks.values()].flatMap((own) => [...own.values()]),
    marksOf: async () => team.marks,
    earlierOf: async () => [],
    countedFrom: team.countedFrom,
    includesSamples: team.sampleCalls > 0,
  };
}
