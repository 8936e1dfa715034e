import { readFileSync } from "node:fs";

/** The kernel's clock ticks in /proc, on every Linux that Node runs on. */
const TICKS_PER_SEC = 100;

/** CPU seconds of a process and of the children it has waited for, user and system; 0 where /proc does not tell. */
export function cpuSecondsOf(pid: number): number {
  const stat = readOrEmpty(`/proc/${pid}/stat`);
  // The name, in brackets, may hold spaces; fields 14 to 17 are utime, stime, cutime, cstime (proc(5)).
  const fields = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 15);
  return fields.reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SEC;
}

/** The most memory a process ever had resident, in bytes; 0 where /proc does not tell. */
export function peakBytesOf(pid: number): number {
  return Number(/^VmHWM:\s*(\d+) kB/m.exec(readOrEmpty(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
