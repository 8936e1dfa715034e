import type { Cost } from "#shared/contracts/spending.ts";
import { maskPart } from "#shared/masking/mask-numbers.ts";
import { addDays } from "#shared/time/site-time.ts";

import { waitingCalls, type PipelineFacts } from "../alerts/pipeline-facts.ts";
import {
  formatAge,
  formatBytes,
  formatCount,
  formatDollars,
  formatInstant,
  formatScore,
  formatShare,
  formatWeekday,
  plural,
} from "../dashboard/format.ts";
import type { AutoFailed } from "../qa-api/auto-failed.repository.ts";
import { averageTotal } from "../qa-api/averages.ts";
import type { DayStat } from "../qa-api/daily-stats.repository.ts";
import type { FlaggedCall } from "../qa-api/flagged-calls.repository.ts";
import { callsInState, skippedCalls, sumOf } from "../qa-api/stored-counts.ts";
import { sumDays } from "../qa-api/sum-days.ts";
import type { Letter, LetterPart } from "../sending/letter.ts";
import { changeText } from "./change-text.ts";
import { callHref, dashboardLink, type LetterSite } from "./letter-site.ts";

/** What a day's digest is made of. */
export type DigestFacts = {
  /** The local date that is reported on. */
  date: string;
  pipeline: PipelineFacts;
  /** The lowest of the day's flagged calls, at most MOST_FLAGGED. */
  flagged: readonly FlaggedCall[];
  autoFailed: AutoFailed;
  /** Of that date and of the one after, on which the night's calls were judged. */
  costs: Cost;
  /** What is wrong now, in words. */
  firing: readonly string[];
};

export const MOST_FLAGGED = 10;
const COMPARED_DAYS = 7;

/** The digest of one day of a site's calls. */
export function dailyDigest(facts: DigestFacts, site: LetterSite, nowMs: number): Letter {
  const { date, pipeline } = facts;
  const day = pipeline.days.find(({ localDate }) => localDate === date);
  const counts = countsOf(day);
  const before = sumDays(
    pipeline.days.filter(
      ({ localDate }) => localDate < date && localDate >= addDays(date, -COMPARED_DAYS),
    ),
  );
  const average = averageTotal(day?.sumTotal ?? 0, day?.scoredCalls ?? 0);
  const averageBefore = averageTotal(before.sumTotal, before.scoredCalls);
  const dayName = formatWeekday(date);
  const headline =
    counts.recorded === 0
      ? "no calls"
      : average === null
        ? "no scores yet"
        : `${formatScore(average)} on average, ${formatCount(counts.flagged)} flagged`;
  const waiting = pipeline.waitingToBeScored;
  const lead =
    counts.recorded === 0
      ? "No calls were recorded on this day."
      : `${formatCount(counts.scored)} of ${plural(counts.transcribed, "transcribed call")} scored.`;
  const parts: LetterPart[] = [
    ...(waiting === 0
      ? []
      : [
          warning(
            `Scoring is not finished: ${plural(waiting, "call")} still ${waiting === 1 ? "waits" : "wait"} for a judge, so these figures will change.`,
          ),
        ]),
    ...facts.firing.map((text) => warning(text)),
    ...((day?.sampleCalls ?? 0) === 0
      ? []
      : [
          warning(
            `${plural(day?.sampleCalls ?? 0, "of these calls is", "of these calls are")} generated samples.`,
          ),
        ]),
    ...(counts.recorded === 0
      ? []
      : [
          callFacts(counts, facts, average, averageBefore, before.scoredCalls),
          ...flaggedList(facts, counts.flagged, site),
        ]),
    pipelineFacts(facts, site, nowMs),
    ...dashboardLink(site, "Open the dashboard", "/"),
  ];
  return {
    subject: `${site.name}, ${dayName}: ${headline}`,
    title: `${site.name}, ${dayName.replaceAll(" ", "\u00a0")}`,
    lead,
    tone: facts.firing.length > 0 || waiting > 0 ? "bad" : "plain",
    parts,
    footer: `The daily digest of ${site.name}. Who gets it, and when, is set under Settings, Alerts.`,
    event: {
      type: "digest.daily",
      data: {
        site_id: site.siteId,
        date,
        ...counts,
        avg_score: average,
        avg_score_7_days_before: averageBefore,
        auto_failed: facts.autoFailed.autoFailed,
        waiting_to_be_scored: waiting,
        cost_usd: facts.costs.reduce((sum, { cost_usd }) => sum + cost_usd, 0),
        flagged_calls: facts.flagged.map((call) => ({
          recording_id: call.recordingId,
          agent_user: call.agentUser,
          total_score: call.total,
          flag_reason: call.flagReason,
        })),
      },
    },
  };
}

type Counts = ReturnType<typeof countsOf>;

/** Each with what it is a part of: recorded, of these eligible, of these transcribed, of these scored, of these flagged. */
function countsOf(day: DayStat | undefined) {
  if (day === undefined) {
    return {
      recorded: 0,
      skipped: 0,
      eligible: 0,
      transcribed: 0,
      waiting: 0,
      failed: 0,
      lost: 0,
      scored: 0,
      flagged: 0,
    };
  }
  const { states, totalCalls } = day;
  const skipped = skippedCalls(states);
  return {
    recorded: totalCalls,
    skipped,
    eligible: totalCalls - skipped,
    transcribed: callsInState(states, "transcribed"),
    waiting: waitingCalls(day),
    failed: callsInState(states, "failed"),
    lost: callsInState(states, "lost"),
    scored: sumOf(day.histogram),
    flagged: day.flaggedCalls,
  };
}

function callFacts(
  counts: Counts,
  { autoFailed }: DigestFacts,
  average: number | null,
  averageBefore: number | null,
  callsBefore: number,
): LetterPart {
  const { recorded, skipped, eligible, transcribed, waiting, failed, lost, scored, flagged } =
    counts;
  const some = (count: number, what: string) =>
    count === 0 ? [] : [`${formatCount(count)} ${what}`];
  const left = [...some(waiting, "waiting"), ...some(failed, "failed"), ...some(lost, "lost")];
  const of = (whole: number, name: string, also: readonly string[] = []) =>
    [`of ${formatCount(whole)} ${name}`, ...also].join("; ");
  return {
    kind: "facts",
    title: "Calls",
    rows: [
      { name: "Recorded", value: formatCount(recorded), note: "" },
      {
        name: "Eligible",
        value: formatCount(eligible),
        note: of(recorded, "recorded", some(skipped, "skipped")),
      },
      {
        name: "Transcribed",
        value: formatCount(transcribed),
        note: of(eligible, "eligible", left.length === 0 ? [] : [left.join(", ")]),
      },
      { name: "Scored", value: formatCount(scored), note: of(transcribed, "transcribed") },
      {
        name: "Average score",
        value: formatScore(average),
        note:
          average === null || averageBefore === null
            ? "nothing to compare it with"
            : `${changeText(average, averageBefore)} against ${formatScore(averageBefore)} over ${plural(callsBefore, "call")} of the 7 days before`,
      },
      {
        name: "Flagged",
        value: formatCount(flagged),
        note:
          scored === 0 ? "" : `of ${formatCount(scored)} scored, ${formatShare(flagged, scored)}`,
      },
      {
        name: "Auto-failed",
        value: formatCount(autoFailed.autoFailed),
        note: of(autoFailed.flagged, "flagged"),
      },
    ],
  };
}

function flaggedList(
  { flagged, date }: DigestFacts,
  count: number,
  site: LetterSite,
): LetterPart[] {
  if (flagged.length === 0) return [];
  const more = count - flagged.length;
  const all = `/calls?from=${date}&to=${date}&flag=flagged`;
  return [
    {
      kind: "list",
      title:
        more > 0
          ? `The ${flagged.length} lowest of ${formatCount(count)} flagged calls`
          : "Flagged calls",
      items: flagged.map((call) => ({
        title: `${formatScore(call.total)} · ${call.agentName ?? call.agentUser ?? "no agent"}`,
        href: callHref(site, call.recordingId),
        text: [
          formatInstant(call.startedAt, site.timeZone),
          call.flagReason ?? "",
          summaryOf(call, site),
        ]
          .filter((text) => text !== "")
          .join(" · "),
      })),
      rest: more > 0 ? `and ${plural(more, "more flagged call")}` : null,
    },
    ...(more > 0 ? dashboardLink(site, "All flagged calls of the day", all) : []),
  ];
}

function summaryOf({ summary }: FlaggedCall, { summaries }: LetterSite): string {
  if (summaries === "none") return "";
  return summaries === "masked" ? maskPart(summary) : summary;
}

function pipelineFacts(
  { pipeline, costs }: DigestFacts,
  { timeZone }: LetterSite,
  nowMs: number,
): LetterPart {
  const { heartbeat, waitingToBeScored, waitingToBeTranscribed, needsPerson } = pipeline;
  const disk = heartbeat?.heartbeat.disk_free_bytes ?? null;
  const cost = costs.reduce((sum, { cost_usd }) => sum + cost_usd, 0);
  const calls = costs.reduce((sum, row) => sum + row.calls, 0);
  return {
    kind: "facts",
    title: "Pipeline",
    rows: [
      {
        name: "On-prem agent",
        value:
          heartbeat === null
            ? "never heard"
            : `heard ${formatAge(nowMs - heartbeat.receivedAt)} ago`,
        note: heartbeat === null ? "" : formatInstant(heartbeat.receivedAt, timeZone),
      },
      { name: "Waiting to be transcribed", value: formatCount(waitingToBeTranscribed), note: "" },
      { name: "Waiting to be scored", value: formatCount(waitingToBeScored), note: "" },
      { name: "Needs a person", value: formatCount(needsPerson), note: "" },
      ...(disk === null ? [] : [{ name: "Disk free there", value: formatBytes(disk), note: "" }]),
      {
        name: "Judges cost",
        value: formatDollars(cost),
        note: `for ${plural(calls, "call")} judged on this day and since`,
      },
    ],
  };
}

function warning(text: string): LetterPart {
  return { kind: "warning", text };
}
