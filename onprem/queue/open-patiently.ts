import { setTimeout as sleep } from "node:timers/promises";

import { backoffDelayMs } from "../outbox/backoff-delay.ts";
import { isPassing } from "../telemetry/describe-error.ts";

const BACKOFF = { firstMs: 1000, maxMs: 60_000 };

export type Patience = {
  /** Told of each attempt in vain. */
  onTrouble: (error: unknown, retryInMs: number) => void;
  stop: AbortSignal;
  random: () => number;
};

/**
 * Opens something in the state folder (the queue, a lock), waiting for as long as the disk is full or fails or another
 * process keeps the file locked. Null when `stop` aborts meanwhile. Throws what only a person can mend: a queue of a newer
 * version, a damaged file, missing rights, another Nightshift at work.
 */
export async function openPatiently<Opened>(
  open: () => Opened,
  { onTrouble, stop, random }: Patience,
): Promise<Opened | null> {
  for (let failures = 1; !stop.aborted; failures += 1) {
    try {
      return open();
    } catch (error) {
      if (!isPassing(error)) throw error;
      const delayMs = backoffDelayMs(BACKOFF, failures, random);
      onTrouble(error, delayMs);
      await sleep(delayMs, undefined, { signal: stop }).catch(() => undefined);
    }
  }
  return null;
}
