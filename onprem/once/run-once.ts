import type { DatabaseSync } from "node:sqlite";

import { afterEachOutcome } from "../night/settled-outcome.ts";
import { currentSettings } from "../outbox/current-settings.ts";
import { deliverOutbox } from "../outbox/deliver.ts";
import type { EdgeClient } from "../outbox/edge-client.ts";
import { EdgeUnavailableError } from "../outbox/edge-errors.ts";
import { composeHeartbeat, type HeartbeatFacts } from "../outbox/heartbeat.ts";
import { admitInTurns, type AdmitPolicy } from "../queue/admit-recordings.ts";
import type { Lease } from "../queue/claim-recording.ts";
import { outboxCounts, queueCounts } from "../queue/queue-counts.ts";
import { rankAgents } from "../queue/rank-agents.ts";
import { reclaimAbandoned } from "../queue/reclaim-abandoned.ts";
import { finishRun, startRun } from "../queue/run-log.ts";
import type { OptionalKind } from "../redaction/redaction-kinds.ts";
import type { RecordingSource } from "../source.ts";
import { composeRequest } from "../transcription/compose-request.ts";
import type { PreparedWorkers } from "../transcription/prepare-workers.ts";
import { superviseTranscription } from "../transcription/supervisor.ts";
import type { TranscriptionEvent } from "../transcription/work-on-recording.ts";
import { WorkerBrake } from "../transcription/worker-brake.ts";
import { noteStageSuccess } from "../watch/stage-health.ts";

const WAIT_FOR_RETRIES_MS = 60_000;

export type OnceEvent =
  /** `waiting` have no file yet that is whole and has not changed for a while. */
  | { type: "queued"; found: number; pending: number; waiting: number; warnings: string[] }
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
  | { type: "edge_unavailable"; message: string }
  | { type: "warning"; message: string };

export type OnceOptions = PreparedWorkers & {
  db: DatabaseSync;
  lease: Pick<Lease, "owner" | "bootId">;
  source: RecordingSource;
  edge: EdgeClient;
  admission: AdmitPolicy;
  /** The language where the edge never said one. */
  language: string;
  /** What is taken out of transcripts beside cards' numbers, codes and dates. */
  redact: readonly OptionalKind[];
  facts: HeartbeatFacts;
  /** Where a copy of each transcript is kept as text; null for none. */
  transcriptTextFolder: string | null;
  signal: AbortSignal;
  onEvent: (event: OnceEvent) => void;
  now: () => number;
};

/**
 * The whole pipeline once: look at the source, transcribe what is pending, deliver what the edge does not know yet, report.
 * When the edge is away everything stays in the outbox for the next run. Call it with the run lock held. Throws
 * SourceError, WorkerUnusableError, EdgeRefusedError: each message says what to do.
 */
export async function runOnce(options: OnceOptions): Promise<void> {
  const { db, lease, edge, plan, startWorker, language, redact, signal, onEvent, now } = options;
  reclaimAbandoned(db, lease, now());
  await lookAtSource(options);
  rankAgents(db);
  const settings = await currentSettings(db, edge);
  const runId = startRun(db, now(), plan.workers.length);
  const brake = new WorkerBrake();
  await superviseTranscription({
    db,
    lease,
    workers: plan.workers.length,
    startWorker: (index, stop) => startWorker(index, { brake, signal: stop }),
    request: (recording) => composeRequest(recording, settings, language, redact),
    claimTerms: () => ({ maxSec: null }),
    endWhenIdleForMs: WAIT_FOR_RETRIES_MS,
    freeIdleWorkersMs: Infinity,
    drain: signal,
    stop: signal,
    mayFinish: () => false,
    now,
    onEvent: (event) => {
      if (event.type === "settled") {
        afterEachOutcome({ ...options, runId, attempt: (write) => write() }, event);
      }
      onEvent(event);
    },
  });
  if (signal.aborted) return finishRun(db, runId, now(), "stopped");
  // A file that vanished between queue and transcription is looked for once more before the edge is told.
  await lookAtSource({ ...options, onEvent: () => undefined });
  finishRun(db, runId, now(), "done");
  await options.source.removeLeftovers();
  await report(options);
}

async function lookAtSource({
  db,
  source,
  admission,
  onEvent,
  now,
}: Pick<OnceOptions, "db" | "source" | "admission" | "onEvent" | "now">): Promise<void> {
  const { found, warnings } = await source.look();
  noteStageSuccess(db, "look", now());
  await admitInTurns(db, admission, now());
  const { pending = 0, waiting_file: waiting = 0 } = queueCounts(db);
  onEvent({ type: "queued", found, pending, waiting, warnings });
}

async function report({ db, edge, facts, onEvent, now }: OnceOptions): Promise<void> {
  onEvent({ type: "delivering", waiting: outboxCounts(db).waiting });
  try {
    await deliverOutbox({
      db,
      edge,
      siteId: facts.siteId,
      now,
      onDelivered: (recordingId, kind, { result, reason }) =>
        onEvent({ type: "delivered", recordingId, kind, result, reason }),
    });
    await edge.sendHeartbeat(await composeHeartbeat(db, facts, now()));
    noteStageSuccess(db, "heartbeat", now());
  } catch (error) {
    if (!(error instanceof EdgeUnavailableError)) throw error;
    onEvent({ type: "edge_unavailable", message: error.message });
  }
}
