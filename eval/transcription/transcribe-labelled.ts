import type { Transcript } from "#shared/contracts/transcript.ts";

import type { PreparedWorkers } from "../../onprem/transcription/prepare-workers.ts";
import { WorkerBrake } from "../../onprem/transcription/worker-brake.ts";
import type { TranscribeRequest } from "../../onprem/transcription/worker-messages.ts";
import type { LabelledRecording } from "./labelled-folder.ts";

/** `reason` says why there is no transcript. A recording in which nobody speaks has one without segments. */
export type Heard =
  | {
      recording: LabelledRecording;
      segments: Transcript["segments"];
      audioSec: number;
      tookSec: number;
      /** Null where nobody speaks. */
      confidence: number | null;
    }
  | { recording: LabelledRecording; segments: null; reason: string };

/** No recording that can be compared takes longer. */
const TIMEOUT_MS = 60 * 60_000;

/**
 * Has the agent's own workers transcribe recordings, as many at a time as there are workers, as a night would: decoding, voice
 * activity, packing, checks and redaction included. A worker that dies is started again; its recording has no transcript.
 */
export async function transcribeLabelled(
  recordings: readonly LabelledRecording[],
  request: Omit<TranscribeRequest, "recordingId" | "path">,
  { plan, startWorker }: PreparedWorkers,
  onHeard: (heard: Heard) => void,
  signal: AbortSignal,
): Promise<void> {
  const waiting = [...recordings];
  const brake = new WorkerBrake();
  const work = async (index: number) => {
    let worker = await startWorker(index, { brake, signal });
    const killOnAbort = () => void worker.kill();
    signal.addEventListener("abort", killOnAbort, { once: true });
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (signal.aborted) return;
        if (!worker.alive()) worker = await startWorker(index, { brake, signal });
        const result = await worker
          .transcribe({ ...request, recordingId: next.name, path: next.path }, TIMEOUT_MS)
          .catch((error: unknown) => ({
            kind: "error" as const,
            reason: error instanceof Error ? error.message : String(error),
          }));
        if (signal.aborted) return;
        onHeard(heardOf(next, result));
      }
    } finally {
      signal.removeEventListener("abort", killOnAbort);
      await worker.kill();
    }
  };
  const workers = Math.min(plan.workers.length, recordings.length);
  await Promise.all(Array.from({ length: workers }, (_, index) => work(index)));
}

type AnyResult =
  | { kind: "transcribed"; transcript: Transcript }
  | { kind: "skipped"; code: string; reason: string; durationSec: number }
  | { kind: "error" | "file_missing"; reason: string };

function heardOf(recording: LabelledRecording, result: AnyResult): Heard {
  if (result.kind === "transcribed") {
    const { segments, audio_sec: audioSec, transcription_sec: tookSec } = result.transcript;
    const confidence = result.transcript.confidence ?? null;
    return { recording, segments, audioSec, tookSec, confidence };
  }
  if (result.kind === "skipped" && result.code === "no_speech") {
    return { recording, segments: [], audioSec: result.durationSec, tookSec: 0, confidence: null };
  }
  return { recording, segments: null, reason: result.reason };
}
