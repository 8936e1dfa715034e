import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

import { idlePriorityCommand, type WorkerCpus } from "./cpu-affinity.ts";
import {
  workerMessageSchema,
  type TranscribeRequest,
  type TranscribeResult,
  type WorkerMessage,
  type WorkerOptions,
} from "./worker-messages.ts";

const WORKER_PROCESS = fileURLToPath(new URL("worker-process.ts", import.meta.url));
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
  /** Throws WorkerDiedError when the process ends first, or takes longer than `timeoutMs` and is ended. */
  transcribe(request: TranscribeRequest, timeoutMs: number): Promise<TranscribeResult>;
  /** Ends the process at once. What it was doing is rejected with WorkerDiedError. */
  kill(): Promise<void>;
};

export type StartWorkerOptions = {
  modelPath: string;
  cpus: WorkerCpus;
  /** The engine keeps its downloads under HOME; the agent's own is left alone. */
  homeFolder: string;
  env: NodeJS.ProcessEnv;
};

/**
 * Starts a worker process, pinned and at idle priority, and waits until its model is loaded. It gets none of the agent's
 * secrets. Throws WorkerUnusableError.
 */
export async function startWhisperWorker(options: StartWorkerOptions): Promise<WhisperWorker> {
  const workerOptions: WorkerOptions = { model: options.modelPath, threads: options.cpus.length };
  const [command = process.execPath, ...args] = idlePriorityCommand(
    options.cpus,
    [process.execPath, WORKER_PROCESS, JSON.stringify(workerOptions)],
    options.env.PATH ?? "",
  );
  const child = spawn(command, args, {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    env: {
      PATH: options.env.PATH,
      TZ: options.env.TZ,
      HOME: options.homeFolder,
      // The engine's chatter is off in production.
      NODE_ENV: "production",
    },
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };

  const first = await nextMessage(child, ended, START_TIMEOUT_MS).catch(async (error: unknown) => {
    await kill();
    throw new WorkerUnusableError(
      `The transcription worker could not be started: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  if (first.type !== "ready") {
    await kill();
    const reason = first.type === "unusable" ? first.reason : "it answered out of turn";
    throw new WorkerUnusableError(`The transcription worker could not be started: ${reason}`);
  }

  return {
    pid: child.pid ?? 0,
    kill,
    async transcribe(request, timeoutMs) {
      const answer = nextMessage(child, ended, timeoutMs);
      child.send(request, () => undefined);
      try {
        const message = await answer;
        if (message.type === "done" && message.recordingId === request.recordingId) {
          return message.result;
        }
        throw new WorkerDiedError("The transcription worker answered out of turn.");
      } catch (error) {
        await kill();
        throw error;
      }
    },
  };
}

/** The child's next message, parsed. Throws WorkerDiedError when there will be none, or none in time. */
function nextMessage(
  child: ChildProcess,
  ended: Promise<string>,
  timeoutMs: number,
): Promise<WorkerMessage> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new WorkerDiedError(`no answer within ${Math.round(timeoutMs / 1000)} s`)),
      timeoutMs,
    );
    child.once("message", (message) => {
      clearTimeout(timer);
      const parsed = workerMessageSchema.safeParse(message);
      if (parsed.success) resolve(parsed.data);
      else reject(new WorkerDiedError("it answered something unreadable"));
    });
    void ended.then((how) => {
      clearTimeout(timer);
      reject(new WorkerDiedError(`its process ended (${how})`));
    });
  });
}
