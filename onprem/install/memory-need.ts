const MB = 1024 * 1024;
/** What Whisper's encoder and decoder keep beside the model: measured at 300–700 MB from base to large. */
const BESIDE_MODEL_MB = 700;
/** The supervisor, and a recording being decoded: an hour of 16 kHz floats is 230 MB. */
const SUPERVISOR_MB = 500;
/** As large as large-v3-turbo unquantised, for when no model is there yet. */
export const UNKNOWN_MODEL_BYTES = 1_650 * MB;

/** Megabytes that transcription needs: each worker loads the model for itself. */
export function memoryNeedMb(modelBytes: number, workers: number): number {
  return Math.ceil(workers * (modelBytes / MB + BESIDE_MODEL_MB) + SUPERVISOR_MB);
}

/** The slice's MemoryMax: a quarter above the need, but never more than half of the host's memory. */
export function memoryLimitMb(needMb: number, hostBytes: number): number {
  return Math.floor(Math.min(needMb * 1.25, hostBytes / MB / 2));
}
