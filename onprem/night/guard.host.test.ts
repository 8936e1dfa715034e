import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, onTestFinished, test } from "vitest";

import { loadCpu } from "../testing/busy-loops.ts";
import { DEMO_CALLS, DEMO_MODEL, nightSite } from "../testing/night-site.ts";
import { cpuTicksOf, processState, workersOf } from "../testing/process-threads.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { waitUntil } from "../testing/wait-until.ts";
import { readCpuTopology } from "../transcription/cpu-topology.ts";
import { DEFAULT_RECOGNITION } from "../transcription/recognition-options.ts";
import { startWhisperWorker } from "../transcription/whisper-worker.ts";
import { WorkerBrake } from "../transcription/worker-brake.ts";
import { startGuard } from "./guard.ts";
import { findHostPaths, parseSomeTotal } from "./host-sample.ts";

const topology = readCpuTopology();
const [production = 0] = topology.online;
const own = topology.allowed.at(-1) ?? 1;

/** Only one of the guard's senses matters to a test; the other is set so high that it never speaks. */
const BY_UTILISATION =
  "night = { guard = { pause_pressure_percent = 100, resume_pressure_percent = 100, resume_after_sec = 2 } }";
const BY_PRESSURE =
  "night = { guard = { pause_cpu_percent = 100, resume_cpu_percent = 100, pause_pressure_percent = 25, resume_pressure_percent = 20, resume_after_sec = 2 } }";

describe("when production needs the host", () => {
  test.for([
    ["its cores are busy", BY_UTILISATION, 0, /^cpu: core.* 0.* at \d+ %/],
    ["it waits for a CPU, though what waits is niced", BY_PRESSURE, 10, /^cpu_pressure: .* \d+ %/],
  ] as const)(
    "%s: every worker stands still within five seconds, and goes on when it is calm",
    { timeout: 600_000 },
    async ([, toml, niceness, cause], { skip }) => {
      skip(topology.allowed.length < 2 && process.env.CI !== "true", "this host has a single core");
      const site = await nightSite({ copies: 3, toml });
      const night = site.start("transcribe", "--now");
      const workers = () => workersOf(night.pid);
      const resting = () => workers().every((pid) => processState(pid) === "T");
      await waitUntil("recordings get done", () => site.count("transcribed") >= 1, 240_000);
      await waitUntil("the workers run", () => workers().length > 0 && !resting(), 60_000);

      const endLoad = loadCpu(production, 3, niceness);
      await waitUntil("every worker is stopped", resting, 5_000);
      const [worker = 0] = workers();
      const before = { ticks: cpuTicksOf(worker), done: site.count("transcribed") };
      await sleep(3_000);
      expect(cpuTicksOf(worker)).toBe(before.ticks);
      expect(site.count("transcribed")).toBe(before.done);
      const pause = site.db.prepare("SELECT * FROM pause ORDER BY pause_id DESC LIMIT 1").get();
      expect(pause).toMatchObject({ ended_at: null, cause: expect.stringMatching(cause) });
      expect(night.log().findLast((line) => line.event === "paused")).toMatchObject({
        cause: String(pause?.cause).split(":")[0],
      });

      endLoad();
      await waitUntil("the workers go on", () => !resting(), 240_000);
      await waitUntil(
        "recordings get done",
        () => site.count("transcribed") > before.done,
        240_000,
      );
      expect(
        site.db.prepare("SELECT ended_at FROM pause WHERE pause_id = ?").get(pause?.pause_id ?? 0),
      ).not.toMatchObject({ ended_at: null });
    },
  );
});

test(
  "Nightshift's own full load never pauses it, however much its threads wait for each other",
  {
    timeout: 600_000,
  },
  async ({ skip }) => {
    skip(topology.allowed.length < 2 && process.env.CI !== "true", "this host has a single core");
    // Somebody else may use the host meanwhile, and the guard is right to heed that: one quiet try is enough.
    const tries: { pauses: number; pressurePercent: number }[] = [];
    for (let count = 0; count < 10; count++) {
      const seen = await watchOwnLoad();
      tries.push(seen);
      if (seen.pauses === 0 && seen.pressurePercent > 40) break;
    }
    // The host did feel it: without the discount the guard would have paused.
    expect(tries.at(-1)).toMatchObject({ pauses: 0 });
    expect(tries.at(-1)?.pressurePercent).toBeGreaterThan(40);
  },
);

/** Three threads of a worker share one core for seven seconds. */
async function watchOwnLoad(): Promise<{ pauses: number; pressurePercent: number }> {
  const brake = new WorkerBrake();
  const worker = await startWhisperWorker({
    modelPath: DEMO_MODEL,
    cpus: [own],
    threads: 3,
    recognition: DEFAULT_RECOGNITION,
    homeFolder: tempFolder(),
    env: process.env,
    brake,
  });
  onTestFinished(() => worker.kill());
  let pauses = 0;
  const guard = startGuard({
    limits: {
      // Workers cannot run on production's cores (whisper-worker.host.test.ts); what others do there is not looked at here.
      pauseCpuPercent: 101,
      resumeCpuPercent: 101,
      pausePressurePercent: 20,
      resumePressurePercent: 10,
      resumeAfterMs: 1000,
    },
    brake,
    paths: findHostPaths(process.pid),
    plan: { cpus: [own], online: topology.online, threads: [3] },
    ownPids: () => [process.pid, worker.pid],
    onPause: () => (pauses += 1),
    onResume: () => undefined,
    clockMs: () => performance.now(),
  });
  const pressure = () => parseSomeTotal(readFileSync("/proc/pressure/cpu", "utf8")) ?? 0;
  const path = join(DEMO_CALLS, "1001.wav");
  void worker
    .transcribe(
      { recordingId: "1001", path, language: "en", initialPrompt: null, minCallSec: 0 },
      60_000,
    )
    .catch(() => undefined);
  await sleep(1000);
  const before = { us: pressure(), atMs: performance.now() };
  await sleep(6000);
  const pressurePercent = (pressure() - before.us) / (performance.now() - before.atMs) / 10;
  guard.stop();
  await worker.kill();
  return { pauses, pressurePercent };
}
