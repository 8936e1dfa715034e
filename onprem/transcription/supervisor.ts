import { stat } from "node:fs/promises";
import type { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

import { claimRecording, nextDueAt, renewLease, type Lease } from "../queue/claim-recording.ts";
import type { ClaimedRecording } from "../queue/recording-row.ts";
import { settleRecording, type Outcome, type Settled } from "../queue/settle-recording.ts";
import { WorkerDiedError, type WhisperWorker } from "./whisper-worker.ts";
import type { TranscribeRequest } from "./worker-messages.ts";

export const LEASE_DURATION_MS = 60_000;
const LEASE_RENEWAL_MS = 20_000;
/** A recording gets this long, and more for its size: PCM at 8 kHz is 16 kB a second, and no model is slower than 1/20. */
const MIN_TIMEOUT_MS = 2 * 60_000;
const TIMEOUT_MS_PER_BYTE = (20 * 1000) / 16_000;

export type TranscriptionEvent =
  | { type: "started"; recording: ClaimedRecording }
  | { type: "settled"; recording: ClaimedRecording; state: Settled; outcome: Outcome };

export type SupervisorOptions = {
  db: DatabaseSync;
  lease: Pick<Lease, "owner" | "bootId">;
  /** Starts one worker; called again when one has died. */
  startWorker: (index: number) => Promise<WhisperWorker>;
  workers: number;
  request: (recording: ClaimedRecording) => TranscribeRequest;
  /** Retries that are due within this time are waited for; later ones are left for the next run. */
  waitForRetriesMs: number;
  signal: AbortSignal;
  onEvent: (event: TranscriptionEvent) => void;
  now: () => number;
};

/**
 * Transcribes what is pending until nothing is left that is due soon, or `signal` aborts: then the workers are ended and
 * what they held goes back to `pending`. A worker's crash costs its recording a try and nothing else. Throws
 * WorkerUnusableError when workers cannot be started at all.
 */
export async function superviseTranscription(options: SupervisorOptions): Promise<void> {
  await Promise.all(
    Array.from({ length: options.workers }, (_, index) => runWorker(index, options)),
  );
}

async function runWorker(index: number, options: SupervisorOptions): Promise<void> {
  const { db, signal, now } = options;
  let worker: WhisperWorker | null = null;
  const killOnAbort = () => void worker?.kill();
  signal.addEventListener("abort", killOnAbort);
  try {
    while (!signal.aborted) {
      const dueAt = nextDueAt(db);
      if (dueAt === null || dueAt > now() + options.waitForRetriesMs) return;
      if (dueAt > now()) {
        await sleep(dueAt - now(), undefined, { signal }).catch(() => undefined);
        continue;
      }
      // Nothing is claimed before a worker stands ready: a worker that cannot start must not use up anyone's tries.
      worker ??= await options.startWorker(index);
      if (signal.aborted) return;
      const lease = { ...options.lease, durationMs: LEASE_DURATION_MS };
      const recording = claimRecording(db, lease, now());
      if (recording === null) continue;
      options.onEvent({ type: "started", recording });
      const outcome = await transcribeUnderLease(worker, recording, lease, options);
      if (outcome.kind === "interrupted" || isCrash(outcome)) worker = null;
      const state = settleRecording(db, recording.recording_id, lease.owner, outcome, now());
      options.onEvent({ type: "settled", recording, state, outcome });
    }
  } finally {
    signal.removeEventListener("abort", killOnAbort);
    await worker?.kill();
  }
}

const CRASH_CODE = "engine_crash";

function isCrash(outcome: Outcome): boolean {
  return outcome.kind === "error" && outcome.code === CRASH_CODE;
}

async function transcribeUnderLease(
  worker: WhisperWorker,
  recording: ClaimedRecording,
  lease: Lease,
  { db, request, signal, now }: SupervisorOptions,
): Promise<Outcome> {
  const renewal = setInterval(
    () => renewLease(db, recording.recording_id, lease, now()),
    LEASE_RENEWAL_MS,
  );
  try {
    return await worker.transcribe(request(recording), await timeoutMsFor(recording.path));
  } catch (error) {
    if (signal.aborted) return { kind: "interrupted" };
    if (!(error instanceof WorkerDiedError)) throw error;
    return {
      kind: "error",
      code: CRASH_CODE,
      reason: `The Whisper engine stopped while transcribing it: ${error.message}`,
      permanent: false,
      durationSec: null,
    };
  } finally {
    clearInterval(renewal);
  }
}

async function timeoutMsFor(path: string): Promise<number> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  return Math.max(MIN_TIMEOUT_MS, size * TIMEOUT_MS_PER_BYTE);
}
