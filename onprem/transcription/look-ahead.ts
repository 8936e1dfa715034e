import type { ClaimedRecording } from "../queue/recording-row.ts";
import type { Outcome } from "../queue/settle-recording.ts";
import type { WhisperWorker } from "./whisper-worker.ts";
import { giveBack, hold, settle, type Held, type WorkOptions } from "./work-on-recording.ts";

/**
 * What waits takes memory (19 MB for ten minutes of two channels at 8 kHz), and while a recording is searched for speech its
 * worker does not hear that the engine is done with a window. What is longer is prepared when its turn comes.
 */
export const LONGEST_PREPARED_SEC = 10 * 60;

type LookAheadOptions = WorkOptions & { claimTerms: () => { maxSec: number | null } | null };

/**
 * The recording that each worker does next, claimed and prepared while it works on one, so that no core waits for a
 * decoder, a disk or the queue between two recordings.
 *
 * Its try is counted like any other, when it is claimed. Whose fault a worker's death is can be told when only one
 * recording was in it: what had been prepared before keeps waiting, its try uncounted when it is given back. When one was
 * still being prepared, the try counts for both, and a recording with a failed try is worked on alone from then on.
 */
export class LookAhead {
  readonly #options: LookAheadOptions;
  readonly #waiting = new Map<number, Promise<Held>>();

  constructor(options: LookAheadOptions) {
    this.#options = options;
  }

  get somethingWaits(): boolean {
    return this.#waiting.size > 0;
  }

  /** Claims the next recording for a worker that has just begun with `current`, and has it prepared. */
  async fill(
    index: number,
    worker: WhisperWorker,
    current: Held,
    claim: () => ClaimedRecording | null,
  ): Promise<void> {
    if (this.#waiting.has(index) || hasFailed(current) || !worker.alive()) return;
    const recording = claim();
    if (recording === null) return;
    const holding = hold(recording, this.#options);
    this.#waiting.set(index, holding);
    const held = await holding;
    if (hasFailed(held) || recording.likely_sec > LONGEST_PREPARED_SEC) return;
    if (this.#waiting.get(index) === holding && worker.alive()) {
      worker.prepare(this.#options.request(recording));
    }
  }

  /** What waits for a worker, when it may still be begun; null, and it is given back, when it may not. */
  async take(index: number): Promise<Held | null> {
    const held = await this.#remove(index);
    if (held === null || this.#mayBegin(held)) return held;
    await giveBack(held, this.#options);
    return null;
  }

  /** What waits for any worker, for one that has nothing to do. */
  async takeFromOthers(): Promise<Held | null> {
    const [index] = this.#waiting.keys();
    return index === undefined ? null : this.take(index);
  }

  async giveBack(index: number): Promise<void> {
    const held = await this.#remove(index);
    if (held !== null) await giveBack(held, this.#options);
  }

  /** A worker ended with `outcome`: what was being prepared in it may have been the cause. */
  async afterDeath(index: number, worker: WhisperWorker, outcome: Outcome): Promise<void> {
    if (outcome.kind !== "error" || !worker.preparing()) return;
    const held = await this.#remove(index);
    if (held !== null) await settle(held, { outcome, workSec: 0 }, this.#options);
  }

  /** It is nobody else's from the moment of the call. */
  async #remove(index: number): Promise<Held | null> {
    const holding = this.#waiting.get(index);
    this.#waiting.delete(index);
    return (await holding) ?? null;
  }

  #mayBegin({ recording }: Held): boolean {
    if (this.#options.drain.aborted) return false;
    const terms = this.#options.claimTerms();
    return terms !== null && (terms.maxSec === null || recording.likely_sec <= terms.maxSec);
  }
}

function hasFailed({ recording }: Held): boolean {
  return recording.attempts > 1;
}
