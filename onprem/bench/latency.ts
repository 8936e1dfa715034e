import { createHistogram } from "node:perf_hooks";

export type Latency = { count: number; p50Ms: number; p99Ms: number };

const NS_PER_MS = 1_000_000;

/** Runs `work` so many times, one after the other, and says how long one took; what `prepare` does is not counted. */
export async function measure(
  count: number,
  work: (index: number) => unknown,
  prepare: () => unknown = () => undefined,
): Promise<Latency> {
  const histogram = createHistogram();
  for (let index = 0; index < count; index++) {
    await prepare();
    const startedAt = process.hrtime.bigint();
    await work(index);
    histogram.record(process.hrtime.bigint() - startedAt);
  }
  return {
    count,
    p50Ms: histogram.percentile(50) / NS_PER_MS,
    p99Ms: histogram.percentile(99) / NS_PER_MS,
  };
}
