/*
 * The scoring ledger as a state machine: one job per transcript version, in scoring_job. This is the one place that says
 * which moves there are; the statements of ledger.repository.ts (and, for `supersede`, of edge/ingest) make them, each by a
 * conditional UPDATE.
 *
 *               reopen: a re-score was asked for, or a person sends it round again; jobs of a run (`run_id`) come after
 *                       all others, and `withdraw` takes a due or held one back to done when the run is stopped
 *            ┌───────────────────────────────────────────┬────────────────┬───────────┐
 *            ▼                                           │                │           │
 *   open ──► due ──────────┐                  score   ┌─► done            │           │
 *            ▲  ▲          │   claim                  │                   │           │
 *            │  └ release ─┼─────────────► leased ────┼─► needs_human ────┘           │
 *            │    try_again│  ▲ ▲            │        │    refused, unusable 3 ×,     │
 *            │             │  │ └── claim ───┘        │    or two judges disagree     │
 *            │             │  │                       └─► failed ─────────────────────┘
 *            │  held ──────┘  │  its lease ran out         a bug of ours
 *            └───▲            │
 *                └─ hold: nobody may be asked before next_at, for a first opinion or for a second
 *
 * - `next_at` is when a due job may be claimed, until when a held one is held, and when a lease runs out.
 * - Only the tick whose token is on a leased job may move it on. A tick that dies leaves its jobs to another.
 * - `attempts` counts answers that the content (or a bug of ours) spoilt, never waiting.
 * - `opinions` holds the first opinion while the job waits for a second, and both when a person has to decide; `score` and
 *   `reopen` empty it.
 * - A run's job that a person would get, or that has failed, is done instead: its call has a score, and keeps it.
 * - `supersede`: a newer transcript ends the older jobs of its recording, whatever they were doing; `last_error` says so.
 */

export const JOB_STATES = ["due", "leased", "held", "done", "needs_human", "failed"] as const;
export type JobState = (typeof JOB_STATES)[number];

type Move = { from: readonly JobState[]; to: JobState };

/** Every move there is. `open` has no state before it. */
export const MOVES = {
  open: { from: [], to: "due" },
  claim: { from: ["due", "held", "leased"], to: "leased" },
  release: { from: ["leased"], to: "due" },
  try_again: { from: ["leased"], to: "due" },
  hold: { from: ["leased"], to: "held" },
  score: { from: ["leased"], to: "done" },
  give_to_human: { from: ["leased"], to: "needs_human" },
  fail: { from: ["leased"], to: "failed" },
  supersede: { from: ["due", "leased", "held", "needs_human", "failed"], to: "done" },
  reopen: { from: ["done", "needs_human", "failed"], to: "due" },
  withdraw: { from: ["due", "held"], to: "done" },
} as const satisfies Record<string, Move>;

/** Whether a job may go from one state to another in a single move; null stands for "was not there". */
export function isMove(from: JobState | null, to: JobState): boolean {
  const moves: readonly Move[] = Object.values(MOVES);
  return moves.some((move) =>
    from === null
      ? move.from.length === 0 && move.to === to
      : move.from.includes(from) && move.to === to,
  );
}

/** States as SQL lists them: `'due', 'held'`. */
export function sqlStates(states: readonly JobState[]): string {
  return states.map((state) => `'${state}'`).join(", ");
}
