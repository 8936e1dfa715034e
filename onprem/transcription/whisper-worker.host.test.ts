import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, onTestFinished, test } from "vitest";

import { DEMO_CALLS, DEMO_MODEL } from "../testing/night-site.ts";
import { cpuTicksOf, processState, threadsOf } from "../testing/process-threads.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { waitUntil } from "../testing/wait-until.ts";
import { formatCpuList, readCpuTopology } from "./cpu-topology.ts";
import { planWorkers } from "./plan-workers.ts";
import { DEFAULT_RECOGNITION } from "./recognition-options.ts";
import { startWhisperWorker, WorkerDiedError, type WhisperWorker } from "./whisper-worker.ts";
import { WorkerBrake } from "./worker-brake.ts";

async function startWorker(
  cpus: number[],
  threads: number,
  brake = new WorkerBrake(),
): Promise<WhisperWorker> {
  const worker = await startWhisperWorker({
    modelPath: DEMO_MODEL,
    cpus,
    threads,
    recognition: DEFAULT_RECOGNITION,
    homeFolder: tempFolder(),
    env: process.env,
    brake,
  });
  onTestFinished(() => worker.kill());
  return worker;
}

/** A call of a minute, in the demo's recordings. */
function request(name: string) {
  return {
    recordingId: name,
    path: join(DEMO_CALLS, `${name}.wav`),
    language: "en",
    initialPrompt: null,
    minCallSec: 0,
  };
}

/** Has each worker transcribe a call, and looks at all of their threads for as long, at most 20 seconds. */
async function expectIdleThreadsWhileWorking(workers: { cpus: number[]; threads: number }[]) {
  const started = await Promise.all(
    workers.map(async ({ cpus, threads }) => ({ cpus, worker: await startWorker(cpus, threads) })),
  );
  const ticks = started.map(({ worker }) => cpuTicksOf(worker.pid));
  const results = started.map(({ worker }) => worker.transcribe(request("1001"), 120_000));
  const done = new AbortController();
  void Promise.allSettled(results).then(() => done.abort());
  const most = new Map<number, number>();
  const deadline = performance.now() + 20_000;
  while (!done.signal.aborted && performance.now() < deadline) {
    for (const { cpus, worker } of started) {
      const threads = threadsOf(worker.pid);
      most.set(worker.pid, Math.max(most.get(worker.pid) ?? 0, threads.length));
      for (const thread of threads) {
        const idle = { tid: thread.tid, cpus: formatCpuList(cpus), nice: 19, ioClass: "idle" };
        expect(thread).toEqual(idle);
      }
    }
    await sleep(50);
  }
  for (const [index, { worker }] of started.entries()) {
    // Several threads were looked at, and real work was done meanwhile.
    expect(most.get(worker.pid)).toBeGreaterThan(5);
    expect(cpuTicksOf(worker.pid)).toBeGreaterThan((ticks[index] ?? 0) + 20);
  }
}

describe("while it works, every thread of every worker is pinned, nice 19 and of the idle I/O class", () => {
  test("the workers of this host by default", async () => {
    const wishes = { cpus: null, workers: null, threads: null };
    const { workers } = planWorkers(readCpuTopology(), wishes);
    await expectIdleThreadsWhileWorking(workers);
  });

  test("two workers on two cores", async ({ skip }) => {
    const { allowed } = readCpuTopology();
    skip(allowed.length < 2 && process.env.CI !== "true", "this host has a single core");
    const [first = 0, second = 0] = allowed;
    await expectIdleThreadsWhileWorking([
      { cpus: [first], threads: 1 },
      { cpus: [second], threads: 1 },
    ]);
  });

  test("one worker with two threads on two cores", async ({ skip }) => {
    const { allowed } = readCpuTopology();
    skip(allowed.length < 2 && process.env.CI !== "true", "this host has a single core");
    await expectIdleThreadsWhileWorking([{ cpus: allowed.slice(0, 2), threads: 2 }]);
  });
});

describe("under the brake", () => {
  test("a worker stands still, no limit of its work runs out, and its result leaves the pause out", async () => {
    const brake = new WorkerBrake();
    const worker = await startWorker([readCpuTopology().allowed.at(-1) ?? 0], 1, brake);
    const result = worker.transcribe(request("1001"), 60_000);
    await sleep(500);
    brake.pause();
    await waitUntil("the worker is stopped", () => processState(worker.pid) === "T", 5000);
    const before = { ticks: cpuTicksOf(worker.pid), workedMs: worker.workedMs() };
    await sleep(4000);
    expect(cpuTicksOf(worker.pid)).toBe(before.ticks);
    expect(worker.workedMs()).toBe(before.workedMs);
    brake.resume();
    const done = await result;
    const workedSec = worker.workedMs() / 1000;
    expect(done.kind === "transcribed" && done.transcript.transcription_sec).toBeLessThan(
      workedSec + 0.1,
    );
  });

  test("only working time counts against the limit", async () => {
    const brake = new WorkerBrake();
    const worker = await startWorker([readCpuTopology().allowed.at(-1) ?? 0], 1, brake);
    const begun = performance.now();
    const result = worker.transcribe(request("1001"), 400);
    void result.catch(() => undefined);
    await sleep(100);
    brake.pause();
    await sleep(2000);
    expect(worker.alive()).toBe(true);
    brake.resume();
    await expect(result).rejects.toThrow(WorkerDiedError);
    expect(performance.now() - begun).toBeGreaterThan(2300);
  });

  test("a worker that is started while the brake is on does not load its model before it is off", async () => {
    const brake = new WorkerBrake();
    brake.pause();
    let ready = false;
    const starting = startWorker([readCpuTopology().allowed.at(-1) ?? 0], 1, brake).then(
      (worker) => {
        ready = true;
        return worker;
      },
    );
    await sleep(2000);
    expect(ready).toBe(false);
    brake.resume();
    expect((await starting).alive()).toBe(true);
  });

  test("a stopped worker is ended all the same", async () => {
    const brake = new WorkerBrake();
    const worker = await startWorker([readCpuTopology().allowed.at(-1) ?? 0], 1, brake);
    brake.pause();
    await worker.kill();
    expect(existsSync(`/proc/${worker.pid}`)).toBe(false);
  });
});
