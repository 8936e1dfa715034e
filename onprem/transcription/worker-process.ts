import { writeFileSync } from "node:fs";
import { setPriority } from "node:os";

import { decodeRecording } from "../audio/decode-recording.ts";
import { createVoiceActivityDetector } from "../audio/voice-activity.ts";
import { timingEngine } from "./timing-engine.ts";
import {
  prepareRecording,
  transcribePrepared,
  type Prepared,
  type TranscribeTools,
  type Unprepared,
} from "./transcribe-recording.ts";
import { EngineError, loadWhisperEngine } from "./whisper-engine.ts";
import {
  supervisorMessageSchema,
  workerOptionsSchema,
  type TranscribeRequest,
  type TranscribeResult,
  type WorkerMessage,
} from "./worker-messages.ts";

/*
 * A transcription worker: one process, one model, one recording at a time, and the next one made ready beside it: the engine
 * computes in a thread of its own, so that decoding, resampling and voice detection fill the time in between. It is started
 * by the supervisor with its options as the only argument, answers over IPC, and ends when the supervisor is gone, however
 * that went.
 */
type Ready = Prepared | Unprepared;

process.on("disconnect", () => process.exit(0));
// The terminal's Ctrl-C reaches the whole group; the supervisor decides what becomes of the work.
process.on("SIGINT", () => undefined);

const options = workerOptionsSchema.parse(JSON.parse(process.argv[2] ?? "null"));
setPriority(19);
offerItselfToTheOutOfMemoryKiller();

try {
  const { model, threads, timingTokens } = options;
  const loaded = await loadWhisperEngine(model, threads, timingTokens);
  const engine = timingTokens === undefined ? loaded : timingEngine(loaded);
  const tools: TranscribeTools = {
    engine,
    voiceActivity: createVoiceActivityDetector(),
    decode: (path) => decodeRecording(path, { searchPath: process.env.PATH ?? "" }),
    clockMs: () => performance.now(),
    recognition: options.recognition,
  };
  let ahead: { recordingId: string; ready: Promise<Ready> } | null = null;
  process.on("message", (message) => {
    const { type, request } = supervisorMessageSchema.parse(message);
    const { recordingId } = request;
    if (type === "prepare") {
      const ready = prepare(request, tools);
      ahead = { recordingId, ready };
      void ready.then(() => send({ type: "prepared", recordingId }));
      return;
    }
    const ready = ahead?.recordingId === recordingId ? ahead.ready : prepare(request, tools);
    ahead = null;
    void ready
      .then((prepared) => transcribe(prepared, tools))
      .then((result) => send({ type: "done", recordingId, result }));
  });
  send({ type: "ready" });
} catch (error) {
  send({ type: "unusable", reason: error instanceof Error ? error.message : String(error) });
}

/** Never rejects. */
async function prepare(request: TranscribeRequest, tools: TranscribeTools): Promise<Ready> {
  return prepareRecording(request, tools).catch(unexpectedError);
}

/** Never rejects. */
async function transcribe(ready: Ready, tools: TranscribeTools): Promise<TranscribeResult> {
  if (ready.kind !== "prepared") return ready;
  return transcribePrepared(ready, tools).catch(unexpectedError);
}

function unexpectedError(error: unknown): Unprepared {
  // The message of an error that nobody foresaw may quote what was said; its name cannot.
  return {
    kind: "error",
    code: "engine_error",
    reason:
      error instanceof EngineError
        ? error.message
        : `Transcription failed with an unexpected ${error instanceof Error ? error.name : "error"}.`,
    permanent: false,
    durationSec: null,
  };
}

/** When the host runs out of memory it is a worker that goes, never Asterisk or the database. */
function offerItselfToTheOutOfMemoryKiller(): void {
  try {
    writeFileSync("/proc/self/oom_score_adj", "1000");
  } catch {
    // Not Linux.
  }
}

function send(message: WorkerMessage): void {
  process.send?.(message);
}
