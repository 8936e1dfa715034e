import { formatCpuList, type CpuTopology } from "./cpu-topology.ts";

/** Which CPUs each worker is pinned to, and with how many threads its engine computes. */
export type WorkerPlan = {
  workers: { cpus: number[]; threads: number }[];
  /** All CPUs of all workers. */
  cpus: number[];
  /** What was wished for and cannot be had, for people. */
  warnings: string[];
};

export type WorkerWishes = {
  cpus: readonly number[] | null;
  workers: number | null;
  threads: number | null;
};

/** What is wished for cannot be had at all; the message says what to set. */
export class NoCpuLeftError extends Error {
  override name = "NoCpuLeftError";
}

/**
 * Divides the host's CPUs between production and Nightshift. Without wishes Nightshift takes the upper half of the cores
 * it may use, whole cores only: a hardware thread is never taken from a core whose other thread is production's. Where
 * the process may use only some of the CPUs (a slice with AllowedCPUs, a cpuset), the others are production's share
 * already and all it may use are taken. CPU 0 is never taken and one CPU is always left, unless the host has a single one.
 *
 * One worker per core, one thread each: several workers with one thread are faster than one with several. A worker is
 * pinned to all hardware threads of its core. With `threads` a worker gets as many cores; with `workers` alone the cores
 * are divided among them; with both a worker may have a thread for each hardware thread of its cores, which
 * `nightshift model tune` measures. Throws NoCpuLeftError.
 */
export function planWorkers(topology: CpuTopology, wishes: WorkerWishes): WorkerPlan {
  const warnings: string[] = [];
  const units =
    wishes.cpus === null
      ? defaultCores(topology)
      : wishedCpus(topology, wishes.cpus, warnings).map((cpu) => [cpu]);
  const count = workerCount(units.length, wishes, warnings);
  const workers = Array.from({ length: count }, (_, index) => {
    const own = units.slice(
      Math.floor((index * units.length) / count),
      Math.floor(((index + 1) * units.length) / count),
    );
    const cpus = own.flat();
    return { cpus, threads: Math.min(wishes.threads ?? own.length, cpus.length) };
  });
  const most = Math.max(...workers.map((worker) => worker.threads));
  if (wishes.threads !== null && most < wishes.threads) {
    warnings.push(
      `whisper.threads is ${wishes.threads}, but a worker has ${most} CPUs: it gets ${most} threads.`,
    );
  }
  return { workers, cpus: units.flat().toSorted((a, b) => a - b), warnings };
}

/** The upper half of the cores that may be used, each as its hardware threads; the smaller half when they are odd. */
function defaultCores({ online, allowed, siblingsOf }: CpuTopology): number[][] {
  const [only = 0] = online;
  if (online.length <= 1) return [[only]];
  const cores = new Map<number, number[]>();
  for (const cpu of allowed) {
    const siblings = siblingsOf(cpu);
    cores.set(Math.min(...siblings), siblings);
  }
  const byFirstCpu = [...cores].toSorted(([a], [b]) => a - b).map(([, siblings]) => siblings);
  const shared = online.some((cpu) => !allowed.includes(cpu));
  const candidates = shared ? byFirstCpu : byFirstCpu.slice(Math.ceil(byFirstCpu.length / 2));
  const whole = candidates.filter(
    (siblings) => !siblings.includes(0) && siblings.every((cpu) => allowed.includes(cpu)),
  );
  if (whole.length > 0) return whole;
  // One core with two hardware threads, or half a core allowed: a single thread has to do.
  const last = allowed.findLast((cpu) => cpu !== 0);
  if (last !== undefined) return [[last]];
  throw new NoCpuLeftError(
    "Nightshift may use CPU 0 only, which is left to production. Allow it another one (taskset, AllowedCPUs).",
  );
}

function wishedCpus(
  { online, allowed }: CpuTopology,
  wished: readonly number[],
  warnings: string[],
): number[] {
  const distinct = [...new Set(wished)].toSorted((a, b) => a - b);
  let usable = distinct.filter((cpu) => allowed.includes(cpu));
  if (usable.length < distinct.length) {
    const missing = distinct.filter((cpu) => !allowed.includes(cpu));
    warnings.push(
      `whisper.cpus names ${formatCpuList(missing)}, which this host lacks or Nightshift may not use (it may use ${formatCpuList(allowed)}).`,
    );
  }
  if (online.length > 1 && usable.includes(0)) {
    usable = usable.filter((cpu) => cpu !== 0);
    warnings.push("whisper.cpus names CPU 0, which is always left to production.");
  }
  if (usable.length === 0) {
    throw new NoCpuLeftError(
      `whisper.cpus leaves Nightshift no CPU. It may use ${formatCpuList(allowed)}, but never CPU 0; set whisper.cpus to some of these, or leave it out.`,
    );
  }
  return usable;
}

function workerCount(
  units: number,
  { workers, threads }: WorkerWishes,
  warnings: string[],
): number {
  const wished = workers ?? Math.max(1, Math.floor(units / (threads ?? 1)));
  if (wished > units) {
    warnings.push(`whisper.workers is ${wished}, but there are ${units} cores for them.`);
  }
  return Math.min(wished, units);
}
