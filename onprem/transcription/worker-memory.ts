import { readFileSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";

import { engineBytes } from "../models/engine-memory.ts";
import { readGgmlModel, type GgmlModel } from "../models/ggml-model.ts";

const MB = 1024 * 1024;
/** Node with the voice detector and a decoded recording: an hour of 16 kHz samples is 230 MB. Rather too much than too little. */
const WORKER_BASE_BYTES = 350 * MB;
/** This share of the host's memory is never planned for: production's file cache lives there. */
const SPARED_SHARE = 0.1;

/** Bytes that one worker is expected to take. Throws UnusableModelError, or the system's error when it cannot be read. */
export function workerBytes(modelPath: string): number {
  return workerBytesFor(readGgmlModel(modelPath));
}

/** Bytes that one worker is expected to take with a model of this size and shape. */
export function workerBytesFor({ bytes, shape }: Pick<GgmlModel, "bytes" | "shape">): number {
  return WORKER_BASE_BYTES + bytes + engineBytes(shape);
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
