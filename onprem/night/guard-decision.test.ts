import { describe, expect, test } from "vitest";

import { decide, UNTROUBLED, type GuardState } from "./guard-decision.ts";
import type { LoadFigures } from "./load-figures.ts";

const limits = {
  pauseCpuPercent: 70,
  resumeCpuPercent: 50,
  pausePressurePercent: 20,
  resumePressurePercent: 10,
  resumeAfterMs: 30_000,
};
const CALM: LoadFigures = {
  reservedCpuPercent: 10,
  cpuPressurePercent: 1,
  memoryPressurePercent: 0,
  ioPressurePercent: 2,
  loadPercent: null,
};

/** The guard's state after figures that come a second apart. */
function after(figures: Partial<LoadFigures>[], from: GuardState = UNTROUBLED): GuardState {
  return figures.reduce<GuardState>(
    (state, change, second) =>
      decide(state, { ...CALM, ...change }, limits, "cores 0-1", second * 1000),
    from,
  );
}

describe("pausing", () => {
  test.each([
    ["production's cores", { reservedCpuPercent: 85 }, "cpu", "cores 0-1 at 85 % (limit 70 %)"],
    [
      "a CPU",
      { cpuPressurePercent: 34.4 },
      "cpu_pressure",
      "something waits for a CPU 34 % (limit 20 %) of the time",
    ],
    [
      "memory",
      { memoryPressurePercent: 20 },
      "memory_pressure",
      "something waits for memory 20 % (limit 20 %) of the time",
    ],
    [
      "a disk",
      { ioPressurePercent: 99 },
      "io_pressure",
      "something waits for a disk 99 % (limit 20 %) of the time",
    ],
    [
      "the load average, where there is nothing better",
      { reservedCpuPercent: null, loadPercent: 71 },
      "load",
      "load average at 71 % (limit 70 %)",
    ],
  ])("for %s", (_, figures, code, words) => {
    expect(after([figures]).cause).toEqual({ code, words });
  });

  test.each([
    ["below every limit", { reservedCpuPercent: 69, cpuPressurePercent: 19 }],
    [
      "when the host can tell nothing",
      {
        reservedCpuPercent: null,
        cpuPressurePercent: null,
        memoryPressurePercent: null,
        ioPressurePercent: null,
      },
    ],
  ])("not %s", (_, figures) => {
    expect(after([figures])).toEqual(UNTROUBLED);
  });
});

describe("going on", () => {
  const paused = after([{ reservedCpuPercent: 90 }]);
  const seconds = (count: number, figures: Partial<LoadFigures>) =>
    Array.from({ length: count }, () => figures);

  test("when everything has been calm for long enough, not before", () => {
    expect(after(seconds(30, {}), paused).cause).not.toBeNull();
    expect(after(seconds(31, {}), paused)).toEqual(UNTROUBLED);
  });

  test("not between the two limits", () => {
    expect(after(seconds(100, { reservedCpuPercent: 60 }), paused).cause).not.toBeNull();
  });

  test("calm is counted anew after each disturbance, whatever its kind", () => {
    const disturbed = [...seconds(29, {}), { ioPressurePercent: 15 }, ...seconds(29, {})];
    expect(after(disturbed, paused).cause).not.toBeNull();
    expect(after([...disturbed, {}, {}], paused)).toEqual(UNTROUBLED);
  });

  test("the cause stays the one that began the pause", () => {
    expect(after([{ memoryPressurePercent: 50 }], paused).cause).toEqual(paused.cause);
  });
});
