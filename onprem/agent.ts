import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import { readBootId } from "./boot-id.ts";
import { ConfigError, type AgentConfig } from "./config/load-config.ts";
import { findHostPaths } from "./night/host-sample.ts";
import type { NightEvent } from "./night/night-event.ts";
import { runNight } from "./night/run-night.ts";
import { countSettled } from "./night/settled-outcome.ts";
import { currentSettings } from "./outbox/current-settings.ts";
import { deliverOutbox, type DeliveryOptions } from "./outbox/deliver.ts";
import { createEdgeClient } from "./outbox/edge-client.ts";
import { EdgeUnavailableError } from "./outbox/edge-errors.ts";
import { composeHeartbeat } from "./outbox/heartbeat.ts";
import { admitRecordings } from "./queue/admit-recordings.ts";
import { inTransaction, openDatabase } from "./queue/open-database.ts";
import { outboxCounts, queueCounts } from "./queue/queue-counts.ts";
import { rankAgents } from "./queue/rank-agents.ts";
import { reclaimAbandoned } from "./queue/reclaim-abandoned.ts";
import { holdRunLock } from "./queue/run-lock.ts";
import { finishRun, startRun, type RunEnd } from "./queue/run-log.ts";
import { createFolderSource } from "./source-folder/folder-source.ts";
import type { RecordingSource } from "./source.ts";
import { composeRequest } from "./transcription/compose-request.ts";
import { readCpuTopology } from "./transcription/cpu-topology.ts";
import { prepareWorkers } from "./transcription/prepare-workers.ts";
import { superviseTranscription } from "./transcription/supervisor.ts";
import type { TranscriptionEvent } from "./transcription/work-on-recording.ts";
import { WorkerBrake } from "./transcription/worker-brake.ts";

export const AGENT_VERSION = readVersion();
const WAIT_FOR_RETRIES_MS = 60_000;
const DAY_MS = 24 * 60 * 60_000;

export type OnceEvent =
  | { type: "queued"; found: number; pending: number; warnings: string[] }
  | TranscriptionEvent
  /** Transcription has ended; `waiting` messages are in the outbox. */
  | { type: "delivering"; waiting: number }
  | {
      type: "delivered";
      recordingId: string;
      kind: "call" | "transcript";
      result: string;
      reason: string | null;
    }
  | { type: "edge_unavailable"; message: string };

export type OnceOptions = {
  config: AgentConfig;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  onEvent: (event: OnceEvent) => void;
  now: () => number;
};

/**
 * The whole pipeline once: look at the source, transcribe what is pending, deliver what the edge does not know yet, report.
 * When the edge is away everything stays in the outbox for the next run. Throws ConfigError, SourceError,
 * AlreadyRunningError, WorkerUnusableError, EdgeRefusedError: each message says what to do.
 */
export async function runOnce({ config, env, signal, onEvent, now }: OnceOptions): Promise<void> {
  const { plan, startWorker } = prepareWorkers(config, env, readCpuTopology());
  const releaseLock = holdRunLock(config.stateFolder);
  const db = openDatabase(config.stateFolder);
  const edge = createEdgeClient({ ...config.edge, retries: 4, signal });
  const source = createSource(config, db, now);
  try {
    const lease = { owner: randomUUID(), bootId: readBootId() };
    reclaimAbandoned(db, lease, now());
    await lookAtSource({ db, source, config, onEvent, now });
    rankAgents(db);
    const settings = await currentSettings(db, edge);
    const runId = startRun(db, now(), plan.workers.length);
    const brake = new WorkerBrake();
    await superviseTranscription({
      db,
      lease,
      workers: plan.workers.length,
      startWorker: (index, stop) => startWorker(index, { brake, signal: stop }),
      request: (recording) => composeRequest(recording, settings, config.whisper.language),
      claimTerms: () => ({ maxSec: null }),
      endWhenIdleForMs: WAIT_FOR_RETRIES_MS,
      freeIdleWorkersMs: Infinity,
      drain: signal,
      stop: signal,
      mayFinish: () => false,
      now,
      onEvent: (event) => {
        if (event.type === "settled") countSettled(db, runId, event);
        onEvent(event);
      },
    });
    if (signal.aborted) return finishRun(db, runId, now(), "stopped");
    // A file that vanished between queue and transcription is looked for once more before the edge is told.
    await lookAtSource({ db, source, config, onEvent: () => undefined, now });
    finishRun(db, runId, now(), "done");
    await report({ db, edge, config, onEvent, now });
  } finally {
    await edge.close();
    await source.close();
    db.close();
    releaseLock();
  }
}

export type NightRunOptions = {
  config: AgentConfig;
  env: NodeJS.ProcessEnv;
  /** Epoch milliseconds at which the night ends; null: when nothing is left to do. */
  endsAt: number | null;
  /** The first stop drains, the second forces. */
  drain: AbortSignal;
  force: AbortSignal;
  onEvent: (event: NightEvent) => void;
  now: () => number;
};

/**
 * `nightshift transcribe`: the queue's work with pinned workers under the guard's eye, until the night ends. `watch` fills
 * the queue and sends what is done. Throws AlreadyRunningError, WorkerUnusableError: each message says what to do.
 */
export async function transcribeAtNight(options: NightRunOptions): Promise<RunEnd> {
  const { config, env, endsAt, drain, force, onEvent, now } = options;
  const topology = readCpuTopology();
  const paths = findHostPaths(process.pid);
  const { plan, startWorker } = prepareWorkers(config, env, topology);
  for (const message of plan.warnings) onEvent({ type: "warning", message });
  const releaseLock = holdRunLock(config.stateFolder);
  const db = openDatabase(config.stateFolder);
  const edge = createEdgeClient({ ...config.edge, retries: 0, signal: drain });
  try {
    const settings = await currentSettings(db, edge);
    const { guard } = config.night;
    return await runNight({
      db,
      lease: { owner: randomUUID(), bootId: readBootId() },
      plan,
      startWorker: (index, { stop, ...under }) => startWorker(index, { ...under, signal: stop }),
      request: (recording) => composeRequest(recording, settings, config.whisper.language),
      endsAt,
      endWhenIdleForMs: endsAt === null ? WAIT_FOR_RETRIES_MS : null,
      guard: guard.enabled ? { limits: guard, online: topology.online, paths } : null,
      stateFolder: config.stateFolder,
      minFreeBytes: config.minFreeBytes,
      afterSettled: { transcriptTextFolder: config.transcriptTextFolder, onSettled: null },
      drain,
      force,
      onEvent,
      now,
      clockMs: () => performance.now(),
    });
  } finally {
    await edge.close();
    db.close();
    releaseLock();
  }
}

function createSource(
  { source, site, priorities, retention }: AgentConfig,
  db: DatabaseSync,
  now: () => number,
): RecordingSource {
  if (source.kind === "vicidial") throw new ConfigError("The ViciDial source is not wired yet.");
  return createFolderSource({
    db,
    folder: source.folder,
    timeZone: site.timeZone,
    priorities,
    notBefore: () => now() - retention.rowDays * DAY_MS,
    now,
  });
}

async function lookAtSource(options: {
  db: DatabaseSync;
  source: RecordingSource;
  config: AgentConfig;
  onEvent: OnceOptions["onEvent"];
  now: () => number;
}): Promise<void> {
  const { db, source, config, onEvent, now } = options;
  const { found, warnings } = await source.look();
  inTransaction(db, () => admitRecordings(db, config.source, now()));
  onEvent({ type: "queued", found, pending: queueCounts(db).pending ?? 0, warnings });
}

async function report({
  db,
  edge,
  config,
  onEvent,
  now,
}: Pick<DeliveryOptions, "db" | "edge" | "now"> & {
  config: AgentConfig;
  onEvent: OnceOptions["onEvent"];
}): Promise<void> {
  onEvent({ type: "delivering", waiting: outboxCounts(db).waiting });
  try {
    await deliverOutbox({
      db,
      edge,
      siteId: config.site.id,
      now,
      onDelivered: (recordingId, kind, { result, reason }) =>
        onEvent({ type: "delivered", recordingId, kind, result, reason }),
    });
    const facts = {
      siteId: config.site.id,
      agentVersion: AGENT_VERSION,
      host: hostname(),
      model: basename(config.whisper.model),
      stateFolder: config.stateFolder,
    };
    await edge.sendHeartbeat(await composeHeartbeat(db, facts, now()));
  } catch (error) {
    if (!(error instanceof EdgeUnavailableError)) throw error;
    onEvent({ type: "edge_unavailable", message: error.message });
  }
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  return manifest !== null && typeof manifest === "object" && "version" in manifest
    ? String(manifest.version)
    : "unknown";
}
