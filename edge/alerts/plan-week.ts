import type { Database } from "../db/client.ts";
import { letterSiteOf } from "../digests/letter-site.ts";
import { reportable, weekEnding } from "../digests/report-periods.ts";
import { agentDigest, teamDigest, type TeamWeek } from "../digests/weekly-digest.ts";
import { periodBefore } from "../qa-api/period.ts";
import { sumTeam } from "../qa-api/sum-team.ts";
import { readTeamMarks, readTeamSpans } from "../qa-api/team-stats.repository.ts";
import type { PlannedMessage } from "../sending/deliveries.repository.ts";
import type { Letter } from "../sending/letter.ts";
import { recipientsOf, reportedStatement, type AlertSite } from "./site-alerts.repository.ts";
import { readMailedAgents } from "./weekly-readers.repository.ts";

/** Two weeks' teams, marks, and people. */
export const WEEK_STATEMENTS = 4;
const AGENTS_AT_ONCE = 40;

export type PlannedWeek = { messages: PlannedMessage[]; reported: D1PreparedStatement | null };

/**
 * What there is to say of the week before: first to the team's readers, then, some at a time, to the agents. Nothing before the
 * digest's hour on Monday, and once each.
 */
export async function planWeek(db: Database, site: AlertSite, nowMs: number): Promise<PlannedWeek> {
  const { settings, timeZone } = site;
  const { weekEnd } = reportable(settings.digest_hour, timeZone, nowMs);
  if (site.weekThrough < weekEnd) {
    const weekCursor = settings.weekly_agents_on ? "" : null;
    return {
      messages: await teamMessages(db, site, weekEnd),
      reported: reportedStatement(db, site, { weekThrough: weekEnd, weekCursor }),
    };
  }
  if (site.weekCursor === null) return { messages: [], reported: null };
  return planAgents(db, site, site.weekCursor);
}

async function teamMessages(db: Database, site: AlertSite, weekEnd: string) {
  const recipients = site.settings.weekly_team_on ? recipientsOf(site, "weekly") : [];
  if (recipients.length === 0) return [];
  const letter = await writeTeamWeek(db, site, weekEnd);
  const message = { siteId: site.siteId, kind: "weekly_team", period: weekEnd, letter, recipients };
  return [{ id: crypto.randomUUID(), ...message }];
}

/** The team's week that ends on a date. */
export async function writeTeamWeek(
  db: Database,
  site: AlertSite,
  weekEnd: string,
): Promise<Letter> {
  return teamDigest(await readWeek(db, site.siteId, weekEnd), letterSiteOf(site));
}

async function readWeek(db: Database, siteId: string, weekEnd: string): Promise<TeamWeek> {
  const week = weekEnding(weekEnd);
  const [team, before] = await Promise.all([
    readTeamSpans(db, siteId, week),
    readTeamSpans(db, siteId, periodBefore(week)),
  ]);
  return { week, team: sumTeam(team), before: sumTeam(before) };
}

async function planAgents(db: Database, site: AlertSite, cursor: string): Promise<PlannedWeek> {
  const { siteId, weekThrough } = site;
  const [{ week, team, before }, marks, people] = await Promise.all([
    readWeek(db, siteId, weekThrough),
    readTeamMarks(db, siteId, weekEnding(weekThrough)),
    readMailedAgents(db, siteId, cursor, AGENTS_AT_ONCE),
  ]);
  const messages = people.flatMap(({ id, agentUser }) => {
    const agent = team.find((one) => one.agentUser === agentUser);
    if (agent === undefined || agent.scoredCalls === 0) return [];
    const facts = {
      week,
      agent,
      before: before.find((one) => one.agentUser === agentUser),
      marks: [...(marks.get(agentUser)?.values() ?? [])],
    };
    return [
      {
        id: crypto.randomUUID(),
        siteId,
        kind: "weekly_agent",
        period: `${weekThrough}:${id}`,
        letter: agentDigest(facts, letterSiteOf(site)),
        recipients: [{ recipient: `person:${id}`, via: "email" as const }],
      },
    ];
  });
  const weekCursor = people.length < AGENTS_AT_ONCE ? null : (people.at(-1)?.id ?? null);
  return { messages, reported: reportedStatement(db, site, { weekThrough, weekCursor }) };
}
