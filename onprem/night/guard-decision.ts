import type { LoadFigures } from "./load-figures.ts";

export type GuardLimits = {
  pauseCpuPercent: number;
  resumeCpuPercent: number;
  pausePressurePercent: number;
  resumePressurePercent: number;
  resumeAfterMs: number;
};

/** Why the workers are stopped: a code for machines, words for people. */
export type PauseCause = {
  code: "cpu" | "cpu_pressure" | "memory_pressure" | "io_pressure" | "load";
  words: string;
};

export type GuardState = {
  /** Null while the workers run. */
  cause: PauseCause | null;
  /** While they are stopped: since when everything has been calm; null while it is not. */
  calmSinceMs: number | null;
};

export const UNTROUBLED: GuardState = { cause: null, calmSinceMs: null };

type Signal = { code: PauseCause["code"]; percent: number; pauseAt: number; resumeAt: number };

/**
 * The guard's next state. It stops the workers as soon as one figure reaches its limit, and lets them go on only when all
 * have been below their lower limits for `resumeAfterMs`, so that it does not flutter. A figure the host cannot give
 * neither stops nor holds anything. `reserved` names production's cores in the cause.
 */
export function decide(
  state: GuardState,
  figures: LoadFigures,
  limits: GuardLimits,
  reserved: string,
  atMs: number,
): GuardState {
  const signals = signalsOf(figures, limits);
  if (state.cause === null) {
    const over = signals.find((signal) => signal.percent >= signal.pauseAt);
    return over === undefined
      ? UNTROUBLED
      : { cause: { code: over.code, words: describe(over, reserved) }, calmSinceMs: null };
  }
  const calm = signals.every((signal) => signal.percent <= signal.resumeAt);
  if (!calm) return { cause: state.cause, calmSinceMs: null };
  const calmSinceMs = state.calmSinceMs ?? atMs;
  return atMs - calmSinceMs >= limits.resumeAfterMs
    ? UNTROUBLED
    : { cause: state.cause, calmSinceMs };
}

function signalsOf(figures: LoadFigures, limits: GuardLimits): Signal[] {
  const cpu = { pauseAt: limits.pauseCpuPercent, resumeAt: limits.resumeCpuPercent };
  const pressure = { pauseAt: limits.pausePressurePercent, resumeAt: limits.resumePressurePercent };
  const all = [
    { code: "cpu", percent: figures.reservedCpuPercent, ...cpu },
    { code: "cpu_pressure", percent: figures.cpuPressurePercent, ...pressure },
    { code: "memory_pressure", percent: figures.memoryPressurePercent, ...pressure },
    { code: "io_pressure", percent: figures.ioPressurePercent, ...pressure },
    { code: "load", percent: figures.loadPercent, ...cpu },
  ] as const;
  return all.flatMap(({ percent, ...signal }) =>
    percent === null ? [] : [{ ...signal, percent }],
  );
}

function describe({ code, percent, pauseAt }: Signal, reserved: string): string {
  const rounded = `${Math.round(percent)} % (limit ${pauseAt} %)`;
  switch (code) {
    case "cpu":
      return `${reserved} at ${rounded}`;
    case "cpu_pressure":
      return `something waits for a CPU ${rounded} of the time`;
    case "memory_pressure":
      return `something waits for memory ${rounded} of the time`;
    case "io_pressure":
      return `something waits for a disk ${rounded} of the time`;
    case "load":
      return `load average at ${rounded}`;
  }
}
