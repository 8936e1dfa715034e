import { RECEIPT_TIMINGS, type ReceiptTimings } from "../outbox/confirm-receipts.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How often `watch` does what; milliseconds. How often it looks for recordings is in the configuration. */
export type WatchTimings = {
  /** How soon what was put into the outbox is noticed; a question to SQLite each time. */
  deliveryMs: number;
  receiptsMs: number;
  receipts: ReceiptTimings;
  /** How often it is compared with the edge whose callers are forgotten, after the first time. */
  forgottenMs: number;
  heartbeatMs: number;
  metricsMs: number;
  /** How often the edge is asked whose sound it wants. */
  audioMs: number;
  housekeepingMs: number;
  /** At the first signal to stop, a step under way may take this long to finish, and then this long to break off. */
  finishMs: number;
  breakOffMs: number;
};

export const WATCH_TIMINGS: WatchTimings = {
  deliveryMs: 10 * SECOND_MS,
  receiptsMs: MINUTE_MS,
  receipts: RECEIPT_TIMINGS,
  forgottenMs: 24 * HOUR_MS,
  heartbeatMs: 5 * MINUTE_MS,
  metricsMs: MINUTE_MS,
  audioMs: 10 * MINUTE_MS,
  housekeepingMs: HOUR_MS,
  finishMs: 4 * SECOND_MS,
  breakOffMs: 2 * SECOND_MS,
};

/** The usual timings, with the edge asked for receipts so long after a delivery. */
export function watchTimings(confirmAfterMs: number): WatchTimings {
  return {
    ...WATCH_TIMINGS,
    receiptsMs: Math.min(WATCH_TIMINGS.receiptsMs, confirmAfterMs),
    receipts: { ...RECEIPT_TIMINGS, graceMs: confirmAfterMs },
  };
}

/** How long a step of each kind may take before it is told to end and reported as stuck. */
export const STEP_TIMEOUTS_MS = {
  look: 10 * MINUTE_MS,
  delivery: HOUR_MS,
  receipts: 5 * MINUTE_MS,
  forgotten: 5 * MINUTE_MS,
  heartbeat: 5 * MINUTE_MS,
  metrics: MINUTE_MS,
  audio: 12 * HOUR_MS,
  housekeeping: HOUR_MS,
};

/** A person has to mend a token or an address; until then the edge is asked seldom. */
export const REFUSED_DELAY_MS = 15 * MINUTE_MS;
/** How long an edge that knows no receipts is left alone with them. */
export const RECEIPTS_UNKNOWN_MS = 24 * HOUR_MS;
