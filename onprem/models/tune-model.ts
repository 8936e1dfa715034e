import { bytes } from "../status/figures-in-words.ts";
import { workerBytes, workersThatFit } from "../transcription/worker-memory.ts";
import type { CandidateSplit } from "./candidate-splits.ts";
import {
  hoursFor,
  measureSplit,
  medianFigures,
  type MeasureOptions,
  type SplitFigures,
} from "./measure-split.ts";
import { ModelError } from "./model-error.ts";

/** What the splits are compared by: a night of a centre with 20 agents. */
export const NIGHT_CALLS = 700;
export const CALL_SEC = 90;
/** Splits this close count as equally fast: then the one that needs less memory is better. */
const ALIKE = 0.03;
const MAX_ROUNDS = 3;

export type TunedSplit = {
  workers: number;
  threads: number;
  /** Null for one that was not measured. */
  figures: SplitFigures | null;
  /** Why it was not. */
  skipped: string | null;
};

export type TuneOptions = Omit<MeasureOptions, "split" | "rounds" | "timeoutMs"> & {
  candidates: readonly CandidateSplit[];
  freeBytes: number;
  /** When to be done, by `clockMs`. */
  deadlineMs: number;
  clockMs: () => number;
  /** Told before each measurement. */
  onMeasuring: (split: { workers: number; threads: number }, round: number) => void;
};

/**
 * Measures every split that memory holds, one after the other, and then all of them again as long as there is time, so that
 * a passing disturbance strikes none alone. Returns them in the order they were tried, with medians. Throws ModelError when
 * there was no time for a single one, and what `measureSplit` throws.
 */
export async function tuneModel(options: TuneOptions): Promise<TunedSplit[]> {
  const { candidates, freeBytes, deadlineMs, clockMs } = options;
  const perWorker = workerBytes(options.modelPath);
  const splits = candidates.map((candidate) => {
    const fits = workersThatFit(candidate.workers, perWorker, freeBytes) === candidate.workers;
    const skipped = fits
      ? null
      : `${bytes(candidate.workers * perWorker)} of memory are needed, ${bytes(freeBytes)} can be spared`;
    return { candidate, skipped, taken: new Array<SplitFigures>() };
  });
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    for (const split of splits) {
      const leftMs = deadlineMs - clockMs();
      if (split.skipped !== null || leftMs <= 0) continue;
      options.onMeasuring(split.candidate, round);
      const figures = await measureOnce(split.candidate, leftMs, options);
      if (figures === null) split.skipped = "it takes longer than there was time for";
      else split.taken.push(figures);
    }
  }
  const tuned = splits.map(({ candidate: { workers, threads }, skipped, taken }) => {
    const [first, ...more] = taken;
    if (first === undefined) {
      return { workers, threads, figures: null, skipped: skipped ?? "there was no time left" };
    }
    return { workers, threads, figures: medianFigures([first, ...more]), skipped: null };
  });
  if (tuned.every((split) => split.figures === null)) {
    const reasons = new Set(tuned.map((split) => split.skipped ?? ""));
    throw new ModelError(
      `Nothing could be measured: ${[...reasons].join("; ")}. Give it more --minutes, or take a smaller model.`,
    );
  }
  return tuned;
}

/** Null when it does not end in time. */
async function measureOnce(
  { plan }: CandidateSplit,
  leftMs: number,
  options: TuneOptions,
): Promise<SplitFigures | null> {
  const late = AbortSignal.timeout(Math.ceil(leftMs));
  try {
    return await measureSplit({
      ...options,
      split: plan.workers,
      rounds: 1,
      timeoutMs: leftMs,
      signal: AbortSignal.any([options.signal, late]),
    });
  } catch (error) {
    options.signal.throwIfAborted();
    // Out of time, not out of order.
    if (late.aborted) return null;
    throw error;
  }
}

/** The split that a night is done with first; among those that are about as fast, the one that needs least memory. */
export function bestSplit(splits: readonly TunedSplit[]): TunedSplit | null {
  const hours = ({ figures }: TunedSplit) =>
    figures === null ? Number.POSITIVE_INFINITY : hoursFor(figures, NIGHT_CALLS, CALL_SEC);
  const fastest = Math.min(...splits.map(hours));
  const [best] = splits
    .filter((split) => split.figures !== null && hours(split) <= fastest * (1 + ALIKE))
    .toSorted((a, b) => a.workers - b.workers || hours(a) - hours(b));
  return best ?? null;
}
