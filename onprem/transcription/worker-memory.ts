import { readFileSync, statSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";

const MB = 1024 * 1024;
/**
 * What a worker is taken to need: Node with the voice detector and a decoded recording, and the model with the engine's
 * buffers, which grow with it. Rather too much than too little.
 */
const WORKER_BASE_BYTES = 350 * MB;
const BYTES_PER_MODEL_BYTE = 1.3;
/** This share of the host's memory is never planned for: production's file cache lives there. */
const SPARED_SHARE = 0.1;

/** Bytes that one worker is expected to take. Throws when the model cannot be read. */
export function workerBytes(modelPath: string): number {
  return workerBytesFor(statSync(modelPath).size);
}

/** Bytes that one worker is expected to take with a model of so many. */
export function workerBytesFor(modelBytes: number): number {
  return WORKER_BASE_BYTES + modelBytes * BYTES_PER_MODEL_BYTE;
}

/** How many of the wished workers fit into memory that is free now; 0 when not even one does. */
export function workersThatFit(wished: number, bytesPerWorker: number, freeBytes: number): number {
  return Math.max(0, Math.min(wished, Math.floor(freeBytes / bytesPerWorker)));
}

/**
 * Bytes that workers may take: what Linux can make available without swapping, less what production is spared, and no more
 * than a systemd unit's MemoryMax leaves.
 */
export function freeMemoryBytes(proc = "/proc", cgroupRoot = "/sys/fs/cgroup"): number {
  const available = /^MemAvailable:\s*(\d+) kB/m.exec(readOrEmpty(join(proc, "meminfo")))?.[1];
  const total = /^MemTotal:\s*(\d+) kB/m.exec(readOrEmpty(join(proc, "meminfo")))?.[1];
  const totalBytes = total === undefined ? totalmem() : Number(total) * 1024;
  const host =
    (available === undefined ? totalBytes : Number(available) * 1024) - SPARED_SHARE * totalBytes;
  return Math.max(0, Math.min(host, ...cgroupRooms(proc, cgroupRoot)));
}

/** What each cgroup from our own up to the root leaves below its memory.max (or memory.high). */
function cgroupRooms(proc: string, root: string): number[] {
  const path = /^0::(\S+)$/m.exec(readOrEmpty(join(proc, "self/cgroup")))?.[1] ?? "/";
  const parts = path.split("/").filter((part) => part !== "");
  return parts.flatMap((_, index) => {
    const folder = join(root, ...parts.slice(0, index + 1));
    const used = Number(readOrEmpty(join(folder, "memory.current")) || Number.NaN);
    return ["memory.max", "memory.high"]
      .map((name) => Number(readOrEmpty(join(folder, name)).trim() || Number.NaN) - used)
      .filter((room) => Number.isFinite(room));
  });
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
