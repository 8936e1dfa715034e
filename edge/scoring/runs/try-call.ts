import { localDateAt } from "#shared/time/site-time.ts";

import { databaseMessage } from "../../errors/database-error.ts";
import { logUnexpected } from "../../errors/log-event.ts";
import type { Provider } from "../../providers/provider.ts";
import { screenForInjection } from "../injection/injection.ts";
import type { JudgingDeps } from "../judging/ask-provider.ts";
import { judgeCall } from "../judging/judge-call.ts";
import { opinionOf } from "../judging/opinion.ts";
import type { Spent } from "../judging/spent.ts";
import { afterCrash, afterVerdict } from "../ledger/job-outcome.ts";
import type { ClaimedJob, SetAside } from "../ledger/ledger.repository.ts";
import type { ScoringInput } from "../ledger/scores.repository.ts";
import { keepCosts } from "../rollups/costs.repository.ts";
import { settleTry, type PutOff } from "./run-calls.repository.ts";

/** Ticks that may die over a call before a try of it is given up. */
const GIVE_UP_AFTER = 3;

/**
 * Judges a call of a try as it would be scored under the run's card, and keeps what came of it with the run: no score, no
 * rollup. False when there was no budget left, and the call is still leased. Throws only what the database throws.
 */
export async function tryCall(
  deps: Omit<JudgingDeps, "scorecard">,
  providers: readonly Provider[],
  job: ClaimedJob,
  input: ScoringInput | null,
): Promise<boolean> {
  const spent: Spent = [];
  const spending = () => ({ localDate: localDateAt(deps.now(), input?.timeZone ?? "UTC"), spent });
  const settle = async (outcome: Parameters<typeof settleTry>[2]) => {
    await settleTry(deps.db, job, outcome, spending(), deps.now());
    return true;
  };
  if (input === null) return settle(givenUp(job, "the transcript is gone or cannot be read"));
  if (job.leaseLosses >= GIVE_UP_AFTER) {
    return settle(givenUp(job, `a tick died over it, ${GIVE_UP_AFTER} times`));
  }
  const { scorecard } = input;
  try {
    const { segments } = screenForInjection(input.segments);
    const transcript = { segments, spoken: input.segments };
    const verdict = await judgeCall({ ...deps, scorecard }, providers, transcript, spent);
    if (verdict.kind === "out_of_budget") {
      if (deps.allowance.isFirst && spent.length > 0) {
        return await settle(givenUp(job, "it takes more requests than a tick has"));
      }
      await keepCosts(deps.db, job, spending());
      return false;
    }
    return await settle(
      verdict.kind === "scored"
        ? opinionOf(verdict, scorecard, spent)
        : putOff(afterVerdict(verdict, job.attempts, deps.now())),
    );
  } catch (thrown) {
    if (databaseMessage(thrown) !== null) throw thrown;
    logUnexpected("try_crashed", thrown);
    return settle(putOff(afterCrash(thrown, job.attempts, deps.now())));
  }
}

/** A job's states are more than a try's: what waits for quota waits, what a person would get has failed. */
function putOff({ state, nextAtMs, attempts, reason }: SetAside): PutOff {
  const isOver = state === "needs_human" || state === "failed";
  return { state: isOver ? "failed" : "waiting", nextAtMs, attempts, reason };
}

function givenUp({ attempts }: ClaimedJob, reason: string): PutOff {
  return { state: "failed", nextAtMs: 0, attempts, reason };
}
