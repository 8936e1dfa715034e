import { statfs } from "node:fs/promises";
import type { DatabaseSync } from "node:sqlite";

import type { Heartbeat } from "#shared/contracts/heartbeat.ts";

import { outboxCounts, queueCounts } from "../queue/queue-counts.ts";
import { lastRun } from "../queue/run-log.ts";

export type HeartbeatFacts = {
  siteId: string;
  agentVersion: string;
  host: string;
  /** File name of the Whisper model. */
  model: string;
  stateFolder: string;
};

/** What the agent tells the edge of itself. */
export async function composeHeartbeat(
  db: DatabaseSync,
  facts: HeartbeatFacts,
  now: number,
): Promise<Heartbeat> {
  const run = lastRun(db);
  const disk = await statfs(facts.stateFolder).catch(() => null);
  return {
    site_id: facts.siteId,
    agent_version: facts.agentVersion,
    host: facts.host,
    sent_at: new Date(now).toISOString(),
    queue: queueCounts(db),
    outbox_depth: outboxCounts(db).waiting,
    model: facts.model,
    disk_free_bytes: disk === null ? null : disk.bavail * disk.bsize,
    last_run:
      run === null
        ? null
        : {
            started_at: new Date(run.started_at).toISOString(),
            finished_at: run.finished_at === null ? null : new Date(run.finished_at).toISOString(),
            transcribed: run.transcribed,
            failed: run.failed,
            audio_sec: run.audio_sec,
          },
  };
}
