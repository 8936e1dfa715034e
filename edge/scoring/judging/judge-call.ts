import type { Excerpt } from "#shared/contracts/qa-api.ts";

import type { Provider } from "../../providers/provider.ts";
import {
  askProvider,
  roomOf,
  type Asked,
  type JudgingDeps,
  type Question,
  type UsableAnswer,
} from "./ask-provider.ts";
import type { JudgedTranscript } from "./check-judgement.ts";
import { excerptOf } from "./excerpt.ts";
import type { Spent } from "./spent.ts";

/** What came of asking the judges about one call. */
export type Verdict =
  /** `excerpt` says what the judge was not given; null when it had the whole call. */
  | { kind: "scored"; answer: UsableAnswer; excerpt: Excerpt | null }
  /** Nobody may be asked before `untilMs`; `answersSpoilt` when somebody was, in vain. */
  | { kind: "held"; untilMs: number; reason: string; answersSpoilt: boolean }
  /** Every judge answered uselessly this time. */
  | { kind: "unusable"; reason: string }
  /** Every judge would do the same next time. */
  | { kind: "needs_human"; reason: string }
  | { kind: "our_bug"; reason: string }
  /** The tick has no statements, requests or time left for another question. */
  | { kind: "out_of_budget" };

/** Judges that did not bring it to an end, and why. */
type Passed = Extract<Asked, { kind: "unavailable" | "too_long" | "unusable" | "refused" }>[];

/**
 * Asks one judge after the other, in their order, until one gives a usable answer. A judge that is out of quota for the minute is waited
 * for, because judges do not mark alike and the first is preferred; every other trouble moves on to the next. A call that
 * every judge finds too long is asked about once more in parts (edge/scoring/judging/excerpt.ts). `spent` grows with every request.
 */
export async function judgeCall(
  deps: JudgingDeps,
  providers: readonly Provider[],
  transcript: JudgedTranscript,
  spent: Spent,
): Promise<Verdict> {
  const whole = { transcript, shown: transcript.segments, spent };
  const passed: Passed = [];
  const rooms = providers.map((provider) => room(deps, provider));
  for (const provider of providers) {
    const verdict = settle(await askProvider(deps, provider, whole), null, passed);
    if (verdict !== null) return verdict;
  }
  if (passed.some(({ kind }) => kind === "unavailable")) return giveUp(passed);
  for (const [index, provider] of providers.entries()) {
    const found = passed[index]?.kind === "too_long" ? excerptFor(deps, provider, whole) : null;
    if (found === null) continue;
    const isWhole = found.excerpt.left_out.length === 0;
    // all of it seems to fit: that is worth a question only where the refusal has taught a new limit
    if (isWhole && room(deps, provider) === rooms[index]) continue;
    const question = { ...whole, shown: found.shown };
    const excerpt = isWhole ? null : found.excerpt;
    const verdict = settle(await askProvider(deps, provider, question), excerpt, passed);
    if (verdict !== null) return verdict;
  }
  return giveUp(passed);
}

/** The verdict, when what a judge said is the end of it; otherwise it is added to `passed`. */
function settle(asked: Asked, excerpt: Excerpt | null, passed: Passed): Verdict | null {
  switch (asked.kind) {
    case "scored":
      return { kind: "scored", answer: asked.answer, excerpt };
    case "wait":
      return {
        kind: "held",
        untilMs: asked.untilMs,
        reason: asked.reason,
        answersSpoilt: passed.some(({ kind }) => kind === "unusable"),
      };
    case "our_bug":
    case "out_of_budget":
      return asked;
    default:
      passed.push(asked);
      return null;
  }
}

function giveUp(passed: Passed): Verdict {
  const reason = [...new Set(passed.map((asked) => asked.reason))].join("; ");
  const returns = passed.flatMap((asked) => (asked.kind === "unavailable" ? [asked.untilMs] : []));
  const answersSpoilt = passed.some(({ kind }) => kind === "unusable");
  if (returns.length > 0) {
    return { kind: "held", untilMs: Math.min(...returns), reason, answersSpoilt };
  }
  return answersSpoilt ? { kind: "unusable", reason } : { kind: "needs_human", reason };
}

function room({ learned, now }: JudgingDeps, provider: Provider): number | null {
  return roomOf(provider, learned.of(provider, now()));
}

function excerptFor(deps: JudgingDeps, provider: Provider, { shown }: Question) {
  const { scorecard } = deps;
  const roomTokens = room(deps, provider);
  if (roomTokens === null) return null;
  return excerptOf(shown, (segments) => {
    const request = { scorecard, segments, correction: LONGEST_CORRECTION, roomTokens };
    return provider.estimateTokens(request) <= roomTokens;
  });
}

/** Room is kept for a correction, so that it does not make the question too long. */
const LONGEST_CORRECTION = "x".repeat(1000);
