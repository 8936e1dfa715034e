import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, onTestFinished, test, vi } from "vitest";

import { startPollLoop, StepOverdueError, type PollLoopOptions } from "./poll-loop.ts";

/* Real time, in small amounts; nothing is asserted that a slow machine could break. */

function startLoop(change: Partial<PollLoopOptions> & Pick<PollLoopOptions, "work">) {
  const failures: { error: unknown; retryInMs: number | null }[] = [];
  const successes: number[] = [];
  const loop = startPollLoop({
    intervalMs: 5,
    timeoutMs: 60_000,
    backoff: { firstMs: 10, maxMs: 40 },
    onSuccess: (failuresBefore) => successes.push(failuresBefore),
    onFailure: (error, retryInMs) => failures.push({ error, retryInMs }),
    random: () => 0,
    ...change,
  });
  onTestFinished(() => void loop.stop());
  return { loop, failures, successes };
}

const SOON = { timeout: 10_000, interval: 5 };
const HOUR_MS = 3_600_000;

test("steps come one after the other, never beside each other", async () => {
  let running = 0;
  let most = 0;
  let steps = 0;
  const { loop } = startLoop({
    work: async () => {
      running += 1;
      most = Math.max(most, running);
      await sleep(10);
      running -= 1;
      steps += 1;
    },
  });
  loop.wake();
  await vi.waitFor(() => expect(steps).toBeGreaterThan(4), SOON);
  expect(most).toBe(1);
});

test("failures in a row wait longer each time, up to a bound; a success starts anew", async () => {
  let step = 0;
  const { failures, successes } = startLoop({
    work: async () => {
      step += 1;
      if (step <= 4 || step === 6) throw new Error(`no ${step}`);
    },
  });
  await vi.waitFor(() => expect(failures).toHaveLength(5), SOON);
  expect(failures.map(({ retryInMs }) => retryInMs)).toEqual([10, 20, 40, 40, 10]);
  expect(successes[0]).toBe(4);
});

test("jitter takes away up to half of the wait", async () => {
  const { failures } = startLoop({
    work: () => Promise.reject(new Error("no")),
    backoff: { firstMs: HOUR_MS, maxMs: HOUR_MS },
    random: () => 1,
  });
  await vi.waitFor(() => expect(failures[0]?.retryInMs).toBe(HOUR_MS / 2), SOON);
});

test("a failure that knows its own delay is obeyed", async () => {
  const { failures } = startLoop({
    work: () => Promise.reject(new Error("no")),
    delayAfter: () => HOUR_MS,
  });
  await vi.waitFor(() => expect(failures.map((it) => it.retryInMs)).toEqual([HOUR_MS]), SOON);
});

describe("wake", () => {
  test("ends the wait after a success", async () => {
    let steps = 0;
    const { loop } = startLoop({
      intervalMs: HOUR_MS,
      work: async () => {
        steps += 1;
      },
    });
    await vi.waitFor(() => expect(steps).toBe(1), SOON);
    await sleep(20);
    loop.wake();
    await vi.waitFor(() => expect(steps).toBe(2), SOON);
  });

  test("does not end the wait after a failure", async () => {
    let steps = 0;
    const { loop } = startLoop({
      work: async () => {
        steps += 1;
        throw new Error("no");
      },
      backoff: { firstMs: HOUR_MS, maxMs: HOUR_MS },
    });
    await vi.waitFor(() => expect(steps).toBe(1), SOON);
    loop.wake();
    await sleep(50);
    expect(steps).toBe(1);
  });
});

test("a step that asks for another time gets it; an idle one is no success", async () => {
  let steps = 0;
  const { successes } = startLoop({
    intervalMs: HOUR_MS,
    work: async () => {
      steps += 1;
      return { nextInMs: 1, isIdle: true };
    },
  });
  await vi.waitFor(() => expect(steps).toBeGreaterThan(2), SOON);
  expect(successes).toEqual([]);
});

describe("a step that hangs", () => {
  test("is told to end and reported, and the next waits for it", async () => {
    const signals: AbortSignal[] = [];
    let release = () => {};
    const { failures } = startLoop({
      timeoutMs: 20,
      work: async (signal) => {
        signals.push(signal);
        if (signals.length > 1) return;
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      },
    });
    await vi.waitFor(() => expect(failures).toHaveLength(1), SOON);
    expect(failures[0]).toEqual({ error: expect.any(StepOverdueError), retryInMs: null });
    expect(signals[0]?.aborted).toBe(true);
    await sleep(60);
    expect(signals).toHaveLength(1);
    release();
    await vi.waitFor(() => expect(signals.length).toBeGreaterThan(1), SOON);
  });
});

describe("stop", () => {
  test("ends a wait at once and lets a step under way finish", async () => {
    let isFinished = false;
    let isTold = false;
    const { loop } = startLoop({
      work: async (signal) => {
        await sleep(50);
        isTold = signal.aborted;
        isFinished = true;
      },
    });
    await loop.stop();
    expect([isFinished, isTold]).toEqual([true, true]);
    const { loop: waiting } = startLoop({ work: async () => {}, intervalMs: HOUR_MS });
    await sleep(10);
    await waiting.stop();
  });

  test("no step starts after it, not even when the last one fails", async () => {
    let steps = 0;
    const { loop, failures } = startLoop({
      work: async () => {
        steps += 1;
        await sleep(20);
        throw new Error("no");
      },
    });
    await loop.stop();
    await sleep(50);
    expect(steps).toBe(1);
    expect(failures).toEqual([]);
  });
});
