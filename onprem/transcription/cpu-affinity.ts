import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The CPUs of one worker: its processes and their threads run on these and on no other. */
export type WorkerCpus = number[];

/**
 * Puts `setpriv`, `taskset`, `nice` and `ionice` in front of a command, as far as the host has them: it is pinned to its
 * CPUs, comes behind everything else for CPU and disk, and the kernel ends it with its parent, even while it is stopped.
 */
export function idlePriorityCommand(
  cpuList: WorkerCpus,
  command: readonly string[],
  path: string,
): string[] {
  const wrappers = [
    ["setpriv", "--pdeathsig", "KILL"],
    ["taskset", "-c", cpuList.join(",")],
    ["nice", "-n", "19"],
    ["ionice", "-c", "3"],
  ].filter(([tool = ""]) => (tool === "setpriv" ? knowsParentDeath(path) : isOnPath(tool, path)));
  return [...wrappers.flat(), ...command];
}

function isOnPath(tool: string, path: string): boolean {
  return path.split(delimiter).some((folder) => folder !== "" && existsSync(join(folder, tool)));
}

const knowing = new Map<string, boolean>();

/**
 * Whether the host's setpriv can tie a process to its parent's life: it is new enough (util-linux 2.33), and no filter of
 * system calls forbids it what it does beside, as the service's does. There systemd ends what the parent leaves behind.
 */
function knowsParentDeath(path: string): boolean {
  let knows = knowing.get(path);
  if (knows === undefined) {
    knows = isOnPath("setpriv", path) && succeeds("setpriv", ["--pdeathsig", "KILL", "true"], path);
    knowing.set(path, knows);
  }
  return knows;
}

function succeeds(tool: string, args: readonly string[], path: string): boolean {
  try {
    execFileSync(tool, args, { env: { PATH: path }, stdio: "ignore", timeout: 5000 });
    return true;
  } catch {
    return false;
  }
}
