import { writeFileSync } from "node:fs";
import { setPriority } from "node:os";

import { decodeRecording } from "../audio/decode-recording.ts";
import { createVoiceActivityDetector } from "../audio/voice-activity.ts";
import { transcribeRecording, type TranscribeTools } from "./transcribe-recording.ts";
import { EngineError, loadWhisperEngine } from "./whisper-engine.ts";
import {
  transcribeRequestSchema,
  workerOptionsSchema,
  type TranscribeRequest,
  type TranscribeResult,
  type WorkerMessage,
} from "./worker-messages.ts";

/*
 * A transcription worker: one process, one model, one recording at a time. It is started by the supervisor with its options
 * as the only argument, answers over IPC, and ends when the supervisor is gone, however that went.
 */
process.on("disconnect", () => process.exit(0));
// The terminal's Ctrl-C reaches the whole group; the supervisor decides what becomes of the work.
process.on("SIGINT", () => undefined);

const options = workerOptionsSchema.parse(JSON.parse(process.argv[2] ?? "null"));
setPriority(19);
offerItselfToTheOutOfMemoryKiller();

try {
  const engine = await loadWhisperEngine(options.model, options.threads);
  const tools: TranscribeTools = {
    engine,
    voiceActivity: createVoiceActivityDetector(),
    decode: (path) => decodeRecording(path, { searchPath: process.env.PATH ?? "" }),
    clockMs: () => performance.now(),
    recognition: options.recognition,
  };
  process.on("message", (message) => {
    const request = transcribeRequestSchema.parse(message);
    void transcribe(request, tools).then((result) =>
      send({ type: "done", recordingId: request.recordingId, result }),
    );
  });
  send({ type: "ready" });
} catch (error) {
  send({ type: "unusable", reason: error instanceof Error ? error.message : String(error) });
}

async function transcribe(
  request: TranscribeRequest,
  tools: TranscribeTools,
): Promise<TranscribeResult> {
  try {
    return await transcribeRecording(request, tools);
  } catch (error) {
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
