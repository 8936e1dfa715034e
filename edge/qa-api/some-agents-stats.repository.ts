import * as z from "zod";

import type { Database } from "../db/client.ts";
import type { MarkSum } from "./averages.ts";
import type { Period } from "./period.ts";
import { isMarkPair, isRecordOf, type MarkPair } from "./record-of.ts";
import { sumTeam } from "./sum-team.ts";
import {
  addMarks,
  agentSums,
  isAgentEntry,
  ownIn,
  readTeamMarks,
  readTeamSpans,
  weeksAndDays,
  type AgentEntry,
  type AgentSums,
  type TeamMarks,
} from "./team-stats.repository.ts";

/*
 * The rollups of a team, of some agents only. SQLite takes them out of the team's JSON by their paths, so the others are
 * neither sent nor parsed: of a large team that is what takes a page most of its time.
 */

/** A key of JSON that SQLite finds by its path as it is written. */
const FOUND_BY_PATH = /^[^"\\\p{Cc}]+$/u;

/** D1 takes 32 arguments for a function, and 100 parameters for a statement. */
const PATHS_AT_ONCE = 25;
const MOST_AGENTS_BY_PATH = 75;

const isByPath = (agentUsers: readonly string[]) =>
  agentUsers.length <= MOST_AGENTS_BY_PATH &&
  agentUsers.every((agentUser) => FOUND_BY_PATH.test(agentUser));

/** The agents' marks in a period, by agent and criterion. */
export async function readMarksOfAgents(
  db: Database,
  siteId: string,
  agentUsers: readonly string[],
  period: Period,
): Promise<TeamMarks> {
  if (!isByPath(agentUsers)) return readTeamMarks(db, siteId, period);
  const team = new Map<string, Map<string, MarkSum>>();
  const isMarks = (value: unknown): value is Record<string, MarkPair> =>
    isRecordOf(value, isMarkPair);
  for (const span of await extracted(db, siteId, "marks", agentUsers, period, isMarks)) {
    for (const [agentUser, marks] of span) addMarks(ownIn(team, agentUser), marks);
  }
  return team;
}

/** The agents' sums in a period, by agent id; who has no call in it is left out. */
export async function readSumsOfAgents(
  db: Database,
  siteId: string,
  agentUsers: readonly string[],
  period: Period,
): Promise<AgentSums[]> {
  if (!isByPath(agentUsers)) {
    const chosen = new Set(agentUsers);
    const team = sumTeam(await readTeamSpans(db, siteId, period));
    return team.filter(({ agentUser }) => chosen.has(agentUser));
  }
  const spans = await extracted(db, siteId, "agents", agentUsers, period, isAgentEntry);
  return sumTeam(
    spans.map((span) => ({
      agents: span.map(([agentUser, entry]: [string, AgentEntry]) => agentSums(agentUser, entry)),
    })),
  );
}

/** A column for each group of agents: their values in the order of their paths, and a null that makes an array of one. */
const rowsSchema = z.array(z.object({ firstDate: z.string() }).catchall(z.string()));

/** What a column of `team_stat` has of each agent, by span, oldest first. */
async function extracted<Value>(
  db: Database,
  siteId: string,
  column: "agents" | "marks",
  agentUsers: readonly string[],
  period: Period,
  isValue: (value: unknown) => value is Value,
): Promise<[agentUser: string, value: Value][][]> {
  const groups = inGroups(agentUsers, PATHS_AT_ONCE);
  if (groups.length === 0) return [];
  const paths = agentUsers.map((agentUser) => `$."${agentUser}"`);
  const { weeks, before, after } = weeksAndDays(period);
  const columns = groups.map((group, at) => {
    const places = group.map((_, place) => `?${at * PATHS_AT_ONCE + place + 1}`);
    return `json_extract(${column}, ${places.join(", ")}, '$.none') AS agents_${at}`;
  });
  // A select for each: with OR between them SQLite walks through all of the site's spans.
  const selects = (["week", "day", "day"] as const).map((span, at) => {
    const [site, from, to] = [1, 2 * at + 2, 2 * at + 3].map((place) => `?${paths.length + place}`);
    return `SELECT first_date AS firstDate, ${columns.join(", ")} FROM team_stat
            WHERE site_id = ${site} AND span = '${span}' AND first_date BETWEEN ${from} AND ${to}`;
  });
  const { results } = await db.$client
    .prepare(selects.join(" UNION ALL "))
    .bind(...paths, siteId, ...[weeks, before, after].flatMap(({ from, to }) => [from, to]))
    .all();
  const rows = rowsSchema.parse(results).toSorted((a, b) => (a.firstDate < b.firstDate ? -1 : 1));
  const valuesSchema = z.array(z.custom<Value>(isValue).nullable());
  return rows.map((row) =>
    groups.flatMap((group, at) => {
      const values = valuesSchema.parse(JSON.parse(row[`agents_${at}`] ?? "[]"));
      return group.flatMap((agentUser, place): [string, Value][] => {
        const value = values[place] ?? null;
        return value === null ? [] : [[agentUser, value]];
      });
    }),
  );
}

function inGroups<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}
