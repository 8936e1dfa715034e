import { and, between, eq } from "drizzle-orm";
import { unionAll } from "drizzle-orm/sqlite-core";

import { addDays } from "#shared/time/site-time.ts";

import type { Database } from "../db/client.ts";
import { teamStat } from "../db/schema.ts";
import { addMark, type MarkSum } from "./averages.ts";
import { daysIn, mondayOf } from "./local-dates.ts";
import type { Period } from "./period.ts";
import { isMarkPair, isNumber, isRecordOf, recordOf, type MarkPair } from "./record-of.ts";

/** Name, scored and flagged calls, sum, lowest and highest of the totals. */
export type AgentEntry = [string | null, number, number, number, number | null, number | null];

export function isAgentEntry(value: unknown): value is AgentEntry {
  if (!Array.isArray(value) || value.length !== 6) return false;
  const [name, scored, flagged, sum, lowest, highest]: unknown[] = value;
  return (
    (name === null || typeof name === "string") &&
    isNumber(scored) &&
    isNumber(flagged) &&
    isNumber(sum) &&
    (lowest === null || isNumber(lowest)) &&
    (highest === null || isNumber(highest))
  );
}

const agentsSchema = recordOf(isAgentEntry);
const marksSchema = recordOf((value): value is Record<string, MarkPair> =>
  isRecordOf(value, isMarkPair),
);

export type AgentSums = {
  agentUser: string;
  /** As the agent was called on their latest call when the span was last scored. */
  agentName: string | null;
  scoredCalls: number;
  flaggedCalls: number;
  sumTotal: number;
  minTotal: number | null;
  maxTotal: number | null;
};

/** A team's sums of one day or one week. */
export type TeamSpan = { firstDate: string; agents: AgentSums[] };

const NO_DATES: Period = { from: "9999-12-31", to: "0000-01-01" };

/** A period as whole weeks (by their Mondays) and the days around them. */
export function weeksAndDays(period: Period): { weeks: Period; before: Period; after: Period } {
  const firstMonday = mondayOf(addDays(period.from, 6));
  const whole = Math.floor(daysIn({ from: firstMonday, to: period.to }) / 7);
  if (whole < 1) return { weeks: NO_DATES, before: period, after: NO_DATES };
  return {
    weeks: { from: firstMonday, to: addDays(firstMonday, (whole - 1) * 7) },
    before: { from: period.from, to: addDays(firstMonday, -1) },
    after: { from: addDays(firstMonday, whole * 7), to: period.to },
  };
}

/** Each day's team, oldest first: a row a day. */
export async function readTeamDays(
  db: Database,
  siteId: string,
  period: Period,
): Promise<TeamSpan[]> {
  const rows = await agentsOf(db, siteId, "day", period);
  return rows.map(toSpan).toSorted((a, b) => (a.firstDate < b.firstDate ? -1 : 1));
}

/** The team of a period in as few spans as it takes, oldest first: at most a row for each whole week, and twelve days. */
export async function readTeamSpans(
  db: Database,
  siteId: string,
  period: Period,
): Promise<TeamSpan[]> {
  const { weeks, before, after } = weeksAndDays(period);
  const rows = await unionAll(
    agentsOf(db, siteId, "week", weeks),
    agentsOf(db, siteId, "day", before),
    agentsOf(db, siteId, "day", after),
  );
  return rows.map(toSpan).toSorted((a, b) => (a.firstDate < b.firstDate ? -1 : 1));
}

/** Sums of marks by agent and criterion. */
export type TeamMarks = ReadonlyMap<string, ReadonlyMap<string, MarkSum>>;

/** The team's marks in the spans of `readTeamSpans`, summed, by agent and criterion. */
export async function readTeamMarks(
  db: Database,
  siteId: string,
  period: Period,
): Promise<TeamMarks> {
  const { weeks, before, after } = weeksAndDays(period);
  const rows = await unionAll(
    marksOf(db, siteId, "week", weeks),
    marksOf(db, siteId, "day", before),
    marksOf(db, siteId, "day", after),
  );
  return sumMarks(rows);
}

function sumMarks(rows: readonly { marks: string }[]): TeamMarks {
  const team = new Map<string, Map<string, MarkSum>>();
  for (const { marks } of rows) {
    const agents = marksSchema.parse(JSON.parse(marks));
    for (const agentUser in agents) addMarks(ownIn(team, agentUser), agents[agentUser] ?? {});
  }
  return team;
}

/** An agent's sums in a team's, made where there are none. */
export function ownIn(
  team: Map<string, Map<string, MarkSum>>,
  agentUser: string,
): Map<string, MarkSum> {
  const known = team.get(agentUser);
  if (known !== undefined) return known;
  const own = new Map<string, MarkSum>();
  team.set(agentUser, own);
  return own;
}

/** Adds what a rollup has of one agent. */
export function addMarks(own: Map<string, MarkSum>, criteria: Record<string, MarkPair>): void {
  for (const criterionId in criteria) {
    const [marked, sumMark] = criteria[criterionId] ?? [0, 0];
    addMark(own, { criterionId, marked, sumMark });
  }
}

const within = (siteId: string, span: "day" | "week", { from, to }: Period) =>
  and(eq(teamStat.siteId, siteId), eq(teamStat.span, span), between(teamStat.firstDate, from, to));

function agentsOf(db: Database, siteId: string, span: "day" | "week", dates: Period) {
  return db
    .select({ firstDate: teamStat.firstDate, agents: teamStat.agents })
    .from(teamStat)
    .where(within(siteId, span, dates));
}

function marksOf(db: Database, siteId: string, span: "day" | "week", dates: Period) {
  return db
    .select({ marks: teamStat.marks })
    .from(teamStat)
    .where(within(siteId, span, dates));
}

function toSpan(row: { firstDate: string; agents: string }): TeamSpan {
  const agents = Object.entries(agentsSchema.parse(JSON.parse(row.agents))).map(
    ([agentUser, entry]) => agentSums(agentUser, entry),
  );
  return { firstDate: row.firstDate, agents };
}

export function agentSums(
  agentUser: string,
  [agentName, scoredCalls, flaggedCalls, sumTotal, minTotal, maxTotal]: AgentEntry,
): AgentSums {
  return { agentUser, agentName, scoredCalls, flaggedCalls, sumTotal, minTotal, maxTotal };
}
