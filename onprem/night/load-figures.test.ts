import { describe, expect, test } from "vitest";

import { parseCpuTicks, parseSomeTotal, sampleHost, type HostSample } from "./host-sample.ts";
import { figuresBetween } from "./load-figures.ts";

const OPTIONS = { workerCpus: [2, 3], cpuCount: 4, ownThreads: 2, threadsPerWorker: 1 };

function sample(change: Partial<HostSample> = {}): HostSample {
  return {
    atMs: 0,
    cpus: new Map(),
    pressure: { cpu: 0, memory: 0, io: 0 },
    ownPressure: null,
    own: { runDelayNs: new Map([["7", 1]]), busyTicks: new Map(), readBytes: new Map() },
    load: 0,
    ...change,
  };
}

/** Figures of a second in which the counters grew from nothing to these. */
function aSecondOf(
  after: Partial<HostSample>,
  before: Partial<HostSample> = {},
  options = OPTIONS,
) {
  const zero = new Map(
    [...(after.cpus ?? new Map()).keys()].map((cpu) => [cpu, { busy: 0, total: 0 }]),
  );
  return figuresBetween(
    sample({ cpus: after.cpus === null ? null : zero, ...before }),
    sample({ atMs: 1000, ...after }),
    options,
  );
}

const own = (change: Partial<HostSample["own"]>) => ({ ...sample().own, ...change });

describe("utilisation", () => {
  const cpus = (...busy: number[]) =>
    new Map(busy.map((part, cpu) => [cpu, { busy: part, total: 100 }]));

  test("is that of the cores no worker is pinned to", () => {
    expect(aSecondOf({ cpus: cpus(80, 60, 100, 100) }).reservedCpuPercent).toBe(70);
  });

  test("leaves out niced and waiting time and what a hypervisor stole", () => {
    const ticks = parseCpuTicks("cpu  1 1 1 1\ncpu0 10 20 5 40 25 3 2 900 10 0\nintr 1\n");
    expect(ticks).toEqual(new Map([[0, { busy: 20, total: 105 }]]));
  });

  test("on a host with a single core is all but Nightshift's own", () => {
    const options = { workerCpus: [0], cpuCount: 1, ownThreads: 1, threadsPerWorker: 1 };
    const after = { cpus: cpus(30), own: own({ busyTicks: new Map([["7", 10]]) }) };
    expect(aSecondOf(after, {}, options).reservedCpuPercent).toBe(20);
  });
});

describe("pressure", () => {
  test("is the share of time in which something waited", () => {
    const { cpuPressurePercent, memoryPressurePercent, ioPressurePercent } = aSecondOf({
      pressure: { cpu: 250_000, memory: 100_000, io: 2_000_000 },
    });
    expect(
      [cpuPressurePercent, memoryPressurePercent, ioPressurePercent].map((part) =>
        part?.toFixed(1),
      ),
    ).toEqual(["25.0", "10.0", "100.0"]);
  });

  test("for a CPU leaves out what Nightshift's own threads waited, those that are new included", () => {
    const runDelayNs = new Map([
      ["7", 100_000_001],
      ["8", 150_000_000],
    ]);
    const after = { pressure: { cpu: 250_000, memory: 0, io: 0 }, own: own({ runDelayNs }) };
    expect(aSecondOf(after).cpuPressurePercent).toBe(0);
  });

  test("for a CPU is seen beside Nightshift's own waiting, which covers much of it", () => {
    const runDelayNs = new Map([["7", 750_000_001]]);
    const after = { pressure: { cpu: 950_000, memory: 0, io: 0 }, own: own({ runDelayNs }) };
    expect(aSecondOf(after).cpuPressurePercent).toBeCloseTo(80);
  });

  test.for([
    ["just below it", 995],
    ["equal to it", 1000],
    ["above it", 1003],
  ] as const)(
    "for a CPU is not made of the instants between two counters: own waiting %s",
    ([, ownMs]) => {
      const runDelayNs = new Map([["7", ownMs * 1_000_000]]);
      const after = { pressure: { cpu: 1_005_000, memory: 0, io: 0 }, own: own({ runDelayNs }) };
      const { cpuPressurePercent } = aSecondOf(after);
      expect(cpuPressurePercent).toBeGreaterThanOrEqual(0);
      expect(cpuPressurePercent).toBeLessThan(3);
    },
  );

  test("for a CPU leaves out what the engine's passing threads waited: as long as the one that stays", () => {
    const runDelayNs = new Map([["7", 650_000_001]]);
    const after = { pressure: { cpu: 950_000, memory: 0, io: 0 }, own: own({ runDelayNs }) };
    const three = { ...OPTIONS, threadsPerWorker: 3 };
    expect(aSecondOf(after, {}, three).cpuPressurePercent).toBe(0);
  });

  test("for a CPU cannot be told from our own where the kernel does not count that", () => {
    const after = {
      pressure: { cpu: 250_000, memory: 0, io: 0 },
      own: own({ runDelayNs: new Map([["7", 0]]) }),
    };
    expect(aSecondOf(after).cpuPressurePercent).toBeNull();
  });

  test("for memory and disks leaves out that of our own cgroup", () => {
    const none = { cpu: 0, memory: 0, io: 0 };
    const { memoryPressurePercent, ioPressurePercent } = aSecondOf(
      {
        pressure: { cpu: 0, memory: 300_000, io: 500_000 },
        ownPressure: { cpu: 0, memory: 300_000, io: 100_000 },
      },
      { ownPressure: none },
    );
    expect([memoryPressurePercent, ioPressurePercent]).toEqual([0, 40]);
  });

  test("for disks does not count while workers read their models, unless a cgroup tells it apart", () => {
    const reading = {
      pressure: { cpu: 0, memory: 0, io: 500_000 },
      own: own({ readBytes: new Map([["7", 5e6]]) }),
    };
    expect(aSecondOf(reading).ioPressurePercent).toBeNull();
  });
});

describe("a host that tells less", () => {
  test("without pressure is judged by utilisation", () => {
    const none = { cpu: null, memory: null, io: null };
    const cpus = new Map([[0, { busy: 50, total: 100 }]]);
    expect(aSecondOf({ cpus, pressure: none }, { pressure: none })).toEqual({
      reservedCpuPercent: 50,
      cpuPressurePercent: null,
      memoryPressurePercent: null,
      ioPressurePercent: null,
      loadPercent: null,
    });
  });

  test("with neither is judged by its load average less our own threads", () => {
    const none = { cpu: null, memory: null, io: null };
    const blind = { cpus: null, pressure: none };
    expect(aSecondOf({ ...blind, load: 5 }, blind).loadPercent).toBe(75);
    expect(aSecondOf({ ...blind, load: 1 }, blind).loadPercent).toBe(0);
  });
});

test("the kernel's pressure lines", () => {
  expect(
    parseSomeTotal(
      "some avg10=0.00 avg60=0.10 avg300=0.00 total=8747468\nfull avg10=0.00 total=1\n",
    ),
  ).toBe(8_747_468);
  expect(parseSomeTotal("")).toBeNull();
});

test("a host without /proc gives nothing, and no error", () => {
  const blind = sampleHost({ proc: "/nonexistent", ownCgroup: null }, [process.pid], 0);
  expect(blind).toMatchObject({ cpus: null, pressure: { cpu: null, memory: null, io: null } });
});
