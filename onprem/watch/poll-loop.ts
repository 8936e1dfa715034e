import { setTimeout as sleep } from "node:timers/promises";

import { backoffDelayMs, type Backoff } from "../outbox/backoff-delay.ts";

/*
 *  working ──► waiting (the interval, or what the step asked for; wake() ends it) ──► working
 *     ├──────► backing off (longer with each failure in a row; wake() does not end it) ──► working
 *     └──────► overdue: told to end, reported, and waited for: a step never runs beside another of its kind
 *
 *  stop() leads from each to ──► stopped; a step under way is told to end where it can do so in good order
 */

/** A step took longer than it may. */
export class StepOverdueError extends Error {
  override name = "StepOverdueError";
  readonly code = "overdue";
}

export type StepResult = {
  /** When the next step is wanted, in milliseconds; the interval by default. */
  nextInMs?: number;
  /** Nothing was tried, so nothing is known: neither a success nor a failure. */
  isIdle?: boolean;
};

/** One step; it should end in good order soon after its signal aborts. */
export type Step = (signal: AbortSignal) => Promise<StepResult | void>;

export type PollLoopOptions = {
  work: Step;
  intervalMs: number;
  /** A step is told to end and counts as failed after this long. */
  timeoutMs: number;
  backoff: Backoff;
  /** How long to wait after this failure, where its kind decides; null leaves it to the backoff. */
  delayAfter?: (error: unknown) => number | null;
  onSuccess: (failuresBefore: number) => void;
  /** Also called for a step that is overdue and has not ended yet; `retryInMs` is null then. */
  onFailure: (error: unknown, retryInMs: number | null) => void;
  random: () => number;
};

export type PollLoop = {
  /** Ends the wait for the next step, unless the last one failed. */
  wake(): void;
  /** No step starts any more. Resolves when the one under way has ended. */
  stop(): Promise<void>;
};

/** Runs a step again and again, the first at once; a failure slows it down and never ends it. */
export function startPollLoop(options: PollLoopOptions): PollLoop {
  const stopping = new AbortController();
  let waiting: AbortController | null = null;

  async function pause(delayMs: number, canBeWoken: boolean): Promise<void> {
    const woken = new AbortController();
    if (canBeWoken) waiting = woken;
    const signal = AbortSignal.any([woken.signal, stopping.signal]);
    await sleep(delayMs, undefined, { signal }).catch(() => undefined);
    waiting = null;
  }

  async function step(): Promise<StepResult> {
    const overdue = new AbortController();
    const timer = setTimeout(() => {
      const error = new StepOverdueError(`It has not ended after ${options.timeoutMs / 1000} s.`);
      overdue.abort(error);
      options.onFailure(error, null);
    }, options.timeoutMs);
    try {
      return (await options.work(AbortSignal.any([overdue.signal, stopping.signal]))) ?? {};
    } finally {
      clearTimeout(timer);
    }
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        const { nextInMs, isIdle } = await step();
        if (isIdle !== true) {
          options.onSuccess(failures);
          failures = 0;
        }
        await pause(nextInMs ?? options.intervalMs, true);
      } catch (error) {
        if (stopping.signal.aborted) return;
        failures += 1;
        const delayMs =
          options.delayAfter?.(error) ?? backoffDelayMs(options.backoff, failures, options.random);
        options.onFailure(error, delayMs);
        await pause(delayMs, false);
      }
    }
  }

  const done = run();
  return {
    wake: () => waiting?.abort(),
    stop: () => {
      stopping.abort();
      return done;
    },
  };
}
