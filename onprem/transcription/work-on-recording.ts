import { stat } from "node:fs/promises";
import type { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

import { renewLease, type Lease } from "../queue/claim-recording.ts";
import type { ClaimedRecording } from "../queue/recording-row.ts";
import { returnClaim } from "../queue/return-claim.ts";
import { settleRecording, type Outcome, type Settled } from "../queue/settle-recording.ts";
import { storageTrouble } from "../queue/storage-error.ts";
import { WorkerDiedError, type WhisperWorker } from "./whisper-worker.ts";
import type { TranscribeRequest } from "./worker-messages.ts";

export const LEASE_DURATION_MS = 60_000;
const LEASE_RENEWAL_MS = 20_000;
/** A recording gets this much work, and more for its length: no model is slower than 1/20. */
const MIN_TIMEOUT_MS = 2 * 60_000;
const TIMEOUT_MS_PER_AUDIO_SEC = 20 * 1000;
const PCM_BYTES_PER_SEC = 16_000;
const DRAIN_CHECK_MS = 1_000;
const FIRST_SETTLE_RETRY_MS = 1_000;
const MAX_SETTLE_RETRY_MS = 30_000;

export type TranscriptionEvent =
  | { type: "started"; recording: ClaimedRecording }
  | {
      type: "settled";
      recording: ClaimedRecording;
      /** `not_settled`: the queue could not be written to before the end; the next run takes the recording up again. */
      state: Settled | "not_settled";
      outcome: Outcome;
      /** Seconds the worker could work on it: pauses left out. */
      workSec: number;
    }
  | { type: "worker_unusable"; index: number; reason: string }
  /** The queue cannot be written to; it is tried again. */
  | { type: "storage_trouble"; reason: string };

export type WorkOptions = {
  db: DatabaseSync;
  lease: Lease;
  request: (recording: ClaimedRecording) => TranscribeRequest;
  /** Aborts first: only what `mayFinish` allows goes on. */
  drain: AbortSignal;
  /** Aborts when work must end at once. */
  stop: AbortSignal;
  /** Asked while draining, about a recording and the seconds of work done on it. */
  mayFinish: (recording: ClaimedRecording, workedSec: number) => boolean;
  onEvent: (event: TranscriptionEvent) => void;
  now: () => number;
};

/** A recording that is ours: its lease is renewed until `release`. */
export type Held = {
  recording: ClaimedRecording;
  /** How much work it may take. */
  timeoutMs: number;
  release: () => void;
};

/** What came of the work on a recording. */
export type Worked = { outcome: Outcome; workSec: number };

/** Keeps the lease of a recording that has just been claimed, whether it is worked on, waits or is paused. */
export async function hold(
  recording: ClaimedRecording,
  { db, lease, now }: Pick<WorkOptions, "db" | "lease" | "now">,
): Promise<Held> {
  const renewal = setInterval(() => {
    try {
      renewLease(db, recording.recording_id, lease, now());
    } catch (error) {
      // Nobody else may claim while we hold the run lock: a lease that cannot be renewed for the moment harms nothing.
      if (storageTrouble(error) === null) throw error;
    }
  }, LEASE_RENEWAL_MS);
  const timeoutMs = await timeoutMsFor(recording);
  return { recording, timeoutMs, release: () => clearInterval(renewal) };
}

/** Has a worker transcribe a recording; it is told before this returns. */
export async function workOn(
  worker: WhisperWorker,
  held: Held,
  options: WorkOptions,
): Promise<Worked> {
  const begunMs = worker.workedMs();
  const workedSec = () => (worker.workedMs() - begunMs) / 1000;
  const outcome = await transcribe(worker, held, workedSec, options);
  return { outcome, workSec: workedSec() };
}

/** Writes down what came of a recording and lets go of it. */
export async function settle(
  { recording, release }: Held,
  { outcome, workSec }: Worked,
  options: WorkOptions,
): Promise<void> {
  const { db, lease, now } = options;
  try {
    const state = await withPatience(options, () =>
      settleRecording(db, recording.recording_id, lease.owner, outcome, now()),
    );
    options.onEvent({
      type: "settled",
      recording,
      state: state ?? "not_settled",
      outcome,
      workSec,
    });
  } finally {
    release();
  }
}

/** Returns a recording that nothing was done to, and lets go of it. */
export async function giveBack({ recording, release }: Held, options: WorkOptions): Promise<void> {
  const { db, lease, now } = options;
  try {
    await withPatience(options, () => returnClaim(db, recording.recording_id, lease.owner, now()));
  } finally {
    release();
  }
}

/** The worker's end, as the outcome of a recording that may have brought it about. */
export function engineCrash(how: string): Outcome {
  return {
    kind: "error",
    code: "engine_crash",
    reason: `The Whisper engine stopped while transcribing it: ${how}`,
    permanent: false,
    durationSec: null,
  };
}

async function transcribe(
  worker: WhisperWorker,
  { recording, timeoutMs }: Held,
  workedSec: () => number,
  { request, drain, stop, mayFinish }: WorkOptions,
): Promise<Outcome> {
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
    void worker.kill();
  };
  const interruptUnlessNearlyDone = () => {
    if (drain.aborted && !mayFinish(recording, workedSec())) interrupt();
  };
  const draining = setInterval(interruptUnlessNearlyDone, DRAIN_CHECK_MS);
  drain.addEventListener("abort", interruptUnlessNearlyDone);
  stop.addEventListener("abort", interrupt);
  try {
    interruptUnlessNearlyDone();
    if (stop.aborted) interrupt();
    return await worker.transcribe(request(recording), timeoutMs);
  } catch (error) {
    if (interrupted) return { kind: "interrupted" };
    if (!(error instanceof WorkerDiedError)) throw error;
    return engineCrash(error.message);
  } finally {
    clearInterval(draining);
    drain.removeEventListener("abort", interruptUnlessNearlyDone);
    stop.removeEventListener("abort", interrupt);
  }
}

/** A night's work is not thrown away because the disk is full for a while: a write is tried until `stop`; then null. */
async function withPatience<Value>(
  { stop, onEvent }: Pick<WorkOptions, "stop" | "onEvent">,
  write: () => Value,
): Promise<Value | null> {
  for (
    let delayMs = FIRST_SETTLE_RETRY_MS;
    ;
    delayMs = Math.min(delayMs * 2, MAX_SETTLE_RETRY_MS)
  ) {
    try {
      return write();
    } catch (error) {
      const trouble = storageTrouble(error);
      if (trouble === null) throw error;
      if (stop.aborted) return null;
      onEvent({ type: "storage_trouble", reason: trouble });
      await sleep(delayMs, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}

async function timeoutMsFor({ path, likely_sec: likelySec }: ClaimedRecording): Promise<number> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  const audioSec = Math.max(likelySec, size / PCM_BYTES_PER_SEC);
  return Math.max(MIN_TIMEOUT_MS, audioSec * TIMEOUT_MS_PER_AUDIO_SEC);
}
