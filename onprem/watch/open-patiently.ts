import type { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

import { backoffDelayMs } from "../outbox/backoff-delay.ts";
import { openDatabase } from "../queue/open-database.ts";
import { describeError, isPassing } from "../telemetry/describe-error.ts";
import type { Logger } from "../telemetry/logger.ts";

const BACKOFF = { firstMs: 1000, maxMs: 60_000 };

/**
 * Opens the queue, waiting for as long as the disk is full or another process keeps the file locked. Null when `stop`
 * aborts meanwhile. Throws what only a person can mend: a queue of a newer version, a damaged file, missing rights.
 */
export async function openPatiently(
  stateFolder: string,
  { log, stop, random }: { log: Logger; stop: AbortSignal; random: () => number },
): Promise<DatabaseSync | null> {
  for (let failures = 1; !stop.aborted; failures += 1) {
    try {
      return openDatabase(stateFolder);
    } catch (error) {
      if (!isPassing(error)) throw error;
      const delayMs = backoffDelayMs(BACKOFF, failures, random);
      log.error(
        { event: "queue_not_opened", ...describeError(error), retry_in_ms: delayMs },
        "the queue cannot be opened now",
      );
      await sleep(delayMs, undefined, { signal: stop }).catch(() => undefined);
    }
  }
  return null;
}
