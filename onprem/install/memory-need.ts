import { transcriptionBytes } from "../transcription/worker-memory.ts";

const MB = 1024 * 1024;
/** The supervisor, and what the kernel keeps for all of them. */
const SUPERVISOR_MB = 200;
/** A worker with large-v3-turbo unquantised, for when nothing is known of the model. */
export const UNKNOWN_WORKER_BYTES = 3100 * MB;

/** Megabytes that transcription needs: each worker loads the model for itself, and there is room for long recordings. */
export function memoryNeedMb(bytesPerWorker: number, workers: number): number {
  return Math.ceil(transcriptionBytes(workers, bytesPerWorker) / MB + SUPERVISOR_MB);
}

/** The slice's MemoryMax: a quarter above the need, but never more than half of the host's memory. */
export function memoryLimitMb(needMb: number, hostBytes: number): number {
  return Math.floor(Math.min(needMb * 1.25, hostBytes / MB / 2));
}
