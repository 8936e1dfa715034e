import { readFileSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";

import { engineBytes } from "../models/engine-memory.ts";
import { readGgmlModel, type GgmlModel } from "../models/ggml-model.ts";
import { EXTRA_SEC, ORDINARY_SEC } from "../queue/claim-recording.ts";
import { LONGEST_PREPARED_SEC } from "./look-ahead.ts";

const MB = 1024 * 1024;
/** A worker without its model and its recordings: 134 MB after some dozen calls. Rather too much than too little. */
const PROGRAM_BYTES = 170 * MB;
/** What a second of a recording takes: two channels at 8 kHz in 16 bits. At 16 kHz and above it is twice that. */
const BYTES_PER_SEC = 2 * 8000 * 2;
/** The recording that is worked on and the next, which is ready. */
const WORKER_BASE_BYTES = PROGRAM_BYTES + (ORDINARY_SEC + LONGEST_PREPARED_SEC) * BYTES_PER_SEC;
/** What longer recordings take beyond that, in all workers together (claim-recording.ts). */
const EXTRA_BYTES = EXTRA_SEC * BYTES_PER_SEC;
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

/** Bytes that so many workers take together at most, long recordings included. */
export function transcriptionBytes(workers: number, bytesPerWorker: number): number {
  return workers * bytesPerWorker + EXTRA_BYTES;
}

/**
 * How many of the wished workers fit into memory that is free now; 0 when not even one does. One alone may: then room for
 * recordings of more than an hour is wanting.
 */
export function workersThatFit(wished: number, bytesPerWorker: number, freeBytes: number): number {
  if (freeBytes < bytesPerWorker) return 0;
  const fit = Math.floor((freeBytes - EXTRA_BYTES) / bytesPerWorker);
  return Math.max(1, Math.min(wished, fit));
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
