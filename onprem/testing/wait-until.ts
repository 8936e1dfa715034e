import { setTimeout as sleep } from "node:timers/promises";

/** Waits until something is so; fails after `timeoutMs` with what was waited for. */
export async function waitUntil(
  what: string,
  holds: () => boolean,
  timeoutMs = 60_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`Waited in vain for: ${what}`);
    await sleep(50);
  }
}
