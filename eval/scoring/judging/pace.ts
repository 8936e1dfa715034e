import type { ProviderLimits } from "../../../edge/providers/provider.ts";

const MINUTE_MS = 60_000;

export type Pace = {
  /** Resolves when a request of so many tokens may be sent under these limits; the requests are spaced evenly. */
  turn(limits: ProviderLimits, tokens: number): Promise<void>;
  /** Nothing is sent before then: a provider asked to be left alone. */
  pauseUntil(atMs: number): void;
};

type PaceDeps = { now: () => number; sleep: (ms: number) => Promise<void> };

/**
 * Keeps the requests to one provider under its limits of the minute, however many calls are worked on at once. A request that
 * is alone larger than the limit is let through: the provider refuses it with a reason.
 */
export function createPace({ now, sleep }: PaceDeps): Pace {
  let sent: { atMs: number; tokens: number }[] = [];
  let pausedUntilMs = 0;
  let queue: Promise<void> = Promise.resolve();

  function nextAtMs(
    { requestsPerMinute, tokensPerMinute }: ProviderLimits,
    tokens: number,
  ): number {
    sent = sent.filter(({ atMs }) => atMs > now() - MINUTE_MS);
    const last = sent.at(-1);
    let atMs = Math.max(now(), pausedUntilMs);
    if (requestsPerMinute !== null && last !== undefined) {
      atMs = Math.max(atMs, last.atMs + MINUTE_MS / requestsPerMinute);
    }
    if (tokensPerMinute === null) return atMs;
    let used = sent.reduce((sum, request) => sum + request.tokens, 0);
    for (const request of sent) {
      if (used + tokens <= tokensPerMinute) break;
      used -= request.tokens;
      atMs = Math.max(atMs, request.atMs + MINUTE_MS);
    }
    return atMs;
  }

  async function takeTurn(limits: ProviderLimits, tokens: number): Promise<void> {
    for (;;) {
      const waitMs = nextAtMs(limits, tokens) - now();
      if (waitMs <= 0) break;
      await sleep(waitMs);
    }
    sent.push({ atMs: now(), tokens });
  }

  return {
    turn(limits, tokens) {
      const turn = queue.then(() => takeTurn(limits, tokens));
      // the next in line waits for this one, not for its fate
      queue = turn.catch(() => undefined);
      return turn;
    },
    pauseUntil(atMs) {
      pausedUntilMs = Math.max(pausedUntilMs, atMs);
    },
  };
}
