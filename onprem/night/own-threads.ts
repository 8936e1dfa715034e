import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Counters of some processes; each only ever grows for as long as its process or thread lives. */
export type ThreadFigures = {
  /** Nanoseconds that each thread was ready to run and waited for a CPU. Empty where the kernel does not count them. */
  runDelayNs: ReadonlyMap<string, number>;
  /** Clock ticks of CPU time of each process that were not niced user time: what /proc/stat counts as busy. */
  busyTicks: ReadonlyMap<string, number>;
  /** Bytes that each process had read from a disk. */
  readBytes: ReadonlyMap<string, number>;
};

/** Reads the counters of processes and of their children; a process that is gone is left out. */
export function readThreads(proc: string, pids: readonly number[]): ThreadFigures {
  const runDelayNs = new Map<string, number>();
  const busyTicks = new Map<string, number>();
  const readBytes = new Map<string, number>();
  for (const pid of withChildren(proc, pids)) {
    const folder = join(proc, String(pid));
    for (const tid of list(join(folder, "task"))) {
      // cpu time, run delay, time slices
      const delay = readOrEmpty(join(folder, "task", tid, "schedstat")).split(" ")[1];
      if (delay !== undefined) runDelayNs.set(tid, Number(delay));
    }
    const ticks = busyTicksOf(readOrEmpty(join(folder, "stat")));
    if (ticks !== null) busyTicks.set(String(pid), ticks);
    const bytes = /^read_bytes: (\d+)$/m.exec(readOrEmpty(join(folder, "io")))?.[1];
    if (bytes !== undefined) readBytes.set(String(pid), Number(bytes));
  }
  return { runDelayNs, busyTicks, readBytes };
}

/** How much the counters of an earlier reading have grown; what is new has grown from nothing. */
export function growth(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): number {
  let sum = 0;
  for (const [key, value] of after) sum += Math.max(0, value - (before.get(key) ?? 0));
  return sum;
}

/** Of `pid (comm) state …`: utime (14th), stime (15th) and nice (19th); the name may hold anything but ends with the last `)`. */
function busyTicksOf(stat: string): number | null {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields.length < 17) return null;
  const [utime, stime, nice] = [fields[11], fields[12], fields[16]].map(Number);
  return (nice !== undefined && nice > 0 ? 0 : (utime ?? 0)) + (stime ?? 0);
}

function withChildren(proc: string, pids: readonly number[]): Set<number> {
  const found = new Set(pids);
  for (const pid of pids) {
    const children = readOrEmpty(join(proc, String(pid), "task", String(pid), "children"));
    for (const child of children.split(" ")) if (child !== "") found.add(Number(child));
  }
  return found;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
