import type { BenchReport, WayFigures, WayName } from "./report.ts";

const WAYS: Record<WayName, string> = {
  a: "(a) stock build, whole files",
  b: "(b) native build, whole files",
  c: "(c) pipeline, one worker",
  d: "(d) pipeline, all workers",
};

/** tiny.en, quantised to q5_1. */
const SMALLEST_REAL_MODEL_BYTES = 30e6;

/** Prints the figures as a table, and whether they are as expected; sets the exit code when not. */
export function printReport(
  report: BenchReport,
  stockCount: number,
  count: number,
  modelBytes: number,
): void {
  const { ways, ratios, cores, hardwareScaling } = report;
  line("", "× real time", "WER", "CPU s / audio h", "cores busy", "peak RSS");
  for (const name of ["a", "b", "c", "d"] as const) line(WAYS[name], ...cells(ways[name]));
  console.log("");
  line("b/a", ratio(ratios["b/a"]));
  line("c/b", ratio(ratios["c/b"]));
  line(
    "d/c",
    ratio(ratios["d/c"]),
    `${Math.round(ratios["d/c per core"] * 100)} % per core of ${cores}`,
  );
  line(
    "engine alone, all cores",
    ratio(hardwareScaling),
    `${Math.round((hardwareScaling / cores) * 100)} % per core`,
  );
  console.log("");
  if (stockCount < count) {
    console.log(
      `(a) did ${stockCount} of the ${count} recordings: b/a compares these, and its words are of these.`,
    );
  }
  if (modelBytes < SMALLEST_REAL_MODEL_BYTES) {
    console.log(
      "This model is smaller than any real one, and spends its time on what a CPU's vectors do not help: give --model for b/a.",
    );
  }
  if (ways.c.coresBusy < 0.9) {
    console.log(
      "Something else has the cores as well: the times mean little, CPU seconds still do.",
    );
  }
  expect("(b) at least 8 × (a)", ratios["b/a"] >= 8);
  expect("(c) at least 1.5 × (b)", ratios["c/b"] >= 1.5);
  const [before, after] = [ways.b.wordErrorRate, ways.c.wordErrorRate];
  if (before !== null && after !== null) {
    expect("(c) gets no more words wrong than (b)", after <= before);
  }
  expect("(d) scales at 85 % or better per core", ratios["d/c per core"] >= 0.85);
}

function cells(figures: WayFigures): string[] {
  const { timesRealTime, wordErrorRate, cpuSecPerAudioHour, coresBusy, peakMb } = figures;
  return [
    timesRealTime.toFixed(1),
    wordErrorRate === null ? "–" : `${(wordErrorRate * 100).toFixed(1)} %`,
    cpuSecPerAudioHour.toFixed(0),
    `${Math.round(coresBusy * 100)} %`,
    `${peakMb.toFixed(0)} MB`,
  ];
}

function ratio(value: number): string {
  return `${value.toFixed(2)} ×`;
}

function line(name: string, ...rest: string[]): void {
  console.log(name.padEnd(30) + rest.map((cell) => `  ${cell}`.padStart(18)).join(""));
}

function expect(expectation: string, holds: boolean): void {
  console.log(`${holds ? "holds " : "FAILS "}${expectation}`);
  if (!holds) process.exitCode = 1;
}
