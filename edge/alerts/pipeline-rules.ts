import type { AlertSettings } from "#shared/contracts/alerts.ts";
import type { Quota } from "#shared/contracts/spending.ts";
import { addDays, epochOfClockTime } from "#shared/time/site-time.ts";

import {
  formatAge,
  formatBytes,
  formatCount,
  formatInstant,
  formatWeekday,
  plural,
} from "../dashboard/format.ts";
import { providerName } from "../dashboard/wording.ts";
import { clockHour } from "../digests/report-periods.ts";
import { callsInState, skippedCalls, sumOf } from "../qa-api/stored-counts.ts";
import { waitingCalls, type PipelineFacts } from "./pipeline-facts.ts";
import type { AlertSite } from "./site-alerts.repository.ts";

/* What may be wrong with a pipeline. docs/alerts.md has each by its id, with cause and cure. */

export const PIPELINE_RULES = [
  "agent_silent",
  "no_transcripts",
  "backlog_growing",
  "quota_gone",
  "disk_nearly_full",
] as const;
export type PipelineRule = (typeof PIPELINE_RULES)[number];

/** How each is called, and the first thing to do about it. */
export const RULE_WORDS: Readonly<Record<PipelineRule, { name: string; advice: string }>> = {
  agent_silent: {
    name: "The on-prem agent is silent",
    advice:
      "On the ViciDial host, run `nightshift status` and `systemctl status nightshift-watch`; then see whether the host reaches this dashboard's address.",
  },
  no_transcripts: {
    name: "No transcripts this morning",
    advice:
      "On the ViciDial host, run `nightshift status` and `nightshift doctor`: the night's run did not start, or could not work.",
  },
  backlog_growing: {
    name: "The backlog of recordings grows",
    advice:
      "The nights are too short for the calls: give transcription more cores or a longer window, or take a smaller model.",
  },
  quota_gone: {
    name: "No judge can be asked",
    advice:
      "See Settings, Judges for which limit is used up and until when. Calls wait and nothing is lost; a second judge or a paid plan ends it.",
  },
  disk_nearly_full: {
    name: "The on-prem disk is nearly full",
    advice:
      "Free space on the ViciDial host, or move Nightshift's data; below its own limit the agent stops working.",
  },
};

/** Whether a rule finds something wrong; null where that cannot be told now, and what was before still holds. */
export type Finding = { isWrong: boolean | null; detail: string; data: Record<string, unknown> };

const UNKNOWN: Finding = { isWrong: null, detail: "", data: {} };
/** Shorter closures pass by themselves. */
const CLOSED_FOR_MS = 10 * 60_000;
const BYTES_PER_GB = 1e9;
/** So that a disk at the limit does not go back and forth. */
const DISK_IS_WELL_AT = 1.1;
const MINUTE_MS = 60_000;

type Input = { settings: AlertSettings; facts: PipelineFacts; timeZone: string; nowMs: number };

/** What is wrong by each rule that is on. */
export function checkPipeline(
  site: Pick<AlertSite, "settings" | "timeZone" | "backlog">,
  facts: PipelineFacts,
  nowMs: number,
): Map<PipelineRule, Finding> {
  const { settings, timeZone } = site;
  const input = { settings, facts, timeZone, nowMs };
  const findings = new Map<PipelineRule, Finding>();
  if (settings.agent_silent_on) findings.set("agent_silent", agentSilent(input));
  if (settings.no_transcripts_on) findings.set("no_transcripts", noTranscripts(input));
  if (settings.backlog_on) findings.set("backlog_growing", backlogGrowing(settings, site.backlog));
  if (settings.quota_on) findings.set("quota_gone", quotaGone(input));
  if (settings.disk_on) findings.set("disk_nearly_full", diskNearlyFull(input));
  return findings;
}

/** An agent that was never heard is not there yet, which is no alarm. */
function agentSilent({ settings, facts, timeZone, nowMs }: Input): Finding {
  const heardAt = facts.heartbeat?.receivedAt;
  if (heardAt === undefined) return UNKNOWN;
  return {
    isWrong: nowMs - heardAt > settings.agent_silent_min * MINUTE_MS,
    detail: `Last heard ${formatInstant(heardAt, timeZone)}, ${formatAge(nowMs - heardAt)} ago.`,
    data: { last_heard_at: new Date(heardAt).toISOString() },
  };
}

function isMorning({ settings, facts, timeZone, nowMs }: Input): boolean {
  return nowMs >= epochOfClockTime(facts.today, clockHour(settings.no_transcripts_hour), timeZone);
}

/** Before the morning's hour the night may still be at work. */
function noTranscripts(input: Input): Finding {
  const { facts } = input;
  if (!isMorning(input)) return UNKNOWN;
  const date = addDays(facts.today, -1);
  const day = facts.days.find(({ localDate }) => localDate === date);
  const eligible = day === undefined ? 0 : day.totalCalls - skippedCalls(day.states);
  const transcribed =
    day === undefined ? 0 : Math.max(callsInState(day.states, "transcribed"), sumOf(day.histogram));
  return {
    isWrong: eligible > 0 && transcribed === 0,
    detail: `Of ${plural(eligible, "recording")} of ${formatWeekday(date)} ${transcribed === 0 ? "none" : formatCount(transcribed)} ${transcribed > 1 ? "have" : "has"} a transcript.`,
    data: { date, eligible, transcribed },
  };
}

/** The morning's count of what was left over, added once a day; null where there is nothing to add. */
export function backlogOfToday(
  site: Pick<AlertSite, "settings" | "timeZone" | "backlog">,
  facts: PipelineFacts,
  nowMs: number,
): AlertSite["backlog"] | null {
  const { settings, timeZone, backlog } = site;
  if (!isMorning({ settings, facts, timeZone, nowMs })) return null;
  if ((backlog.at(-1)?.[0] ?? "") >= facts.today) return null;
  const ofToday = facts.days.find(({ localDate }) => localDate === facts.today);
  const leftOver =
    facts.waitingToBeTranscribed - (ofToday === undefined ? 0 : waitingCalls(ofToday));
  return [...backlog, [facts.today, Math.max(0, leftOver)] as [string, number]].slice(
    -MOST_MORNINGS,
  );
}
const MOST_MORNINGS = 8;

function backlogGrowing(settings: AlertSettings, backlog: AlertSite["backlog"]): Finding {
  const mornings = backlog.slice(-1 - settings.backlog_days);
  const counts = mornings.map(([, calls]) => calls);
  const [first = 0, last = 0] = [counts[0], counts.at(-1)];
  const isLong = mornings.length > settings.backlog_days;
  return {
    isWrong:
      isLong &&
      last >= settings.backlog_min_calls &&
      counts.every((count, at) => at === 0 || count > (counts[at - 1] ?? 0)),
    detail: `${plural(last, "recording")} of earlier days ${last === 1 ? "waits" : "wait"} to be transcribed; ${plural(settings.backlog_days, "day")} ago it was ${formatCount(first)}.`,
    data: { waiting: last, waiting_before: first, days: settings.backlog_days },
  };
}

function quotaGone({ facts, timeZone, nowMs }: Input): Finding {
  const judges = Map.groupBy(facts.quotas, ({ provider, model }) =>
    JSON.stringify([provider, model]),
  );
  const reasons = [...judges.values()].map((rows) => whyNotAsked(rows, timeZone, nowMs));
  const waiting = facts.waitingToBeScored;
  return {
    isWrong: waiting > 0 && reasons.every((reason) => reason !== null),
    detail:
      `${plural(waiting, "call")} ${waiting === 1 ? "waits" : "wait"} to be scored. ${reasons.length === 0 ? "No judge is set up." : reasons.filter((reason) => reason !== null).join(" ")}`.trim(),
    data: { waiting, judges: reasons.length },
  };
}

/** Why a judge is not asked for a while yet; null when it is. */
function whyNotAsked(rows: Quota, timeZone: string, nowMs: number): string | null {
  const [first] = rows;
  if (first === undefined) return null;
  const name = providerName(first.provider);
  if (first.state === "no_key") return `${name} has no key.`;
  const until = first.closed_until === null ? 0 : Date.parse(first.closed_until);
  if (first.state === "closed" && until > nowMs + CLOSED_FOR_MS) {
    return `${name} is left alone until ${formatInstant(until, timeZone)} (${(first.closed_reason ?? "unknown").replaceAll("_", " ")}).`;
  }
  const full = rows.find(
    ({ window, used, limit }) => window === "day" && limit !== null && used >= limit,
  );
  if (full === undefined) return null;
  return `${name} has used up its ${full.unit} of the day until ${formatInstant(Date.parse(full.resets_at), timeZone)}.`;
}

function diskNearlyFull({ settings, facts, nowMs }: Input): Finding {
  const { heartbeat } = facts;
  const free = heartbeat?.heartbeat.disk_free_bytes ?? null;
  const isOld =
    heartbeat === null || nowMs - heartbeat.receivedAt > settings.agent_silent_min * MINUTE_MS;
  if (free === null || isOld) return UNKNOWN;
  const limit = settings.disk_below_gb * BYTES_PER_GB;
  return {
    isWrong: free < limit ? true : free < limit * DISK_IS_WELL_AT ? null : false,
    detail: `${formatBytes(free)} free where Nightshift keeps its data; the limit is ${formatBytes(limit)}.`,
    data: { free_bytes: free, limit_bytes: limit },
  };
}
