import { describe, expect, test } from "vitest";

import { queueCounts } from "../queue/queue-counts.ts";
import { openTestQueue, queueRecordings, stateOf } from "../testing/queue-fixture.ts";
import { supervise, transcribed, workerThat } from "./testing/supervise.ts";
import { WorkerDiedError, WorkerUnusableError } from "./whisper-worker.ts";

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
      { drain: controller.signal, stop: controller.signal },
    );
    await done;
    expect(stateOf(db, "1001")).toMatchObject({
      state: "pending",
      attempts: 0,
      interruptions: 1,
    });
    expect(stateOf(db, "1002")).toMatchObject({ state: "pending", interruptions: 0 });
  });

  test("a worker that cannot be started is given up, and the others go on", async () => {
    const db = openTestQueue();
    queueRecordings(db, "1001", "1002", "1003");
    const { done, events } = supervise(
      db,
      async (index) => {
        if (index === 1) throw new WorkerUnusableError("no memory");
        return workerThat(async () => transcribed);
      },
      { workers: 2 },
    );
    await done;
    expect(queueCounts(db)).toEqual({ transcribed: 3 });
    expect(events).toContainEqual({ type: "worker_unusable", index: 1, reason: "no memory" });
  });

  test("an error that nobody foresaw ends all workers before it is thrown", async () => {
    const db = openTestQueue();
    queueRecordings(db, "1001", "1002");
    const { done } = supervise(
      db,
      async (index) => {
        if (index === 1) throw new TypeError("a bug");
        let end: (error: Error) => void = () => undefined;
        return {
          ...workerThat(async () => transcribed),
          transcribe: () => new Promise((_, reject) => (end = reject)),
          kill: async () => end(new WorkerDiedError("SIGKILL")),
        };
      },
      { workers: 2 },
    );
    await expect(done).rejects.toThrow("a bug");
    expect(queueCounts(db)).toEqual({ pending: 2 });
  });

  test("an idle worker that died meanwhile costs the next recording nothing", async () => {
    const db = openTestQueue();
    queueRecordings(db, "1001");
    let started = 0;
    await supervise(db, async () => {
      started += 1;
      const worker = workerThat(async () => transcribed);
      return started === 1 ? { ...worker, alive: () => false } : worker;
    }).done;
    expect(stateOf(db, "1001")).toMatchObject({ state: "transcribed", attempts: 1 });
    expect(started).toBe(2);
  });

  test("while nothing may be claimed nothing is, and no worker is started for it", async () => {
    const db = openTestQueue();
    queueRecordings(db, "1001");
    const stop = new AbortController();
    let started = 0;
    let asked = 0;
    const { done } = supervise(
      db,
      async () => {
        started += 1;
        return workerThat(async () => transcribed);
      },
      {
        claimTerms: () => {
          asked += 1;
          if (asked === 2) stop.abort();
          return null;
        },
        drain: stop.signal,
        stop: stop.signal,
      },
    );
    await done;
    expect(started).toBe(0);
    expect(stateOf(db, "1001")).toMatchObject({ state: "pending" });
  });

  test("while it waits for recordings, an idle worker gives its memory back; the next one is started anew", async () => {
    const db = openTestQueue();
    queueRecordings(db, "1001");
    const stop = new AbortController();
    const lives: string[] = [];
    const { done } = supervise(
      db,
      async () => {
        lives.push("started");
        return {
          ...workerThat(async () => transcribed),
          kill: async () => {
            lives.push("ended");
            if (lives.length === 2) queueRecordings(db, "1002");
            else stop.abort();
          },
        };
      },
      { endWhenIdleForMs: null, freeIdleWorkersMs: 1, drain: stop.signal, stop: stop.signal },
    );
    await done;
    expect(lives).toEqual(["started", "ended", "started", "ended"]);
    expect(queueCounts(db)).toEqual({ transcribed: 2 });
  });
});
