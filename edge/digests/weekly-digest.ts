import {
  formatCount,
  formatMarkAverage,
  formatPeriod,
  formatScore,
  formatShare,
  plural,
} from "../dashboard/format.ts";
import { nameById } from "../dashboard/wording.ts";
import { averageMark, averageTotal, type MarkSum } from "../qa-api/averages.ts";
import { rankTotals } from "../qa-api/leaderboard.usecase.ts";
import type { Period } from "../qa-api/period.ts";
import type { AgentSums } from "../qa-api/team-stats.repository.ts";
import type { Letter, LetterPart } from "../sending/letter.ts";
import { changeText } from "./change-text.ts";
import { dashboardLink, type LetterSite } from "./letter-site.ts";

/** Fewer calls give no rank, fewer marks say nothing of a criterion. */
const MIN_CALLS = 5;
const MIN_MARKS = 3;
const MOST_AGENTS = 25;

export type TeamWeek = {
  week: Period;
  team: readonly AgentSums[];
  /** In the week before. */
  before: readonly AgentSums[];
};

/** A team's week: its sums, and each agent's average with the change. */
export function teamDigest({ week, team, before }: TeamWeek, site: LetterSite): Letter {
  const now = sumsOf(team);
  const then = sumsOf(before);
  const ranked = rankTotals(team, MIN_CALLS);
  const averages = new Map(before.map((agent) => [agent.agentUser, averageOf(agent)]));
  const shown = ranked.slice(0, MOST_AGENTS);
  const unranked = team.filter(({ scoredCalls }) => scoredCalls > 0).length - ranked.length;
  const name = formatPeriod(week);
  const parts: LetterPart[] =
    now.scoredCalls === 0
      ? []
      : [
          {
            kind: "facts",
            title: "The team",
            rows: [
              averageRow(now, then),
              {
                name: "Calls scored",
                value: formatCount(now.scoredCalls),
                note: `by ${plural(team.filter(({ scoredCalls }) => scoredCalls > 0).length, "agent")}`,
              },
              flaggedRow(now),
            ],
          },
          ...(shown.length === 0
            ? []
            : [
                {
                  kind: "facts" as const,
                  title: "Agents, best average first",
                  rows: shown.map((agent) => ({
                    name: `${agent.rank}. ${agent.agent_name ?? agent.agent_user}`,
                    value: formatScore(agent.avg_score),
                    note: [
                      changeNote(agent.avg_score, averages.get(agent.agent_user) ?? null),
                      `${plural(agent.calls, "call")}, ${formatCount(agent.flagged)} flagged`,
                    ]
                      .filter((text) => text !== "")
                      .join(" · "),
                  })),
                },
              ]),
          ...(ranked.length > shown.length
            ? [text(`${plural(ranked.length - shown.length, "more agent")} on the dashboard.`)]
            : []),
          ...(unranked > 0
            ? [
                text(
                  `${plural(unranked, "agent")} with fewer than ${MIN_CALLS} scored calls ${unranked === 1 ? "has" : "have"} no rank.`,
                ),
              ]
            : []),
        ];
  const average = averageOf(now);
  return {
    subject: `${site.name}, week of ${name}: ${average === null ? "no scored calls" : `${formatScore(average)} on average`}`,
    title: `${site.name}, ${name.replaceAll(" ", "\u00a0")}`,
    lead: average === null ? "No calls of this week are scored." : "The team's week.",
    tone: "plain",
    parts: [...parts, ...dashboardLink(site, "Open the agents' page", "/agents?days=7")],
    footer: `The weekly summary of ${site.name}. Who gets it is set under Settings, Alerts.`,
    event: {
      type: "digest.weekly",
      data: {
        site_id: site.siteId,
        from: week.from,
        to: week.to,
        scored: now.scoredCalls,
        flagged: now.flaggedCalls,
        avg_score: average,
        avg_score_week_before: averageOf(then),
        agents: ranked.map(({ agent_user, avg_score, calls, flagged }) => ({
          agent_user,
          avg_score,
          calls,
          flagged,
        })),
      },
    },
  };
}

export type AgentWeek = {
  week: Period;
  agent: AgentSums;
  before: AgentSums | undefined;
  marks: readonly MarkSum[];
};

/** An agent's own week: nobody else is in it. */
export function agentDigest({ week, agent, before, marks }: AgentWeek, site: LetterSite): Letter {
  const average = averageOf(agent);
  const [best, weakest] = bestAndWeakest(marks);
  const name = formatPeriod(week);
  return {
    subject: `Your week of ${name}: ${formatScore(average)} on average`,
    title: "Your week",
    lead: `${name} · ${plural(agent.scoredCalls, "scored call")}`,
    tone: "plain",
    parts: [
      {
        kind: "facts",
        title: null,
        rows: [
          averageRow(agent, before ?? NOTHING),
          flaggedRow(agent),
          ...(best === undefined
            ? []
            : [
                {
                  name: "Strongest",
                  value: best.name,
                  note: `${formatMarkAverage(best.average)} of 5`,
                },
              ]),
          ...(weakest === undefined
            ? []
            : [
                {
                  name: "Most to gain",
                  value: weakest.name,
                  note: `${formatMarkAverage(weakest.average)} of 5`,
                },
              ]),
        ],
      },
      ...dashboardLink(site, "See your calls", "/me"),
    ],
    footer: `You get this every Monday from ${site.name}. To stop it, sign in and open Notices.`,
    event: { type: "digest.agent", data: { site_id: site.siteId, from: week.from, to: week.to } },
  };
}

type Sums = Pick<AgentSums, "scoredCalls" | "flaggedCalls" | "sumTotal">;
const NOTHING: Sums = { scoredCalls: 0, flaggedCalls: 0, sumTotal: 0 };

function sumsOf(team: readonly AgentSums[]): Sums {
  return team.reduce<Sums>(
    (sums, agent) => ({
      scoredCalls: sums.scoredCalls + agent.scoredCalls,
      flaggedCalls: sums.flaggedCalls + agent.flaggedCalls,
      sumTotal: sums.sumTotal + agent.sumTotal,
    }),
    NOTHING,
  );
}

function averageOf({ sumTotal, scoredCalls }: Sums): number | null {
  return averageTotal(sumTotal, scoredCalls);
}

function averageRow(now: Sums, before: Sums) {
  const note = changeNote(averageOf(now), averageOf(before));
  return {
    name: "Average score",
    value: formatScore(averageOf(now)),
    note: note === "" ? "no scored calls the week before" : `${note} against the week before`,
  };
}

function flaggedRow({ flaggedCalls, scoredCalls }: Sums) {
  return {
    name: "Flagged",
    value: formatCount(flaggedCalls),
    note: `of ${formatCount(scoredCalls)} scored, ${formatShare(flaggedCalls, scoredCalls)}`,
  };
}

function changeNote(now: number | null, before: number | null): string {
  return now === null || before === null ? "" : changeText(now, before);
}

/** Two different criteria, or none where too little was marked. */
function bestAndWeakest(marks: readonly MarkSum[]) {
  const averages = marks
    .filter(({ marked }) => marked >= MIN_MARKS)
    .map((sum) => ({ name: nameById(sum.criterionId), average: averageMark(sum) ?? 0 }))
    .toSorted((a, b) => b.average - a.average);
  return averages.length < 2 ? [] : [averages[0], averages.at(-1)];
}

function text(words: string): LetterPart {
  return { kind: "text", text: words };
}
