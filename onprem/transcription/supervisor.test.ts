import type { DatabaseSync } from "node:sqlite";

import { describe, expect, test } from "vitest";

import {
  NOON,
  openTestQueue,
  queueRecordings,
  someTranscript,
  stateOf,
} from "../testing/queue-fixture.ts";
import { superviseTranscription } from "./supervisor.ts";
import { WorkerDiedError, WorkerUnusableError, type WhisperWorker } from "./whisper-worker.ts";
import type { TranscriptionEvent } from "./work-on-recording.ts";
import type { TranscribeResult } from "./worker-messages.ts";

const transcribed: TranscribeResult = { kind: "transcribed", transcript: someTranscript };

/** A worker whose answers the test chooses, and which is dead once it threw; real ones are in whisper-worker.host.test.ts. */
function workerThat(transcribe: WhisperWorker["transcribe"]): WhisperWorker {
  let alive = true;
  return {
    pid: 1,
    transcribe: (request, timeoutMs) =>
      transcribe(request, timeoutMs).catch((error: unknown) => {
        alive = false;
        throw error;
      }),
    alive: () => alive,
    workedMs: () => 0,
    kill: async () => undefined,
  };
}

function supervise(
  db: DatabaseSync,
  startWorker: () => Promise<WhisperWorker>,
  signal: AbortSignal = new AbortController().signal,
) {
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
  });
  return { done, events };
}

describe("superviseTranscription", () => {
  test("transcribes everything that is pending with one worker", async () => {
    const db = openTestQueue();
    queueRecordings(db, "1001", "1002");
    let started = 0;
    await supervise(db, async () => {
      started += 1;
      return workerThat(async () => transcribed);
    }).done;
    expect(started).toBe(1);
    expect(stateOf(db, "1001")).toMatchObject({ state: "transcribed" });
    expect(stateOf(db, "1002")).toMatchObject({ state: "transcribed" });
  });

  test("a recording that crashes the engine uses up its tries; the others are done by new workers", async () => {
    const db = openTestQueue();
    queueRecordings(db, "poison", "1002");
    let started = 0;
    await supervise(db, async () => {
      started += 1;
      return workerThat(async (request) => {
        if (request.recordingId === "poison") throw new WorkerDiedError("SIGSEGV");
        return transcribed;
      });
    }).done;
    expect(stateOf(db, "poison")).toMatchObject({
      state: "failed",
      reason_code: "engine_crash",
      attempts: 3,
    });
    expect(stateOf(db, "1002")).toMatchObject({ state: "transcribed" });
    expect(started).toBeGreaterThanOrEqual(3);
  });

  test("a worker that cannot be started costs no recording a try", async () => {
    const db = openTestQueue();
    queueRecordings(db, "1001");
    const { done } = supervise(db, async () => {
      throw new WorkerUnusableError("no model");
    });
    await expect(done).rejects.toThrow(WorkerUnusableError);
    expect(stateOf(db, "1001")).toMatchObject({ state: "pending", attempts: 0 });
  });

  test("a stop returns what was being transcribed to the queue", async () => {
    const db = openTestQueue();
    queueRecordings(db, "1001", "1002");
    const controller = new AbortController();
    const { done } = supervise(
      db,
      async () => {
        let end: (error: Error) => void = () => undefined;
        return {
          ...workerThat(async () => transcribed),
          transcribe: () =>
            new Promise((_, reject) => {
              end = reject;
              controller.abort();
            }),
          kill: async () => end(new WorkerDiedError("SIGKILL")),
        };
      },
      controller.signal,
    );
    await done;
    expect(stateOf(db, "1001")).toMatchObject({
      state: "pending",
      attempts: 0,
      interruptions: 1,
    });
    expect(stateOf(db, "1002")).toMatchObject({ state: "pending", interruptions: 0 });
  });
});
