import { addDays, epochOfWallTime } from "#shared/time/site-time.ts";

import type { SeededRandom } from "../../demo/sample-history/seeded-random.ts";
import {
  BENCH_AGENTS,
  FIRST_DAY,
  HISTORY_DAYS,
  NOW_MS,
  SITE,
  type BenchAgent,
} from "../bench-site.ts";
import type { CallTemplate } from "./call-templates.ts";

/** A call as it is stored; what it lacks follows from these. */
export type DrawnCall = {
  recordingId: string;
  agent: BenchAgent;
  campaignId: string;
  callStatus: string;
  /** Epoch milliseconds. */
  startedAt: number;
  localDate: string;
  agentState: "transcribed" | "skipped" | "failed" | "pending";
  stateReason: string | null;
  /** Null without a transcript. */
  jobState: "done" | "held" | "needs_human" | null;
  /** Null without a transcript. */
  template: CallTemplate | null;
};

const STATUSES = ["RESOLV", "SALE", "CALLBK", "NI", "XFER"] as const;
const WEEKEND_SHARE = 0.35;
const SHIFT = { startSec: 8 * 3600, endSec: 20 * 3600 };
/** Of the calls scored, so many more are recorded that never get a score. */
const UNSCORED = { skipped: 0.06, failed: 0.005, needsHuman: 0.0002 };
/** On the last day some calls are still under way. */
const UNDER_WAY = { pending: 40, held: 25 };
const LEVEL_SPREAD = 0.22;

/** How many scored calls each day has, oldest first; together exactly `calls`. */
export function scoredPerDay(calls: number): number[] {
  const weights = Array.from({ length: HISTORY_DAYS }, (_, day) => {
    const weekday = new Date(`${addDays(FIRST_DAY, day)}T00:00:00Z`).getUTCDay();
    return weekday === 0 || weekday === 6 ? WEEKEND_SHARE : 1;
  });
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let weightSoFar = 0;
  let callsSoFar = 0;
  return weights.map((weight) => {
    weightSoFar += weight;
    const until = Math.round((calls * weightSoFar) / all);
    const today = until - callsSoFar;
    callsSoFar = until;
    return today;
  });
}

/** The calls of one day, in the order in which they began. `firstNumber` is that of the day's first recording. */
export function drawDay(
  day: number,
  scored: number,
  firstNumber: number,
  templates: readonly CallTemplate[],
  random: SeededRandom,
): DrawnCall[] {
  const localDate = addDays(FIRST_DAY, day);
  const isLast = day === HISTORY_DAYS - 1;
  const midnightMs = midnight(localDate);
  const kinds: Pick<DrawnCall, "agentState" | "stateReason" | "jobState">[] = [];
  const add = (count: number, kind: (typeof kinds)[number]) => {
    for (let at = 0; at < count; at += 1) kinds.push(kind);
  };
  // Of a fraction of a call, chance makes one or none.
  const share = (part: number) => Math.floor(scored * part + random.next());
  const transcribed = { agentState: "transcribed", stateReason: null } as const;
  add(scored, { ...transcribed, jobState: "done" });
  add(share(UNSCORED.needsHuman), { ...transcribed, jobState: "needs_human" });
  add(share(UNSCORED.skipped), { agentState: "skipped", stateReason: "too_short", jobState: null });
  add(share(UNSCORED.failed), { agentState: "failed", stateReason: "No audio", jobState: null });
  if (isLast) {
    add(UNDER_WAY.held, { ...transcribed, jobState: "held" });
    add(UNDER_WAY.pending, { agentState: "pending", stateReason: null, jobState: null });
  }
  const endSec = isLast ? Math.floor((NOW_MS - midnightMs) / 1000) : SHIFT.endSec;
  const starts = kinds.map(() => random.integer(SHIFT.startSec, endSec)).toSorted((a, b) => a - b);
  shuffle(kinds, random);
  return kinds.map((kind, at) => {
    const agent = drawAgent(random);
    return {
      ...kind,
      recordingId: `r${String(firstNumber + at).padStart(8, "0")}`,
      agent,
      campaignId: agent.campaigns[random.chance(0.7) ? 0 : 1],
      callStatus: random.pick(STATUSES),
      startedAt: midnightMs + (starts[at] ?? 0) * 1000,
      localDate,
      template: kind.jobState === null ? null : drawTemplate(agent, templates, random),
    };
  });
}

function midnight(localDate: string): number {
  const [year = 0, month = 1, day = 1] = localDate.split("-").map(Number);
  return epochOfWallTime({ year, month, day, hour: 0, minute: 0, second: 0 }, SITE.timeZone);
}

function drawAgent(random: SeededRandom): BenchAgent {
  // Draws beyond the last agent are the first one's, who is the busiest.
  const agent = BENCH_AGENTS[random.integer(0, BENCH_AGENTS.length + 1)] ?? BENCH_AGENTS[0];
  if (agent === undefined) throw new Error("the bench has no agents");
  return agent;
}

function drawTemplate(
  agent: BenchAgent,
  templates: readonly CallTemplate[],
  random: SeededRandom,
): CallTemplate | null {
  const place = agent.level + LEVEL_SPREAD * random.normal();
  const at = Math.floor(Math.min(0.9999, Math.max(0, place)) * templates.length);
  return templates[at] ?? null;
}

function shuffle<Item>(items: Item[], random: SeededRandom): void {
  for (let at = items.length - 1; at > 0; at -= 1) {
    const other = random.integer(0, at);
    const [a, b] = [items[at], items[other]];
    if (a === undefined || b === undefined) continue;
    items[at] = b;
    items[other] = a;
  }
}
