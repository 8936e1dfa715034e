import { recordingStateSchema } from "#shared/contracts/call.ts";
import type { Quota } from "#shared/contracts/spending.ts";

import type { Database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { readAllTime, readDays, type DayStat } from "../qa-api/daily-stats.repository.ts";
import {
  readDatabaseBytes,
  readHeartbeat,
  type LastHeartbeat,
} from "../qa-api/health.repository.ts";
import { lastDays, type SiteClock } from "../qa-api/period.ts";
import { countQueue } from "../qa-api/queue-status.usecase.ts";
import { readDailyCosts } from "../spending/costs.repository.ts";
import { providerQuotas } from "../spending/quota.usecase.ts";
import type { Gauge, Sample } from "./exposition.ts";
import { MOST_COUNTED, readWaiting } from "./waiting.repository.ts";

const PREFIX = "nightshift_edge_";
const DOORS = ["open", "half_open", "closed", "no_key"] as const;

/**
 * How a site stands, as Prometheus reads it. All are gauges: calls are deleted by retention and on callers' wish, scores are
 * replaced and days begin anew, so nothing that the database holds only ever grows. Labels have few values: a call or an agent
 * never is one.
 */
export async function siteMetrics(
  db: Database,
  env: Env,
  siteId: string,
  clock: SiteClock,
): Promise<Gauge[]> {
  const today = lastDays(1, clock);
  const [queue, days, allTime, costs, quotas, heartbeat, waiting, databaseBytes] =
    await Promise.all([
      countQueue(db, siteId, clock),
      readDays(db, siteId, "site", lastDays(2, clock)),
      readAllTime(db, siteId),
      readDailyCosts(db, siteId, today),
      providerQuotas(db, env, clock.nowMs),
      readHeartbeat(db, siteId),
      readWaiting(db, siteId),
      readDatabaseBytes(db),
    ]);
  const { oldestJobAt, reviews } = waiting;
  const queueAgeSec = oldestJobAt === null ? 0 : Math.max(0, clock.nowMs - oldestJobAt) / 1000;
  return [
    gauges(
      "calls",
      "Calls of all time, by where they stand.",
      labelled("state", queue.status_counts),
    ),
    ...dayMetrics(days, today.to),
    gauge(
      "last_scored_timestamp_seconds",
      "When the latest score was stored.",
      inSeconds(allTime.lastScoredAt),
    ),
    gauge(
      "oldest_waiting_job_age_seconds",
      "How long a transcribed call has waited for its score; 0 when none waits.",
      queueAgeSec,
    ),
    gauge(
      "review_backlog",
      `Calls that wait for a person; ${MOST_COUNTED} means that many or more.`,
      reviews,
    ),
    gauges(
      "cost_today_usd",
      "What judging has cost since the site's midnight, in US dollars.",
      costs.map(({ provider, model, costUsd }) => ({
        labels: { provider, model },
        value: costUsd,
      })),
    ),
    gauges(
      "scores_today",
      "Scores made since the site's midnight, of calls of whatever day.",
      costs.map(({ provider, model, calls }) => ({ labels: { provider, model }, value: calls })),
    ),
    ...quotaMetrics(quotas),
    ...agentMetrics(heartbeat),
    gauge("database_bytes", "Size of the whole D1 database, all sites together.", databaseBytes),
  ];
}

/** The calls of today and yesterday by the site's calendar. A night's scores are those of yesterday's calls. */
function dayMetrics(days: readonly DayStat[], today: string): Gauge[] {
  const of = (figure: (day: DayStat) => number | null, none: number | null): Sample[] =>
    (["today", "yesterday"] as const).map((name) => {
      const day = days.find(({ localDate }) => (localDate === today) === (name === "today"));
      return { labels: { day: name }, value: day === undefined ? none : figure(day) };
    });
  return [
    gauges(
      "day_calls",
      "Calls of that day.",
      of((day) => day.totalCalls, 0),
    ),
    gauges(
      "day_scored_calls",
      "Calls of that day that have a score.",
      of((day) => day.scoredCalls, 0),
    ),
    gauges(
      "day_flagged_calls",
      "Calls of that day that are flagged.",
      of((day) => day.flaggedCalls, 0),
    ),
    gauges(
      "day_average_score",
      "Mean score of that day's calls, 0 to 100; absent while none has one.",
      of((day) => (day.scoredCalls === 0 ? null : day.sumTotal / day.scoredCalls), null),
    ),
  ];
}

/** The providers' limits, which all sites of the deployment share. */
function quotaMetrics(quotas: Quota): Gauge[] {
  const judges = new Map(quotas.map((row) => [`${row.provider}\n${row.model}`, row]));
  const labelsOf = ({ provider, model, window, unit }: Quota[number]) => ({
    provider,
    model,
    window,
    unit,
  });
  return [
    gauges(
      "provider_quota_limit",
      "How much a provider grants in a window; absent where it is not known.",
      quotas.map((row) => ({ labels: labelsOf(row), value: row.limit })),
    ),
    gauges(
      "provider_quota_left",
      "How much of that is left now.",
      quotas.map((row) => ({
        labels: labelsOf(row),
        value: row.limit === null ? null : Math.max(0, row.limit - row.used),
      })),
    ),
    gauges(
      "provider_state",
      "1 for the state a provider is in: open, half_open (tried again), closed, no_key.",
      [...judges.values()].flatMap(({ provider, model, state: now }) =>
        DOORS.map((state) => ({
          labels: { provider, model, state },
          value: Number(state === now),
        })),
      ),
    ),
  ];
}

/** What the on-prem agent last said of itself; nothing of one that was never heard. */
function agentMetrics(last: LastHeartbeat | null): Gauge[] {
  if (last === null) return [];
  const { receivedAt, heartbeat } = last;
  const queue = Object.fromEntries(
    recordingStateSchema.options.map((state) => [state, heartbeat.queue[state] ?? 0]),
  );
  return [
    gauge(
      "agent_heartbeat_timestamp_seconds",
      "When the on-prem agent was last heard.",
      inSeconds(receivedAt),
    ),
    gauges("agent_info", "The on-prem agent's version.", [
      { labels: { version: heartbeat.agent_version }, value: 1 },
    ]),
    gauges(
      "agent_queue_depth",
      "Recordings in the agent's queue, by state.",
      labelled("state", queue),
    ),
    gauge("agent_outbox_depth", "What the agent must still send.", heartbeat.outbox_depth),
    gauge("agent_outbox_refused", "What this edge refused.", heartbeat.outbox_refused ?? null),
    gauge(
      "agent_disk_free_bytes",
      "Free on the disk of the agent's queue.",
      heartbeat.disk_free_bytes,
    ),
    gauge(
      "agent_source_up",
      "1 while the agent can look for recordings.",
      heartbeat.source_error === undefined ? null : Number(heartbeat.source_error === null),
    ),
  ];
}

function gauges(name: string, help: string, samples: readonly Sample[]): Gauge {
  return { name: PREFIX + name, help, samples };
}

function gauge(name: string, help: string, value: number | null): Gauge {
  return gauges(name, help, [{ value }]);
}

function labelled(label: string, values: Readonly<Record<string, number>>): Sample[] {
  return Object.entries(values).map(([key, value]) => ({ labels: { [label]: key }, value }));
}

const inSeconds = (timeMs: number | null) => (timeMs === null ? null : timeMs / 1000);
