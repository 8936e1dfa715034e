import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import type { SiteSettings } from "#shared/contracts/settings.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { readBootId } from "./boot-id.ts";
import type { AgentConfig } from "./config/load-config.ts";
import { deliverOutbox, type DeliveryOptions } from "./outbox/deliver.ts";
import {
  createEdgeClient,
  EdgeRefusedError,
  EdgeUnavailableError,
  type EdgeClient,
} from "./outbox/edge-client.ts";
import { composeHeartbeat } from "./outbox/heartbeat.ts";
import { admitRecordings } from "./queue/admit-recordings.ts";
import { inTransaction, openDatabase } from "./queue/open-database.ts";
import { outboxCounts, queueCounts } from "./queue/queue-counts.ts";
import { reclaimAbandoned } from "./queue/reclaim-abandoned.ts";
import { rememberedSettings, rememberSettings } from "./queue/remembered-settings.ts";
import { holdRunLock } from "./queue/run-lock.ts";
import { countOutcome, finishRun, startRun } from "./queue/run-log.ts";
import { createFolderSource } from "./source-folder/folder-source.ts";
import { openVicidialSource } from "./source-vicidial/open-vicidial-source.ts";
import type { RecordingSource } from "./source.ts";
import { allowedCpus, divideCpus } from "./transcription/cpu-affinity.ts";
import { modelProblem } from "./transcription/model-file.ts";
import { superviseTranscription, type TranscriptionEvent } from "./transcription/supervisor.ts";
import { startWhisperWorker, WorkerUnusableError } from "./transcription/whisper-worker.ts";
import { whisperPaths } from "./whisper-build/build-record.ts";
import { checkWhisperBuild } from "./whisper-build/check-build.ts";
import { readHostCpu } from "./whisper-build/host-cpu.ts";

export const AGENT_VERSION = readVersion();
const WAIT_FOR_RETRIES_MS = 60_000;

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
  requireUsableWhisper(config);
  const releaseLock = holdRunLock(config.stateFolder);
  const db = openDatabase(config.stateFolder);
  const edge = createEdgeClient({ ...config.edge, retries: 4, signal });
  const source = createSource(config, db, now, signal);
  try {
    const lease = { owner: randomUUID(), bootId: readBootId() };
    reclaimAbandoned(db, lease, now());
    await lookAtSource({ db, source, config, onEvent, now });
    const settings = await currentSettings(db, edge);
    const runId = startRun(db, now());
    const cpus = divideCpus(allowedCpus(), config.whisper.cpus, config.whisper.workers ?? 1);
    await superviseTranscription({
      db,
      lease,
      workers: cpus.length,
      startWorker: (index) =>
        startWhisperWorker({
          modelPath: config.whisper.model,
          cpus: cpus[index] ?? [],
          homeFolder: config.stateFolder,
          env,
        }),
      request: (recording) => ({
        recordingId: recording.recording_id,
        path: recording.path,
        language: settings?.language ?? config.whisper.language,
        initialPrompt: settings?.initial_prompt ?? null,
        minCallSec: settings?.min_call_sec ?? defaultScorecard.min_call_sec,
      }),
      waitForRetriesMs: WAIT_FOR_RETRIES_MS,
      signal,
      now,
      onEvent: (event) => {
        if (event.type === "settled") countSettled(db, runId, event);
        onEvent(event);
      },
    });
    if (signal.aborted) return;
    // A file that vanished between queue and transcription is looked for once more before the edge is told.
    await lookAtSource({ db, source, config, onEvent: () => undefined, now });
    finishRun(db, runId, now());
    await report({ db, edge, config, onEvent, now });
  } finally {
    await edge.close();
    await source.close();
    db.close();
    releaseLock();
  }
}

function requireUsableWhisper(config: AgentConfig): void {
  const build = checkWhisperBuild(whisperPaths(), readHostCpu());
  if (!build.ok) throw new WorkerUnusableError(build.message);
  const problem = modelProblem(config.whisper.model);
  if (problem !== null) throw new WorkerUnusableError(problem);
}

function createSource(
  config: AgentConfig,
  db: DatabaseSync,
  now: () => number,
  signal?: AbortSignal,
): RecordingSource {
  const { source, site, priorities } = config;
  if (source.kind === "vicidial") return openVicidialSource({ db, source, config, signal, now });
  return createFolderSource({
    db,
    folder: source.folder,
    timeZone: site.timeZone,
    priorities,
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

/** The edge's settings for this site; those it gave before when it is away or refuses us: the night's work goes on. */
async function currentSettings(db: DatabaseSync, edge: EdgeClient): Promise<SiteSettings | null> {
  try {
    const settings = await edge.settings();
    rememberSettings(db, settings);
    return settings;
  } catch (error) {
    if (!(error instanceof EdgeUnavailableError || error instanceof EdgeRefusedError)) throw error;
    return rememberedSettings(db);
  }
}

function countSettled(
  db: DatabaseSync,
  runId: number,
  event: Extract<TranscriptionEvent, { type: "settled" }>,
): void {
  if (event.state === "transcribed" && event.outcome.kind === "transcribed") {
    countOutcome(db, runId, "transcribed", event.outcome.transcript.audio_sec);
  } else if (event.state === "skipped" || event.state === "failed") {
    countOutcome(db, runId, event.state, 0);
  }
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
