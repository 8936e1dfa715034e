import type { DatabaseSync } from "node:sqlite";

import { NOON, someTranscript } from "../../testing/queue-fixture.ts";
import { superviseTranscription, type SupervisorOptions } from "../supervisor.ts";
import type { WhisperWorker } from "../whisper-worker.ts";
import type { TranscriptionEvent } from "../work-on-recording.ts";
import type { TranscribeResult } from "../worker-messages.ts";

export const transcribed: TranscribeResult = { kind: "transcribed", transcript: someTranscript };

/** A worker whose answers the test chooses, and which is dead once it threw; real ones are in whisper-worker.host.test.ts. */
export function workerThat(transcribe: WhisperWorker["transcribe"]): WhisperWorker {
  let alive = true;
  return {
    pid: 1,
    transcribe: (request, timeoutMs) =>
      transcribe(request, timeoutMs).catch((error: unknown) => {
        alive = false;
        throw error;
      }),
    alive: () => alive,
    prepare: () => undefined,
    preparing: () => false,
    workedMs: () => 0,
    kill: async () => undefined,
  };
}

export function supervise(
  db: DatabaseSync,
  startWorker: (index: number) => Promise<WhisperWorker>,
  change: Partial<SupervisorOptions> = {},
) {
  const { signal } = new AbortController();
  const events: TranscriptionEvent[] = [];
  let now = NOON;
  const done = superviseTranscription({
    db,
    lease: { owner: "run-1", bootId: "boot-1" },
    workers: 1,
    startWorker,
    request: (recording) => ({
      recordingId: recording.recording_id,
      path: recording.path,
      language: "en",
      initialPrompt: null,
      minCallSec: 30,
    }),
    claimTerms: () => ({ maxSec: null }),
    endWhenIdleForMs: 0,
    freeIdleWorkersMs: Infinity,
    drain: signal,
    stop: signal,
    mayFinish: () => false,
    onEvent: (event) => events.push(event),
    // Retries are due at once: every look at the clock finds an hour gone by.
    now: () => (now += 3_600_000),
    ...change,
  });
  return { done, events };
}
