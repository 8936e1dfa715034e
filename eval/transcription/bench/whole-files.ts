import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { idlePriorityCommand } from "../../../onprem/transcription/cpu-affinity.ts";
import { cpuSecondsOf, peakBytesOf } from "./process-figures.ts";
import {
  wholeFileAnswerSchema,
  type WholeFile,
  type WholeFileAnswer,
  type WholeFilesOptions,
} from "./whole-files-messages.ts";

const PROCESS = fileURLToPath(new URL("whole-files-process.ts", import.meta.url));

/** The bench cannot go on; the message says why. */
export class BenchError extends Error {
  override name = "BenchError";
}

export type WholeFilesProcess = {
  /** Throws BenchError. */
  transcribe: (path: string) => Promise<WholeFile & { cpuSec: number }>;
  peakBytes: () => number;
  kill: () => void;
};

/** Starts one build of smart-whisper, pinned as a worker is, with its model loaded. Throws BenchError. */
export async function startWholeFiles(
  options: WholeFilesOptions,
  cpus: number[],
): Promise<WholeFilesProcess> {
  const [command = process.execPath, ...args] = idlePriorityCommand(
    cpus,
    [process.execPath, PROCESS, JSON.stringify(options)],
    process.env.PATH ?? "",
  );
  const child = spawn(command, args, {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    // The engine's chatter is off in production.
    env: { ...process.env, NODE_ENV: "production" },
  });
  const pid = child.pid ?? 0;
  const ended = once(child, "exit").then(([code, signal]): WholeFileAnswer => ({
    type: "failed",
    reason: `the process ended (${String(signal ?? code)})`,
  }));
  const answer = async () =>
    Promise.race([
      once(child, "message").then(([message]) => wholeFileAnswerSchema.parse(message)),
      ended,
    ]);
  const first = await answer();
  if (first.type === "failed") {
    throw new BenchError(`${options.packageFolder} cannot be used: ${first.reason}`);
  }
  return {
    async transcribe(path) {
      const before = cpuSecondsOf(pid);
      const answered = answer();
      child.send(path);
      const done = await answered;
      if (done.type !== "done") {
        throw new BenchError(
          `${path} was not transcribed: ${done.type === "failed" ? done.reason : "no text"}`,
        );
      }
      return { ...done, cpuSec: cpuSecondsOf(pid) - before };
    },
    peakBytes: () => peakBytesOf(pid),
    kill: () => void child.kill("SIGKILL"),
  };
}
