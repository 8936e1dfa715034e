import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import {
  claimRecording,
  nextDueAt,
  somethingToClaim,
  type Lease,
} from "../queue/claim-recording.ts";
import type { ClaimedRecording } from "../queue/recording-row.ts";
import { storageTrouble } from "../queue/storage-error.ts";
import { LookAhead } from "./look-ahead.ts";
import { WorkerUnusableError, type WhisperWorker } from "./whisper-worker.ts";
import {
  hold,
  LEASE_DURATION_MS,
  settle,
  workOn,
  type Held,
  type Worked,
  type WorkOptions,
} from "./work-on-recording.ts";

/** How often it is looked whether work may go on, and whether there is any. */
const CHECK_MS = 1_000;
const IDLE_POLL_MS = 5_000;
const NOTHING_FITS_MS = 30_000;
const STORAGE_RETRY_MS = 10_000;

/** Under which terms a recording may be claimed now: `maxSec` is the most audio it may hold; null for any. */
export type ClaimTerms = { maxSec: number | null };

export type SupervisorOptions = Omit<WorkOptions, "lease"> & {
  lease: Pick<Lease, "owner" | "bootId">;
  /** Starts one worker; called again when one has died. `stop` ends the waiting for it. */
  startWorker: (index: number, stop: AbortSignal) => Promise<WhisperWorker>;
  workers: number;
  /** Null while nothing may be claimed: workers are paused, the disk is full. */
  claimTerms: () => ClaimTerms | null;
  /**
   * Ends when nothing is due within so many milliseconds (retries within them are waited for); null: waits for new
   * recordings until it is told to end.
   */
  endWhenIdleForMs: number | null;
  /** A worker without work for so long is ended: its memory is better used by others. */
  freeIdleWorkersMs: number;
};

/** What the slots know together. */
type Shared = SupervisorOptions & {
  lease: Lease;
  nothingFitsUntil: number;
  lookAhead: LookAhead;
};

/**
 * Transcribes what is pending until there is nothing left, or until it is told to end: on `drain` nothing new is claimed
 * and what would be done within the grace period may be, on `stop` the workers are ended. What they held goes back to
 * `pending`. A worker's crash costs its recording a try and nothing else; a worker that cannot be started is given up and
 * the others go on. Throws WorkerUnusableError when none can be started.
 */
export async function superviseTranscription(options: SupervisorOptions): Promise<void> {
  const failed = new AbortController();
  const work: SupervisorOptions & { lease: Lease } = {
    ...options,
    lease: { ...options.lease, durationMs: LEASE_DURATION_MS },
    stop: AbortSignal.any([options.stop, failed.signal]),
    drain: AbortSignal.any([options.drain, options.stop, failed.signal]),
  };
  const shared: Shared = { ...work, nothingFitsUntil: 0, lookAhead: new LookAhead(work) };
  // Every worker listens to both.
  setMaxListeners(0, shared.stop, shared.drain);
  const slots = await Promise.allSettled(
    Array.from({ length: options.workers }, (_, index) =>
      runSlot(index, shared).catch((error: unknown) => {
        if (!(error instanceof WorkerUnusableError)) failed.abort();
        else options.onEvent({ type: "worker_unusable", index, reason: error.message });
        throw error;
      }),
    ),
  );
  const errors = slots.flatMap((slot): unknown[] =>
    slot.status === "rejected" ? [slot.reason] : [],
  );
  const unforeseen = errors.find((error) => !(error instanceof WorkerUnusableError));
  if (unforeseen !== undefined) throw unforeseen;
  if (errors.length === options.workers) throw errors[0];
}

/** One worker after another in the same place, and what it does. */
async function runSlot(index: number, shared: Shared): Promise<void> {
  let worker: WhisperWorker | null = null;
  let idleSince = shared.now();
  try {
    while (!shared.drain.aborted) {
      // What waits for another worker is better begun here than left lying.
      const next = somethingWaits(shared) ? "claim" : nextStep(worker, shared);
      if (next === "end") return;
      if (next !== "claim") {
        if (worker !== null && shared.now() - idleSince >= shared.freeIdleWorkersMs) {
          await worker.kill();
          worker = null;
        }
        await pause(next.waitMs, shared.drain);
        continue;
      }
      // Nothing is claimed before a worker stands ready: a worker that cannot start must not use up anyone's tries.
      if (worker === null || !worker.alive()) {
        worker = await start(index, shared);
        continue;
      }
      const first = await takeOne(index, shared);
      if (first === null) continue;
      await workInARow(index, worker, first, shared);
      idleSince = shared.now();
    }
  } finally {
    await worker?.kill();
    await shared.lookAhead.giveBack(index);
  }
}

function somethingWaits({ lookAhead, claimTerms }: Shared): boolean {
  return lookAhead.somethingWaits && claimTerms() !== null;
}

/** What waits for this worker, the next of the queue, or what waits for another worker. */
async function takeOne(index: number, shared: Shared): Promise<Held | null> {
  const own = await shared.lookAhead.take(index);
  if (own !== null) return own;
  const recording = claim(shared);
  return recording === null ? shared.lookAhead.takeFromOthers() : hold(recording, shared);
}

/**
 * One recording after the other, for as long as the next one waits before the current one is done and the worker lives.
 * The worker never waits for the queue: what came of a recording is written down while it works on the next.
 */
async function workInARow(
  index: number,
  worker: WhisperWorker,
  first: Held,
  shared: Shared,
): Promise<void> {
  const { lookAhead, onEvent } = shared;
  let done: { held: Held; worked: Worked } | null = null;
  for (let held: Held | null = first; held !== null; held = await lookAhead.take(index)) {
    onEvent({ type: "started", recording: held.recording });
    const working = workOn(worker, held, shared);
    // It is awaited below, unless an error ends this worker before.
    working.catch(() => undefined);
    try {
      if (done !== null) await settle(done.held, done.worked, shared);
      await lookAhead.fill(index, worker, held, () => claim(shared));
      done = { held, worked: await working };
    } catch (error) {
      held.release();
      throw error;
    }
    if (!worker.alive()) {
      await lookAhead.afterDeath(index, worker, done.worked.outcome);
      break;
    }
  }
  if (done !== null) await settle(done.held, done.worked, shared);
}

type Step = "claim" | "end" | { waitMs: number };

function nextStep(worker: WhisperWorker | null, shared: Shared): Step {
  const { db, endWhenIdleForMs } = shared;
  const now = shared.now();
  const terms = shared.claimTerms();
  if (terms === null) return { waitMs: CHECK_MS };
  try {
    const dueAt = nextDueAt(db);
    if (endWhenIdleForMs !== null && (dueAt === null || dueAt > now + endWhenIdleForMs)) {
      return "end";
    }
    if (dueAt === null) return { waitMs: IDLE_POLL_MS };
    if (dueAt > now) return { waitMs: Math.min(dueAt - now, IDLE_POLL_MS) };
    const fitsInMs = shared.nothingFitsUntil - now;
    // Longer than that nobody is told to wait: the clock was set back.
    if (fitsInMs > 0 && fitsInMs <= NOTHING_FITS_MS) {
      return { waitMs: Math.min(fitsInMs, IDLE_POLL_MS) };
    }
    // A worker is only started for something.
    if (worker === null && !somethingToClaim(db, now, terms.maxSec)) {
      shared.nothingFitsUntil = now + NOTHING_FITS_MS;
      return { waitMs: IDLE_POLL_MS };
    }
    return "claim";
  } catch (error) {
    return { waitMs: waitForStorage(error, shared) };
  }
}

/** Null when nothing is due that fits, or the queue cannot be written to. */
function claim(shared: Shared): ClaimedRecording | null {
  // The terms may have changed since they were asked for.
  const terms = shared.claimTerms();
  if (terms === null || shared.drain.aborted) return null;
  try {
    const recording = claimRecording(shared.db, shared.lease, shared.now(), terms.maxSec);
    if (recording === null) {
      // All that is pending was looked through, which takes a while when there is much of it.
      shared.nothingFitsUntil = shared.now() + (terms.maxSec === null ? CHECK_MS : NOTHING_FITS_MS);
    }
    return recording;
  } catch (error) {
    shared.nothingFitsUntil = shared.now() + waitForStorage(error, shared);
    return null;
  }
}

function waitForStorage(error: unknown, shared: Shared): number {
  const trouble = storageTrouble(error);
  if (trouble === null) throw error;
  shared.onEvent({ type: "storage_trouble", reason: trouble });
  return STORAGE_RETRY_MS;
}

/** Null when it was told to end meanwhile. */
async function start(index: number, shared: Shared): Promise<WhisperWorker | null> {
  try {
    return await shared.startWorker(index, shared.drain);
  } catch (error) {
    if (shared.drain.aborted) return null;
    throw error;
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
