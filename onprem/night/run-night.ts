import type { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

import type { Lease } from "../queue/claim-recording.ts";
import { forgetFarWaits } from "../queue/forget-far-waits.ts";
import { endAbandonedPauses, pausesOf } from "../queue/pause-log.ts";
import { queueCounts } from "../queue/queue-counts.ts";
import { rankAgents } from "../queue/rank-agents.ts";
import { reclaimAbandoned } from "../queue/reclaim-abandoned.ts";
import type { ClaimedRecording } from "../queue/recording-row.ts";
import { finishRun, lastRun, startRun, type RunEnd } from "../queue/run-log.ts";
import { recentSpeed } from "../queue/run-speed.ts";
import { storageTrouble } from "../queue/storage-error.ts";
import { formatCpuList } from "../transcription/cpu-topology.ts";
import type { WorkerPlan } from "../transcription/plan-workers.ts";
import { superviseTranscription, type ClaimTerms } from "../transcription/supervisor.ts";
import type { WhisperWorker } from "../transcription/whisper-worker.ts";
import { LEASE_DURATION_MS } from "../transcription/work-on-recording.ts";
import { WorkerBrake } from "../transcription/worker-brake.ts";
import type { TranscribeRequest } from "../transcription/worker-messages.ts";
import { watchDisk } from "./disk-room.ts";
import { longestThatFitsSec } from "./longest-that-fits.ts";
import type { NightEvent } from "./night-event.ts";
import { afterEachOutcome } from "./settled-outcome.ts";
import { tooLongRecordings } from "./too-long-recordings.ts";
import { watchProduction, type WatchOptions } from "./watch-production.ts";

/** What is nearly done when the night is told to end may be finished: systemd waits 90 seconds before it kills. */
export const DRAIN_GRACE_MS = 60_000;
const TICK_MS = 1_000;
const RANK_EVERY_MS = 5 * 60_000;
const STORAGE_RETRY_MS = 10_000;
/** A worker without work for so long gives its memory back. */
const FREE_IDLE_WORKERS_MS = 5 * 60_000;

export type NightOptions = {
  db: DatabaseSync;
  lease: Pick<Lease, "owner" | "bootId">;
  plan: WorkerPlan;
  startWorker: (
    index: number,
    under: {
      brake: WorkerBrake;
      stop: AbortSignal;
      onProcess: (pid: number, alive: boolean) => void;
    },
  ) => Promise<WhisperWorker>;
  request: (recording: ClaimedRecording) => TranscribeRequest;
  /** Epoch milliseconds; null: no end but that of the work. */
  endsAt: number | null;
  /** See SupervisorOptions. */
  endWhenIdleForMs: number | null;
  /** Null: nobody watches production. */
  guard: Pick<WatchOptions, "limits" | "online" | "paths"> | null;
  stateFolder: string;
  minFreeBytes: number;
  /** Where a copy of each transcript is kept as text; null for none. */
  transcriptTextFolder: string | null;
  /** Aborts when the night is to end in good order. */
  drain: AbortSignal;
  /** Aborts when it is to end at once. */
  force: AbortSignal;
  onEvent: (event: NightEvent) => void;
  /** Epoch milliseconds. */
  now: () => number;
  /** Milliseconds of a clock that never goes back. */
  clockMs: () => number;
};

/**
 * One night's work on the queue, from reclaiming what an earlier run left to the end of the window, of the work, or of
 * somebody's patience. Call it with the run lock held. Returns why it ended. Throws WorkerUnusableError when no worker can
 * be started.
 */
export async function runNight(options: NightOptions): Promise<RunEnd> {
  const { db, plan, endsAt, drain, force, onEvent, now } = options;
  const brake = new WorkerBrake();
  const pids = new Set([process.pid]);
  const stop = new AbortController();
  const attempt = <Value>(write: () => Value): Value | null => {
    try {
      return write();
    } catch (error) {
      const trouble = storageTrouble(error);
      if (trouble === null) throw error;
      onEvent({ type: "storage_trouble", reason: trouble });
      return null;
    }
  };
  const isOver = () => endsAt !== null && now() >= endsAt;
  const endedBy = (): RunEnd =>
    drain.aborted || force.aborted ? "stopped" : isOver() ? "window_over" : "done";

  const begun = await beginRun(options, () => isOver() || drain.aborted);
  if (begun === null) return endedBy();
  const { runId } = begun;
  onEvent({
    type: "night_began",
    runId,
    endsAt,
    workers: plan.workers.length,
    cpus: formatCpuList(plan.cpus),
    pending: queueCounts(db).pending ?? 0,
    reclaimed: begun.reclaimed,
  });
  const tooLong = endsAt === null ? null : tooLongRecordings(db, endsAt - now());
  if (tooLong !== null) onEvent({ type: "warning", message: tooLong });
  const production = watchProduction({ ...options, brake, pids, runId, attempt });
  const disk = watchDisk(options.stateFolder, options.minFreeBytes, onEvent);
  const startedMs = options.clockMs();
  disk.look();
  const ticks = setInterval(() => {
    if (isOver()) stop.abort();
    disk.look();
  }, TICK_MS);
  const ranks = setInterval(() => attempt(() => rankAgents(db)), RANK_EVERY_MS);

  const claimTerms = (): ClaimTerms | null => {
    if (brake.on || !production.ready() || !disk.hasRoom() || isOver()) return null;
    if (endsAt === null) return { maxSec: null };
    const pausedShare = production.pausedMs() / Math.max(1, options.clockMs() - startedMs);
    const remainingSec = (endsAt - now()) / 1000;
    return { maxSec: longestThatFitsSec(remainingSec, recentSpeed(db), pausedShare) };
  };

  let graceTimer: NodeJS.Timeout | undefined;
  let graceEndsMs = 0;
  const onDrain = () => {
    graceEndsMs = options.clockMs() + DRAIN_GRACE_MS;
    graceTimer = setTimeout(() => stop.abort(), DRAIN_GRACE_MS);
    onEvent({ type: "draining", graceSec: DRAIN_GRACE_MS / 1000 });
  };
  const onForce = () => {
    // In one transaction, before anything else: whoever forces may not wait for more.
    attempt(() => reclaimAbandoned(db, { owner: "", bootId: options.lease.bootId }, now()));
    stop.abort();
  };
  drain.addEventListener("abort", onDrain);
  force.addEventListener("abort", onForce);

  let end: RunEnd = "error";
  try {
    await superviseTranscription({
      ...options,
      workers: plan.workers.length,
      startWorker: (index, stopStarting) =>
        options.startWorker(index, {
          brake,
          stop: stopStarting,
          onProcess: (pid, alive) => (alive ? pids.add(pid) : pids.delete(pid)),
        }),
      claimTerms,
      freeIdleWorkersMs: FREE_IDLE_WORKERS_MS,
      stop: stop.signal,
      mayFinish: ({ likely_sec: likelySec }, workedSec) => {
        if (brake.on) return false;
        const remainingSec = likelySec / (recentSpeed(db) ?? Infinity) - workedSec;
        return remainingSec * 1000 <= graceEndsMs - options.clockMs();
      },
      onEvent: (event) => {
        if (event.type === "settled") afterEachOutcome({ ...options, runId, attempt }, event);
        onEvent(event);
      },
    });
    end = endedBy();
    return end;
  } finally {
    clearTimeout(graceTimer);
    clearInterval(ticks);
    clearInterval(ranks);
    drain.removeEventListener("abort", onDrain);
    force.removeEventListener("abort", onForce);
    production.stop();
    attempt(() => finishRun(db, runId, now(), end));
    onEvent({
      type: "night_ended",
      endedBy: end,
      run: attempt(() => lastRun(db)),
      pauses: attempt(() => pausesOf(db, runId, now())) ?? { count: 0, seconds: 0 },
      pending: attempt(() => queueCounts(db).pending) ?? 0,
    });
  }
}

/** Puts the queue in order and opens the run, as soon as the disk lets it; null when it must end before. */
async function beginRun(
  { db, lease, plan, drain, onEvent, now }: NightOptions,
  isOver: () => boolean,
): Promise<{ runId: number; reclaimed: number } | null> {
  while (!isOver()) {
    try {
      forgetFarWaits(db, now());
      endAbandonedPauses(db, LEASE_DURATION_MS, now());
      const reclaimed = reclaimAbandoned(db, lease, now());
      rankAgents(db);
      return { runId: startRun(db, now(), plan.workers.length), reclaimed };
    } catch (error) {
      const trouble = storageTrouble(error);
      if (trouble === null) throw error;
      onEvent({ type: "storage_trouble", reason: trouble });
      await sleep(STORAGE_RETRY_MS, undefined, { signal: drain }).catch(() => undefined);
    }
  }
  return null;
}
