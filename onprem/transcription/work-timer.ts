/**
 * Counts the time in which a worker could work: it stands still while the worker is stopped. Its limits run out after so
 * much working time, not after so much time on the wall.
 */
export class WorkTimer {
  readonly #clockMs: () => number;
  readonly #limits = new Set<Limit>();
  #workedMs = 0;
  #since: number | null;

  /** `clockMs` must not go back: not the wall clock. */
  constructor(clockMs: () => number) {
    this.#clockMs = clockMs;
    this.#since = clockMs();
  }

  get workedMs(): number {
    return this.#workedMs + (this.#since === null ? 0 : this.#clockMs() - this.#since);
  }

  pause(): void {
    if (this.#since === null) return;
    this.#workedMs = this.workedMs;
    this.#since = null;
    for (const limit of this.#limits) clearTimeout(limit.timer);
  }

  resume(): void {
    if (this.#since !== null) return;
    this.#since = this.#clockMs();
    for (const limit of this.#limits) this.#arm(limit);
  }

  /** Calls `onOver` once after so much working time; returns how to call it off. */
  after(limitMs: number, onOver: () => void): () => void {
    const limit: Limit = { atMs: this.workedMs + limitMs, onOver, timer: undefined };
    this.#limits.add(limit);
    if (this.#since !== null) this.#arm(limit);
    return () => {
      clearTimeout(limit.timer);
      this.#limits.delete(limit);
    };
  }

  #arm(limit: Limit): void {
    limit.timer = setTimeout(
      () => {
        this.#limits.delete(limit);
        limit.onOver();
      },
      Math.min(limit.atMs - this.workedMs, MAX_TIMER_MS),
    );
  }
}

/** setTimeout takes more for 1 ms. */
const MAX_TIMER_MS = 2 ** 31 - 1;

type Limit = { atMs: number; onOver: () => void; timer: NodeJS.Timeout | undefined };
