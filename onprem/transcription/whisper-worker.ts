import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

import { idlePriorityCommand, type WorkerCpus } from "./cpu-affinity.ts";
import type { RecognitionOptions } from "./recognition-options.ts";
import { WorkTimer } from "./work-timer.ts";
import type { WorkerBrake } from "./worker-brake.ts";
import {
  workerMessageSchema,
  type SupervisorMessage,
  type TranscribeRequest,
  type TranscribeResult,
  type WorkerMessage,
  type WorkerOptions,
} from "./worker-messages.ts";

const WORKER_PROCESS = fileURLToPath(new URL("worker-process.ts", import.meta.url));
/**
 * Voice detection leaves small objects behind with every frame. V8 by itself lets a quarter of an hour of them grow to 200 MB of
 * heap; with a megabyte for new objects it is 40 MB, for a twentieth more of the detector's time.
 */
const SMALL_HEAP = "--max-semi-space-size=1";
/** A model of several gigabytes on a slow disk needs minutes. */
const START_TIMEOUT_MS = 5 * 60_000;

/** The worker's process ended, or was ended, before it answered. */
export class WorkerDiedError extends Error {
  override name = "WorkerDiedError";
}

/** A worker that cannot be started: the model or the engine is at fault, not a recording. */
export class WorkerUnusableError extends Error {
  override name = "WorkerUnusableError";
}

export type WhisperWorker = {
  pid: number;
  /**
   * Throws WorkerDiedError when the process ends first, or works longer than `timeoutMs` and is ended. Time in which the
   * worker was stopped counts for nothing, neither here nor in what the result says it took.
   */
  transcribe(request: TranscribeRequest, timeoutMs: number): Promise<TranscribeResult>;
  /** Has the next recording got ready beside the one that is being transcribed, so that no time is lost between them. */
  prepare(request: TranscribeRequest): void;
  /** Whether it is still at that; where it has ended, whether it was when it ended. */
  preparing(): boolean;
  /** False once its process has ended. */
  alive(): boolean;
  /** How long it has been able to work since its start: pauses left out. */
  workedMs(): number;
  /** Ends the process and what it started at once, stopped or not. What it was doing is rejected with WorkerDiedError. */
  kill(): Promise<void>;
};

export type StartWorkerOptions = {
  modelPath: string;
  cpus: WorkerCpus;
  /** Threads of the engine. */
  threads: number;
  recognition: RecognitionOptions;
  /** See WorkerOptions. */
  timingTokens?: number;
  /** The engine keeps its downloads under HOME; the agent's own is left alone. */
  homeFolder: string;
  env: NodeJS.ProcessEnv;
  /** Stops the worker whenever it is on, from the first moment. */
  brake: WorkerBrake;
  /** Told of the process as soon as there is one, and again when it has ended. */
  onProcess?: (pid: number, alive: boolean) => void;
  /** Gives up waiting for the model. */
  signal?: AbortSignal;
};

/**
 * Starts a worker process, pinned and at idle priority, and waits until its model is loaded. It leads a process group of
 * its own, so that it is stopped and ended together with what it starts. It gets none of the agent's secrets. Throws
 * WorkerUnusableError.
 */
export async function startWhisperWorker(options: StartWorkerOptions): Promise<WhisperWorker> {
  const { modelPath: model, threads, recognition, timingTokens } = options;
  const workerOptions: WorkerOptions = { model, threads, recognition, timingTokens };
  const [command = process.execPath, ...args] = idlePriorityCommand(
    options.cpus,
    [process.execPath, SMALL_HEAP, WORKER_PROCESS, JSON.stringify(workerOptions)],
    options.env.PATH ?? "",
  );
  const child = spawn(command, args, {
    detached: true,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    env: {
      PATH: options.env.PATH,
      TZ: options.env.TZ,
      HOME: options.homeFolder,
      // The engine's buffers come and go with each window, from threads of their own: with a heap for each thread glibc keeps
      // 250 MB of what they have freed. Elsewhere than in glibc it means nothing.
      MALLOC_ARENA_MAX: "1",
      // The engine's chatter is off in production.
      NODE_ENV: "production",
    },
  });
  const { pid } = child;
  const timer = new WorkTimer(() => performance.now());
  const takeOut = options.brake.add({
    pause: () => {
      signalGroup(pid, "SIGSTOP");
      timer.pause();
    },
    resume: () => {
      timer.resume();
      signalGroup(pid, "SIGCONT");
    },
  });
  if (pid !== undefined) options.onProcess?.(pid, true);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const inbox = new Inbox(child, ended, timer);
  let alive = true;
  void ended.then(() => {
    alive = false;
    takeOut();
    if (pid === undefined) return;
    // Whatever decoder the worker had started ends with it.
    signalGroup(pid, "SIGKILL");
    options.onProcess?.(pid, false);
  });
  const kill = async () => {
    if (alive) signalGroup(pid, "SIGKILL");
    await ended;
  };
  const killOnAbort = () => void kill();
  options.signal?.addEventListener("abort", killOnAbort, { once: true });
  if (options.signal?.aborted === true) killOnAbort();

  const first = await inbox
    .next(START_TIMEOUT_MS)
    .catch(async (error: unknown) => {
      await kill();
      throw new WorkerUnusableError(
        `The transcription worker could not be started: ${error instanceof Error ? error.message : String(error)}`,
      );
    })
    .finally(() => options.signal?.removeEventListener("abort", killOnAbort));
  if (first.type !== "ready") {
    await kill();
    const reason = first.type === "unusable" ? first.reason : "it answered out of turn";
    throw new WorkerUnusableError(`The transcription worker could not be started: ${reason}`);
  }

  const tell = (message: SupervisorMessage) => child.send(message, () => undefined);
  /** Counts from now on for how long the worker is stopped. */
  const pauseMeter = () => {
    const begun = { wallMs: performance.now(), workedMs: timer.workedMs };
    return () => performance.now() - begun.wallMs - (timer.workedMs - begun.workedMs);
  };
  let preparing: { recordingId: string; pausedMs: () => number } | null = null;
  let prepared: { recordingId: string; pausedMs: number } | null = null;
  inbox.onPrepared = (recordingId) => {
    if (preparing?.recordingId !== recordingId) return;
    prepared = { recordingId, pausedMs: preparing.pausedMs() };
    preparing = null;
  };

  return {
    pid: pid ?? 0,
    alive: () => alive,
    preparing: () => preparing !== null,
    prepare(request) {
      preparing = { recordingId: request.recordingId, pausedMs: pauseMeter() };
      tell({ type: "prepare", request });
    },
    workedMs: () => timer.workedMs,
    kill,
    async transcribe(request, timeoutMs) {
      const pausedMs = pauseMeter();
      const answer = inbox.next(timeoutMs);
      tell({ type: "transcribe", request });
      try {
        const message = await answer;
        if (message.type === "done" && message.recordingId === request.recordingId) {
          const ahead = prepared?.recordingId === request.recordingId ? prepared.pausedMs : 0;
          return withoutPauses(message.result, pausedMs() + ahead);
        }
        throw new WorkerDiedError("The transcription worker answered out of turn.");
      } catch (error) {
        await kill();
        throw error;
      }
    },
  };
}

/** The worker's own clock runs on while it is stopped. */
function withoutPauses(result: TranscribeResult, pausedMs: number): TranscribeResult {
  if (result.kind !== "transcribed" || pausedMs < 10) return result;
  const sec = Math.max(0, result.transcript.transcription_sec - pausedMs / 1000);
  return {
    ...result,
    transcript: { ...result.transcript, transcription_sec: Math.round(sec * 100) / 100 },
  };
}

/** Signals the worker and every process it started. A group that is gone already is none of anybody's concern. */
function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** What the child says. */
class Inbox {
  onPrepared: (recordingId: string) => void = () => undefined;
  readonly #ended: Promise<string>;
  readonly #timer: WorkTimer;
  #onMessage: (message: WorkerMessage | null) => void = () => undefined;

  constructor(child: ChildProcess, ended: Promise<string>, timer: WorkTimer) {
    this.#ended = ended;
    this.#timer = timer;
    child.on("message", (message) => {
      const { data } = workerMessageSchema.safeParse(message);
      if (data?.type === "prepared") this.onPrepared(data.recordingId);
      else this.#onMessage(data ?? null);
    });
  }

  /** The next message but `prepared`. Throws WorkerDiedError when there will be none, or none in time. */
  next(timeoutMs: number): Promise<WorkerMessage> {
    return new Promise((resolve, reject) => {
      const callOff = this.#timer.after(timeoutMs, () =>
        reject(new WorkerDiedError(`no answer within ${Math.round(timeoutMs / 1000)} s of work`)),
      );
      this.#onMessage = (message) => {
        callOff();
        if (message === null) reject(new WorkerDiedError("it answered something unreadable"));
        else resolve(message);
      };
      void this.#ended.then((how) => {
        callOff();
        reject(new WorkerDiedError(`its process ended (${how})`));
      });
    });
  }
}
