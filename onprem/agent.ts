import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { basename } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import { AGENT_VERSION } from "./agent-version.ts";
import { readBootId } from "./boot-id.ts";
import type { AgentConfig } from "./config/load-config.ts";
import { retentionHorizonMs } from "./housekeeping/retention.ts";
import { findHostPaths } from "./night/host-sample.ts";
import type { NightEvent } from "./night/night-event.ts";
import { runNight } from "./night/run-night.ts";
import { runOnce, type OnceEvent } from "./once/run-once.ts";
import { createEdgeClient } from "./outbox/edge-client.ts";
import { openDatabase } from "./queue/open-database.ts";
import { openPatiently, type Patience } from "./queue/open-patiently.ts";
import { rememberedSettings } from "./queue/remembered-settings.ts";
import { holdRunLock, holdWatchLock } from "./queue/run-lock.ts";
import type { RunEnd } from "./queue/run-log.ts";
import { storageTrouble } from "./queue/storage-error.ts";
import { anonymousKey } from "./source-folder/anonymous-ids.ts";
import { createFolderSource } from "./source-folder/folder-source.ts";
import type { RecordingSource } from "./source.ts";
import { describeError } from "./telemetry/describe-error.ts";
import type { Logger } from "./telemetry/logger.ts";
import { composeRequest } from "./transcription/compose-request.ts";
import { readCpuTopology } from "./transcription/cpu-topology.ts";
import { prepareWorkers } from "./transcription/prepare-workers.ts";
import { runWatch } from "./watch/run-watch.ts";
import { watchTimings } from "./watch/watch-timings.ts";

/*
 * Builds the parts of the agent from its configuration, one function for each way it runs, and takes them down again.
 */

const WAIT_FOR_RETRIES_MS = 60_000;

export type OnceOptions = {
  config: AgentConfig;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  onEvent: (event: OnceEvent) => void;
  now: () => number;
};

/**
 * `nightshift once`: look, transcribe, deliver, report. Throws ConfigError, SourceError, AlreadyRunningError,
 * WorkerUnusableError, EdgeRefusedError: each message says what to do.
 */
export async function once({ config, env, signal, onEvent, now }: OnceOptions): Promise<void> {
  const workers = prepareWorkers(config, env, readCpuTopology());
  const releaseLock = holdRunLock(config.stateFolder);
  const db = openDatabase(config.stateFolder);
  const edge = createEdgeClient({ ...config.edge, retries: 4, signal });
  try {
    const source = await openSource(config, db, signal, now);
    try {
      await runOnce({
        ...workers,
        db,
        lease: { owner: randomUUID(), bootId: readBootId() },
        source,
        edge,
        admission: config.source,
        language: config.whisper.language,
        redact: config.redact,
        facts: {
          siteId: config.site.id,
          agentVersion: AGENT_VERSION,
          host: hostname(),
          model: basename(config.whisper.model),
          stateFolder: config.stateFolder,
        },
        transcriptTextFolder: config.transcriptTextFolder,
        signal,
        onEvent,
        now,
      });
    } finally {
      await source.close();
    }
  } finally {
    await edge.close();
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
  random: () => number;
};

/**
 * `nightshift transcribe`: the queue's work with pinned workers under the guard's eye, until the night ends. It needs no
 * network: `watch` fills the queue, remembers the edge's settings and sends what is done. Throws AlreadyRunningError,
 * WorkerUnusableError: each message says what to do.
 */
export async function transcribeAtNight(options: NightRunOptions): Promise<RunEnd> {
  const { config, env, endsAt, drain, force, onEvent, now, random } = options;
  const topology = readCpuTopology();
  const paths = findHostPaths(process.pid);
  const { plan, startWorker } = prepareWorkers(config, env, topology);
  for (const message of plan.warnings) onEvent({ type: "warning", message });
  const patience: Patience = {
    stop: drain,
    random,
    onTrouble: (error) =>
      onEvent({ type: "storage_trouble", reason: storageTrouble(error) ?? "it cannot be opened" }),
  };
  const releaseLock = await openPatiently(() => holdRunLock(config.stateFolder), patience);
  if (releaseLock === null) return "stopped";
  const db = await openPatiently(() => openDatabase(config.stateFolder), patience);
  if (db === null) {
    releaseLock();
    return "stopped";
  }
  try {
    const { guard } = config.night;
    return await runNight({
      db,
      lease: { owner: randomUUID(), bootId: readBootId() },
      plan,
      startWorker: (index, { stop, ...under }) => startWorker(index, { ...under, signal: stop }),
      request: (recording) =>
        composeRequest(recording, rememberedSettings(db), config.whisper.language, config.redact),
      endsAt,
      endWhenIdleForMs: endsAt === null ? WAIT_FOR_RETRIES_MS : null,
      guard: guard.enabled ? { limits: guard, online: topology.online, paths } : null,
      stateFolder: config.stateFolder,
      minFreeBytes: config.minFreeBytes,
      transcriptTextFolder: config.transcriptTextFolder,
      drain,
      force,
      onEvent,
      now,
      clockMs: () => performance.now(),
    });
  } finally {
    db.close();
    releaseLock();
  }
}

export type WatchOptions = {
  config: AgentConfig;
  env: NodeJS.ProcessEnv;
  /** Aborts when `watch` is to stop. */
  signal: AbortSignal;
  log: Logger;
  now: () => number;
  random: () => number;
};

/**
 * `nightshift watch`: the resident agent, until `signal` aborts. Throws AlreadyRunningError, SourceError,
 * QueueVersionError, and what else makes the state folder unusable; nothing once it runs.
 */
export async function watch(options: WatchOptions): Promise<void> {
  const { config, env, signal, log, now, random } = options;
  const patience: Patience = {
    stop: signal,
    random,
    onTrouble: (error, retryInMs) =>
      log.error(
        { event: "queue_not_opened", ...describeError(error), retry_in_ms: retryInMs },
        "the queue cannot be opened now",
      ),
  };
  const releaseLock = await openPatiently(() => holdWatchLock(config.stateFolder), patience);
  if (releaseLock === null) return;
  try {
    const db = await openPatiently(() => openDatabase(config.stateFolder), patience);
    if (db === null) return;
    try {
      await runWatch({
        db,
        source: await openSource(config, db, signal, now),
        createEdge: (force) => createEdgeClient({ ...config.edge, retries: 2, signal: force }),
        config,
        log,
        timings: watchTimings(config.edge.confirmAfterMs),
        agentVersion: AGENT_VERSION,
        host: hostname(),
        searchPath: env.PATH ?? "",
        startedAt: now(),
        stop: signal,
        now,
        random,
      });
    } finally {
      db.close();
    }
  } finally {
    releaseLock();
  }
}

/** Throws SourceError. */
async function openSource(
  config: AgentConfig,
  db: DatabaseSync,
  signal: AbortSignal,
  now: () => number,
): Promise<RecordingSource> {
  const { source, site, priorities, retention } = config;
  if (source.kind === "vicidial") {
    // The database's client takes memory that `watch` over a folder need not spend.
    const { openVicidialSource } = await import("./source-vicidial/open-vicidial-source.ts");
    return openVicidialSource({ db, source, config, signal, now });
  }
  return createFolderSource({
    db,
    folder: source.folder,
    key: anonymousKey(config.stateFolder),
    timeZone: site.timeZone,
    priorities,
    notBefore: () => retentionHorizonMs(retention, now()),
    now,
  });
}
