import { statfs } from "node:fs/promises";
import type { DatabaseSync } from "node:sqlite";

import type { Heartbeat } from "#shared/contracts/heartbeat.ts";

import { outboxCounts, queueCounts } from "../queue/queue-counts.ts";
import { lastRunFigures, type RunFigures } from "../telemetry/run-figures.ts";

export type HeartbeatFacts = {
  siteId: string;
  agentVersion: string;
  host: string;
  /** File name of the Whisper model. */
  model: string;
  stateFolder: string;
  /** When the resident agent was started, in epoch milliseconds; left out by a single run. */
  watchingSince?: number;
  /** Why recordings cannot be looked for, and since when; left out by a single run. */
  sourceError?: { code: string; since: number } | null;
};

/** What the agent tells the edge of itself. */
export async function composeHeartbeat(
  db: DatabaseSync,
  facts: HeartbeatFacts,
  now: number,
): Promise<Heartbeat> {
  const disk = await statfs(facts.stateFolder).catch(() => null);
  const run = lastRunFigures(db, now);
  const outbox = outboxCounts(db);
  const { watchingSince, sourceError } = facts;
  return {
    site_id: facts.siteId,
    agent_version: facts.agentVersion,
    host: facts.host,
    sent_at: new Date(now).toISOString(),
    queue: queueCounts(db),
    outbox_depth: outbox.waiting,
    outbox_refused: outbox.rejected,
    model: facts.model,
    disk_free_bytes: disk === null ? null : disk.bavail * disk.bsize,
    last_run: run === null ? null : toLastRun(run),
    ...(watchingSince === undefined
      ? {}
      : { watch_uptime_sec: Math.max(0, Math.round((now - watchingSince) / 1000)) }),
    ...(sourceError === undefined
      ? {}
      : {
          source_error:
            sourceError === null
              ? null
              : { code: sourceError.code, since: new Date(sourceError.since).toISOString() },
        }),
  };
}

function toLastRun(run: RunFigures): NonNullable<Heartbeat["last_run"]> {
  return {
    started_at: new Date(run.started_at).toISOString(),
    finished_at: run.finished_at === null ? null : new Date(run.finished_at).toISOString(),
    transcribed: run.transcribed,
    failed: run.failed,
    audio_sec: run.audio_sec,
    skipped: run.skipped,
    pauses: run.pauses,
    paused_sec: run.paused_sec,
  };
}
