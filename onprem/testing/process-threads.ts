import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** What /proc and ionice say of one thread. */
export type ThreadState = {
  tid: string;
  cpus: string;
  nice: number;
  ioClass: string;
};

/** Every thread of a process, read now. A thread that ends meanwhile is left out. */
export function threadsOf(pid: number): ThreadState[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((tid) => {
    try {
      const status = readFileSync(`/proc/${pid}/task/${tid}/status`, "utf8");
      const fields = statFields(`/proc/${pid}/task/${tid}/stat`);
      return [
        {
          tid,
          cpus: /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? "",
          nice: Number(fields[16]),
          ioClass: execFileSync("ionice", ["-p", tid], {
            encoding: "utf8",
            stdio: ["ignore", "pipe", "ignore"],
          }).trim(),
        },
      ];
    } catch {
      return [];
    }
  });
}

/** `R`, `S`, `T`…; null when there is no such process, or it is a zombie. */
export function processState(pid: number): string | null {
  try {
    const state = statFields(`/proc/${pid}/stat`)[0];
    return state === undefined || state === "Z" ? null : state;
  } catch {
    return null;
  }
}

/** User and system time in clock ticks. */
export function cpuTicksOf(pid: number): number {
  const fields = statFields(`/proc/${pid}/stat`);
  return Number(fields[11]) + Number(fields[12]);
}

/** Processes whose parent is `pid` and whose command line names the worker. */
export function workersOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => {
      try {
        return (
          Number(statFields(`/proc/${candidate}/stat`)[1]) === pid &&
          readFileSync(`/proc/${candidate}/cmdline`, "utf8").includes("worker-process.ts")
        );
      } catch {
        return false;
      }
    });
}

function statFields(path: string): string[] {
  const stat = readFileSync(path, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
