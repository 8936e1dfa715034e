import type { Verdict } from "../judging/judge-call.ts";
import type { SetAside } from "./ledger.repository.ts";

/** How often a call's content, or our own code, may spoil an answer before the job is given up. */
export const MAX_ATTEMPTS = 3;
const MAX_REASON_CHARS = 500;

type NotScored = Exclude<Verdict, { kind: "scored" | "out_of_budget" }>;

/** Where a job goes that was not scored (the ledger's picture is in ledger.repository.ts). */
export function afterVerdict(verdict: NotScored, attempts: number, nowMs: number): SetAside {
  const reason = verdict.reason.slice(0, MAX_REASON_CHARS);
  switch (verdict.kind) {
    case "held": {
      const counted = attempts + (verdict.answersSpoilt ? 1 : 0);
      return counted >= MAX_ATTEMPTS
        ? { state: "needs_human", nextAtMs: nowMs, attempts: counted, reason }
        : { state: "held", nextAtMs: verdict.untilMs, attempts: counted, reason };
    }
    case "unusable":
      return tryAgain(attempts, "needs_human", reason, nowMs);
    case "needs_human":
      return { state: "needs_human", nextAtMs: nowMs, attempts: attempts + 1, reason };
    case "our_bug":
      return { state: "failed", nextAtMs: nowMs, attempts, reason };
  }
}

/** Where a job goes during which our own code threw. It may have been a passing thing, so it is tried again. */
export function afterCrash(thrown: unknown, attempts: number, nowMs: number): SetAside {
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  return tryAgain(attempts, "failed", `our own code failed: ${name}`, nowMs);
}

function tryAgain(
  attempts: number,
  givenUp: "needs_human" | "failed",
  reason: string,
  nowMs: number,
): SetAside {
  const counted = attempts + 1;
  if (counted >= MAX_ATTEMPTS) {
    return { state: givenUp, nextAtMs: nowMs, attempts: counted, reason };
  }
  const backoffMs = 60_000 * 2 ** counted;
  return { state: "due", nextAtMs: nowMs + backoffMs, attempts: counted, reason };
}
