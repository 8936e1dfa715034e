import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, test } from "vitest";

import { queueCounts } from "../queue/queue-counts.ts";
import { openTestQueue, queueRecordings, stateOf } from "../testing/queue-fixture.ts";
import { supervise, transcribed, workerThat } from "./testing/supervise.ts";
import { WorkerDiedError } from "./whisper-worker.ts";

/** Work takes long enough for the next recording to be claimed and prepared meanwhile. */
const beside = () => sleep(50);

describe("a worker's next recording", () => {
  test("the next recording is claimed and prepared beside the current one, and begun before that is written down", async () => {
    const db = openTestQueue();
    queueRecordings(db, "1001", "1002", "1003");
    const seen: string[] = [];
    await supervise(db, async () => ({
      ...workerThat(async ({ recordingId }) => {
        seen.push(`transcribe ${recordingId} (1001 is ${String(stateOf(db, "1001")?.state)})`);
        await beside();
        return transcribed;
      }),
      prepare: ({ recordingId }) => seen.push(`prepare ${recordingId}`),
    })).done;
    expect(seen).toEqual([
      "transcribe 1001 (1001 is transcribing)",
      "prepare 1002",
      "transcribe 1002 (1001 is transcribing)",
      "prepare 1003",
      "transcribe 1003 (1001 is transcribed)",
    ]);
    expect(queueCounts(db)).toEqual({ transcribed: 3 });
  });

  test("a crash is not held against what waits, once that is prepared", async () => {
    const db = openTestQueue();
    queueRecordings(db, "a-poison", "b");
    await supervise(db, async () =>
      workerThat(async ({ recordingId }) => {
        await beside();
        if (recordingId === "a-poison") throw new WorkerDiedError("SIGSEGV");
        return transcribed;
      }),
    ).done;
    expect(stateOf(db, "a-poison")).toMatchObject({ state: "failed", attempts: 3 });
    expect(stateOf(db, "b")).toMatchObject({ state: "transcribed", attempts: 1 });
  });

  test("a recording that ends the worker while it is prepared fails, and costs the one beside it a single try", async () => {
    const db = openTestQueue();
    queueRecordings(db, "a", "b-poison", "c");
    const preparedBeside = new Map<string, number>();
    await supervise(db, async () => {
      let poisoned = false;
      return {
        ...workerThat(async ({ recordingId }) => {
          await beside();
          if (poisoned || recordingId === "b-poison") throw new WorkerDiedError("SIGSEGV");
          return transcribed;
        }),
        prepare: ({ recordingId }) => {
          preparedBeside.set(recordingId, (preparedBeside.get(recordingId) ?? 0) + 1);
          poisoned ||= recordingId === "b-poison";
        },
        preparing: () => poisoned,
      };
    }).done;
    expect(stateOf(db, "a")).toMatchObject({ state: "transcribed", attempts: 2 });
    expect(stateOf(db, "b-poison")).toMatchObject({
      state: "failed",
      reason_code: "engine_crash",
      attempts: 3,
    });
    expect(stateOf(db, "c")).toMatchObject({ state: "transcribed" });
    // Once suspected it is worked on alone.
    expect(preparedBeside.get("b-poison")).toBe(1);
  });

  test("what waits when it is told to end is given back as if it had never been claimed", async () => {
    const db = openTestQueue();
    queueRecordings(db, "1001", "1002");
    const drain = new AbortController();
    await supervise(
      db,
      async () => ({
        ...workerThat(async () => {
          await beside();
          return transcribed;
        }),
        prepare: () => {
          expect(stateOf(db, "1002")).toMatchObject({ state: "transcribing", attempts: 1 });
          drain.abort();
        },
      }),
      { drain: drain.signal, mayFinish: () => true },
    ).done;
    expect(stateOf(db, "1001")).toMatchObject({ state: "transcribed" });
    expect(stateOf(db, "1002")).toMatchObject({ state: "pending", attempts: 0, interruptions: 0 });
  });

  test("what waits is given back when it does not fit into the night any more", async () => {
    const db = openTestQueue();
    queueRecordings(db, "1001", "1002");
    let over = false;
    const stop = new AbortController();
    await supervise(
      db,
      async () => ({
        ...workerThat(async () => {
          await beside();
          return transcribed;
        }),
        prepare: () => (over = true),
      }),
      {
        claimTerms: () => {
          if (stateOf(db, "1001")?.state === "transcribed") stop.abort();
          return over ? null : { maxSec: null };
        },
        drain: stop.signal,
      },
    ).done;
    expect(stateOf(db, "1002")).toMatchObject({ state: "pending", attempts: 0, interruptions: 0 });
  });

  test("what waits for a busy worker is begun by one that has nothing to do", async () => {
    const db = openTestQueue();
    queueRecordings(db, "1001", "1002", "1003");
    const by: Record<string, number> = {};
    let release: () => void = () => undefined;
    const othersDone = new Promise<void>((resolve) => (release = resolve));
    await supervise(
      db,
      async (index) =>
        workerThat(async ({ recordingId }) => {
          by[recordingId] = index;
          if (recordingId === "1001") await othersDone;
          else if (Object.keys(by).length === 3) release();
          return transcribed;
        }),
      { workers: 2 },
    ).done;
    expect(by["1002"]).toBe(by["1003"]);
    expect(by["1001"]).not.toBe(by["1002"]);
    expect(queueCounts(db)).toEqual({ transcribed: 3 });
  });
});
