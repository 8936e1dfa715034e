import { COMMIT_STATEMENTS, RESCORE_STATEMENTS } from "./ledger/scores.repository.ts";

/** What one tick may use up. D1 allows 50 statements per invocation, and the ingest before a tick takes its share. */
export type TickLimits = {
  statements: number;
  /** Requests to judges. */
  requests: number;
  /** No job is begun later than this after the tick began. */
  beginJobsForMs: number;
  /** How long a judge may take. */
  requestTimeoutMs: number;
};

/** Reserving and settling quota, or hearing why not. */
const REQUEST_STATEMENTS = 2;
/** Three judges, each asked once more. */
const FIRST_JOB_REQUESTS = 6;

/**
 * What is left of a tick's statements and requests. Everything is taken before it is used, worst case counted, and what was
 * not needed comes back, so that a tick never stops in the middle of a step, however many jobs it works on at once.
 */
export class TickBudget {
  readonly #limits: TickLimits;
  readonly #now: () => number;
  readonly #startedAtMs: number;
  #statements: number;
  #requests: number;
  #hasBegun = false;

  constructor(limits: TickLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
    this.#startedAtMs = now();
    this.#statements = limits.statements;
    this.#requests = limits.requests;
  }

  /** Takes statements, and requests, when there are that many. */
  take(statements: number, requests = 0): boolean {
    if (statements > this.#statements || requests > this.#requests) return false;
    this.#statements -= statements;
    this.#requests -= requests;
    return true;
  }

  giveBack(statements: number, requests = 0): void {
    this.#statements += statements;
    this.#requests += requests;
  }

  /** Whether jobs may still be begun. */
  hasTime(): boolean {
    return this.#now() - this.#startedAtMs < this.#limits.beginJobsForMs;
  }

  /**
   * What a job needs to be begun; null when there is not enough of it. The first job of a tick gets all the requests that
   * a job may take up front, so that jobs which each need many cannot starve each other for ever; the others get one, and
   * more from what is left.
   */
  beginJob(job: { isRescore: boolean; leasedUntilMs: number }): JobAllowance | null {
    if (!this.hasTime()) return null;
    const isFirst = !this.#hasBegun;
    const requests = isFirst ? Math.min(FIRST_JOB_REQUESTS, this.#requests) : 1;
    const end = COMMIT_STATEMENTS + (job.isRescore ? RESCORE_STATEMENTS : 0);
    const statements = end + requests * REQUEST_STATEMENTS;
    if (requests === 0 || !this.take(statements, requests)) return null;
    this.#hasBegun = true;
    const lastRequestAtMs = job.leasedUntilMs - 1.5 * this.#limits.requestTimeoutMs;
    return new JobAllowance(this, {
      isFirst,
      statements,
      requests,
      leaseIsLong: () => this.#now() < lastRequestAtMs,
    });
  }
}

/** What one job may use: its end, whatever that is, and as many requests as the tick can spare. */
export class JobAllowance {
  /** Whether it is the tick's first, for which no other tick would have more. */
  readonly isFirst: boolean;
  readonly #budget: TickBudget;
  readonly #leaseIsLong: () => boolean;
  #statements: number;
  #requestsTaken: number;
  #requestsBegun = 0;
  #requestsMade = 0;

  constructor(
    budget: TickBudget,
    start: {
      isFirst: boolean;
      statements: number;
      requests: number;
      /** False when an answer might come only after the lease has run out. */
      leaseIsLong: () => boolean;
    },
  ) {
    this.#budget = budget;
    this.isFirst = start.isFirst;
    this.#statements = start.statements;
    this.#requestsTaken = start.requests;
    this.#leaseIsLong = start.leaseIsLong;
  }

  /** Whether one more request may be prepared. */
  takeRequest(): boolean {
    if (!this.#leaseIsLong()) return false;
    if (this.#requestsBegun === this.#requestsTaken) {
      if (!this.#budget.take(REQUEST_STATEMENTS, 1)) return false;
      this.#statements += REQUEST_STATEMENTS;
      this.#requestsTaken += 1;
    }
    this.#requestsBegun += 1;
    return true;
  }

  /** A request is sent. */
  countRequest(): void {
    this.#requestsMade += 1;
  }

  /** Returns to the tick what was not used. */
  end(statementsUsed: number): void {
    this.#budget.giveBack(
      this.#statements - statementsUsed,
      this.#requestsTaken - this.#requestsMade,
    );
  }
}
