import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

import { LARGE_SHAPE, writeGgmlFile } from "../testing/ggml-file.ts";
import { DEMO_MODEL } from "../testing/night-site.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { readCpuTopology } from "./cpu-topology.ts";
import { prepareWorkers } from "./prepare-workers.ts";
import { DEFAULT_RECOGNITION } from "./recognition-options.ts";
import { WorkerUnusableError } from "./whisper-worker.ts";
import {
  freeMemoryBytes,
  transcriptionBytes,
  workerBytes,
  workersThatFit,
} from "./worker-memory.ts";

const GB = 1024 ** 3;
const MB = 1024 ** 2;

/** Files as /proc and the cgroup's folder have them. */
function host(files: Record<string, string>): [string, string] {
  const root = tempFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return [join(root, "proc"), join(root, "cgroup")];
}

const MEMINFO = "MemTotal:       16777216 kB\nMemFree: 1 kB\nMemAvailable:    8388608 kB\n";

test("a tenth of the host's memory is spared for production", () => {
  expect(freeMemoryBytes(...host({ "proc/meminfo": MEMINFO }))).toBeCloseTo(6.4 * GB, -6);
});

test("the limit of a unit or of its slice is kept", () => {
  const files = {
    "proc/meminfo": MEMINFO,
    "proc/self/cgroup": "0::/nightshift.slice/transcribe.service\n",
    "cgroup/nightshift.slice/memory.max": String(3 * GB),
    "cgroup/nightshift.slice/memory.current": String(GB),
    "cgroup/nightshift.slice/transcribe.service/memory.max": "max\n",
    "cgroup/nightshift.slice/transcribe.service/memory.current": String(GB),
  };
  expect(freeMemoryBytes(...host(files))).toBe(2 * GB);
});

test("each worker needs its own copy of the model", () => {
  const model = join(tempFolder(), "model.bin");
  writeGgmlFile(model, LARGE_SHAPE);
  // The file, what the engine keeps beside it, and what a worker is without a model.
  expect(workerBytes(model)).toBeGreaterThan(statSync(model).size + 1.5 * GB);
  expect(workerBytes(model)).toBeLessThan(6 * GB);
  expect(workersThatFit(8, workerBytes(model), 18 * GB)).toBe(3);
  expect(workersThatFit(8, workerBytes(model), GB)).toBe(0);
});

test("there is room for the longest recording beside the workers, where memory holds more than one", () => {
  const [each, free] = [GB, 4 * GB];
  const fit = workersThatFit(8, each, free);
  // Six hours of two channels at 8 kHz, of which a worker has room for one anyway.
  expect(transcriptionBytes(fit, each)).toBe(fit * each + 5 * 3600 * 2 * 8000 * 2);
  expect(transcriptionBytes(fit, each)).toBeLessThanOrEqual(free);
  expect(transcriptionBytes(fit + 1, each)).toBeGreaterThan(free);
  expect(workersThatFit(8, each, 1.2 * GB)).toBe(1);
});

const config = {
  stateFolder: "/nonexistent",
  whisper: {
    model: DEMO_MODEL,
    language: "en",
    cpus: null,
    workers: null,
    threads: null,
    recognition: DEFAULT_RECOGNITION,
  },
};
const eightCores = {
  ...readCpuTopology(),
  online: [0, 1, 2, 3, 4, 5, 6, 7],
  allowed: [0, 1, 2, 3, 4, 5, 6, 7],
};

test("there are fewer workers when memory does not hold a model for each, and it is said", () => {
  const { plan } = prepareWorkers(config, process.env, eightCores, 1600 * MB);
  expect(plan.workers).toHaveLength(2);
  expect(plan.cpus).toEqual([4, 5, 6, 7]);
  expect(plan.warnings.join()).toMatch(/holds 2 of 4 workers .* Set whisper\.workers = 2/);
});

test("memory for a worker and no long recording is said, too", () => {
  const { plan } = prepareWorkers(config, process.env, eightCores, 600 * MB);
  expect(plan.workers).toHaveLength(1);
  expect(plan.warnings.join()).toMatch(/short for recordings of several hours.* up to 549 MB/);
});

test("no memory for a single worker is an error that says what to do", () => {
  expect(() => prepareWorkers(config, process.env, eightCores, 100 * MB)).toThrow(
    WorkerUnusableError,
  );
  expect(() => prepareWorkers(config, process.env, eightCores, 100 * MB)).toThrow(/smaller one/);
});
