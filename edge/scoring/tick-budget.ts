import { COMMIT_STATEMENTS } from "./scores.repository.ts";

/** What one tick may use up. D1 allows 50 statements per invocation, and the ingest before a tick takes its share. */
export type TickLimits = {
  statements: number;
  /** Requests to judges. */
  requests: number;
  /** No job is begun later than this after the tick began. */
  beginJobsForMs: number;
};

/** Reserving and settling quota, then the longer of: committing, or closing the provider and moving on. */
const REQUEST_STATEMENTS = 2 + COMMIT_STATEMENTS;
const LOAD_STATEMENTS = 1;
/** Kept back at all times: giving back the jobs that were claimed and not begun. */
const RELEASE_STATEMENTS = 1;

/** Says whether the next step still fits, worst case counted, so that a tick never stops in the middle of one. */
export class TickBudget {
  readonly #limits: TickLimits;
  readonly #now: () => number;
  readonly #startedAtMs: number;
  readonly #statementsUsed: () => number;
  #requestsUsed = 0;

  constructor(limits: TickLimits, now: () => number, statementsUsed: () => number) {
    this.#limits = limits;
    this.#now = now;
    this.#startedAtMs = now();
    this.#statementsUsed = statementsUsed;
  }

  affordsRequest(): boolean {
    return (
      this.#requestsUsed < this.#limits.requests &&
      this.#affords(REQUEST_STATEMENTS + RELEASE_STATEMENTS)
    );
  }

  affordsJob(): boolean {
    return (
      this.#requestsUsed < this.#limits.requests &&
      this.#now() - this.#startedAtMs < this.#limits.beginJobsForMs &&
      this.#affords(LOAD_STATEMENTS + REQUEST_STATEMENTS + RELEASE_STATEMENTS)
    );
  }

  /** Whether a claim can be followed by at least one job. */
  affordsClaim(): boolean {
    return this.#affords(1) && this.affordsJob();
  }

  affordsStatement(): boolean {
    return this.#affords(1);
  }

  countRequest(): void {
    this.#requestsUsed += 1;
  }

  #affords(statements: number): boolean {
    return this.#statementsUsed() + statements <= this.#limits.statements;
  }
}
