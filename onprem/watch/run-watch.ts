import { setTimeout as sleep } from "node:timers/promises";

import { deliveryPauseMs } from "../outbox/delivery-pace.ts";
import type { EdgeClient } from "../outbox/edge-client.ts";
import { EdgeRefusedError, EdgeUnavailableError } from "../outbox/edge-errors.ts";
import { describeError } from "../telemetry/describe-error.ts";
import { createAudioStep } from "./audio-step.ts";
import { createDeliveryStep } from "./delivery-step.ts";
import { createForgottenStep } from "./forgotten-step.ts";
import { createHeartbeatStep, ownHeartbeat } from "./heartbeat-step.ts";
import { createHousekeepingStep } from "./housekeeping-step.ts";
import { createLookStep } from "./look-step.ts";
import { createMetricsStep } from "./metrics-step.ts";
import { startPollLoop, type PollLoop, type Step } from "./poll-loop.ts";
import { createReceiptsStep } from "./receipts-step.ts";
import { noteStageFailure, noteStageSuccess, type Stage } from "./stage-health.ts";
import type { WatchContext } from "./watch-context.ts";
import { REFUSED_DELAY_MS, STEP_TIMEOUTS_MS } from "./watch-timings.ts";

export type RunWatchOptions = Omit<WatchContext, "edge"> & {
  /** A client whose requests end when `signal` aborts. */
  createEdge: (signal: AbortSignal) => EdgeClient;
  /** Aborts when `watch` is to stop. */
  stop: AbortSignal;
};

const MAX_BACKOFF_MS = 10 * 60_000;
const LAST_WORDS_MS = 3000;

/**
 * Watches until `stop` aborts: looks for recordings, tells the edge what is new and how the agent is, asks it what it has,
 * writes metrics and tidies up. Nothing that goes wrong meanwhile ends it: it is logged, slows down what failed, and is
 * tried again. When it stops, steps under way may finish for some seconds and are broken off then.
 */
export async function runWatch(options: RunWatchOptions): Promise<void> {
  const { createEdge, stop, ...parts } = options;
  const { log, timings, now } = parts;
  const forced = new AbortController();
  const context: WatchContext = { ...parts, edge: createEdge(forced.signal) };
  log.info({ event: "watch_started", version: context.agentVersion }, "watching");
  const loops = startLoops(context);
  await aborted(stop);

  const stoppedAt = now();
  log.info({ event: "watch_stopping" }, "stopping; the steps under way are finished first");
  const ended = Promise.all(loops.toReversed().map((loop) => loop.stop()));
  if (!(await endsWithin(ended, timings.finishMs))) {
    forced.abort();
    if (!(await endsWithin(ended, timings.breakOffMs))) {
      log.warn({ event: "step_left_behind" }, "a step did not end and is left behind");
    }
  }
  await sayGoodbye(context, createEdge);
  await endsWithin(context.edge.close(), LAST_WORDS_MS);
  await endsWithin(context.source.close(), LAST_WORDS_MS);
  log.info({ event: "watch_stopped", took_ms: now() - stoppedAt }, "stopped; nothing is lost");
}

/** In the order in which they start; they are stopped in reverse. */
function startLoops(context: WatchContext): PollLoop[] {
  const { db, config, timings, now } = context;
  const loops: PollLoop[] = [];
  const start = (
    stage: Stage,
    intervalMs: number,
    work: Step,
    delayAfter = delayAfterEdgeError,
  ) => {
    const loop = startStage(context, { stage, intervalMs, work, delayAfter });
    loops.push(loop);
    return loop;
  };
  start("housekeeping", timings.housekeepingMs, createHousekeepingStep(context));
  // The outbox keeps its own pace.
  const paced = () => deliveryPauseMs(db, config.edge, now()) || null;
  const delivery = start("delivery", timings.deliveryMs, createDeliveryStep(context), paced);
  const wakeDelivery = () => delivery.wake();
  start("look", config.source.pollMs, createLookStep(context, wakeDelivery));
  start("receipts", timings.receiptsMs, createReceiptsStep(context, wakeDelivery));
  start("forgotten", timings.receiptsMs, createForgottenStep(context));
  start("heartbeat", timings.heartbeatMs, createHeartbeatStep(context));
  if (config.audio.upload) start("audio", timings.audioMs, createAudioStep(context));
  if (config.metricsTextfile !== null) {
    start("metrics", timings.metricsMs, createMetricsStep(context, config.metricsTextfile));
  }
  return loops;
}

type StageLoop = {
  stage: Stage;
  intervalMs: number;
  work: Step;
  delayAfter: (error: unknown) => number | null;
};

function startStage(context: WatchContext, { stage, ...loop }: StageLoop): PollLoop {
  const { db, log, now, random } = context;
  /** Health is for people who look; that it cannot be written must not disturb the work. */
  const note = (write: () => void) => {
    try {
      write();
    } catch (error) {
      log.warn({ event: "health_not_noted", stage, ...describeError(error) }, "cannot be noted");
    }
  };
  return startPollLoop({
    ...loop,
    timeoutMs: STEP_TIMEOUTS_MS[stage],
    backoff: { firstMs: loop.intervalMs, maxMs: Math.max(MAX_BACKOFF_MS, loop.intervalMs) },
    onSuccess: (failures) => {
      if (failures > 0) log.info({ event: "recovered", stage, failures }, `${stage} works again`);
      note(() => noteStageSuccess(db, stage, now()));
    },
    onFailure: (error, retryInMs) => {
      const what = { event: "step_failed", stage, ...describeError(error), retry_in_ms: retryInMs };
      // An edge that is away comes back by itself; everything else wants a person's eye.
      const level = error instanceof EdgeUnavailableError ? "warn" : "error";
      const { message, ...fields } = what;
      log[level](fields, `${stage}: ${message}`);
      note(() => noteStageFailure(db, stage, error, now()));
    },
    random,
  });
}

function delayAfterEdgeError(error: unknown): number | null {
  if (error instanceof EdgeRefusedError) return REFUSED_DELAY_MS;
  return error instanceof EdgeUnavailableError ? error.retryAfterMs : null;
}

/** The edge is told that the silence to come is meant. */
async function sayGoodbye(
  context: WatchContext,
  createEdge: RunWatchOptions["createEdge"],
): Promise<void> {
  const edge = createEdge(AbortSignal.timeout(LAST_WORDS_MS));
  try {
    await edge.sendHeartbeat(await ownHeartbeat(context));
  } catch (error) {
    context.log.debug({ event: "no_goodbye", ...describeError(error) }, "the edge was not told");
  }
  await endsWithin(edge.close(), LAST_WORDS_MS);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}

/** Whether it ends in time; it is not waited for longer, nor heard of any more. */
async function endsWithin(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const timer = new AbortController();
  const settled = work.then(
    () => true,
    () => true,
  );
  const tooLate = sleep(timeoutMs, false, { signal: timer.signal }).catch(() => false);
  const inTime = await Promise.race([settled, tooLate]);
  timer.abort();
  return inTime;
}
