/** Something that can be stopped and let go on, with all that it started. */
export type Brakeable = { pause: () => void; resume: () => void };

/**
 * Stops and releases all workers together. A worker that is started while the brake is on is stopped at once.
 */
export class WorkerBrake {
  readonly #held = new Set<Brakeable>();
  #on = false;

  get on(): boolean {
    return this.#on;
  }

  /** Puts a worker under the brake; returns how to take it out again, once it has ended. */
  add(worker: Brakeable): () => void {
    this.#held.add(worker);
    if (this.#on) worker.pause();
    return () => this.#held.delete(worker);
  }

  pause(): void {
    this.#on = true;
    for (const worker of this.#held) worker.pause();
  }

  resume(): void {
    this.#on = false;
    for (const worker of this.#held) worker.resume();
  }
}
