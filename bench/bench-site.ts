import { addDays, epochOfWallTime } from "#shared/time/site-time.ts";

/*
 * The centre that the bench invents. Everything is the same in every run, its clock included: a database filled last month is
 * as good as one filled now.
 */

export const SITE = { id: "bench", name: "Bench", timeZone: "America/New_York" };
export const TODAY = "2026-11-24";
export const HISTORY_DAYS = 730;
export const FIRST_DAY = addDays(TODAY, 1 - HISTORY_DAYS);

/** Noon of the last day. */
export const NOW_MS = epochOfWallTime(
  { year: 2026, month: 11, day: 24, hour: 12, minute: 0, second: 0 },
  SITE.timeZone,
);

const AGENTS = 300;
export const CAMPAIGNS = [
  "BILLING",
  "CANCEL",
  "COLLECT",
  "DISPATCH",
  "LOYALTY",
  "OUTBOUND",
  "RENEWALS",
  "RETENTION",
  "SALES",
  "SUPPORT",
  "SURVEY",
  "TECH",
] as const;

export type BenchAgent = {
  user: string;
  name: string;
  campaigns: readonly [string, string];
  /** Where this agent's scores gather, from 0, the worst of all calls, to 1. */
  level: number;
};

/** The first one takes three times as many calls as the others. */
export const BENCH_AGENTS: readonly BenchAgent[] = Array.from({ length: AGENTS }, (_, at) => ({
  user: String(1000 + at),
  name: `Agent Number ${at + 1}`,
  campaigns: [campaign(at), campaign(at * 5 + 1)],
  level: 0.2 + (0.6 * ((at * 37) % AGENTS)) / AGENTS,
}));

export const BUSIEST_AGENT = "1000";

function campaign(at: number): string {
  return CAMPAIGNS[at % CAMPAIGNS.length] ?? CAMPAIGNS[0];
}
