import type { Provider } from "../providers/provider.ts";
import { askProvider, type Asked, type JudgingDeps, type UsableAnswer } from "./ask-provider.ts";
import type { JudgedTranscript } from "./check-judgement.ts";

/** What came of asking the judges about one call. */
export type Verdict =
  | { kind: "scored"; answer: UsableAnswer }
  /** Nobody may be asked before `untilMs`; `answersSpoilt` when somebody was, in vain. */
  | { kind: "held"; untilMs: number; reason: string; answersSpoilt: boolean }
  /** Every judge answered uselessly this time. */
  | { kind: "unusable"; reason: string }
  /** Every judge would do the same next time. */
  | { kind: "needs_human"; reason: string }
  | { kind: "our_bug"; reason: string }
  /** The tick has no statements or requests left for another question. */
  | { kind: "out_of_budget" };

/**
 * Asks one judge after the other, in their order, until one gives a usable answer. A judge that is out of quota for the minute is waited
 * for, because judges do not mark alike and the first is preferred; every other trouble moves on to the next.
 */
export async function judgeCall(
  deps: JudgingDeps,
  providers: readonly Provider[],
  transcript: JudgedTranscript,
): Promise<Verdict> {
  const passed: Exclude<Asked, { kind: "scored" | "wait" | "our_bug" | "out_of_budget" }>[] = [];
  const spent = { inputTokens: 0, outputTokens: 0, costUsd: 0 };
  for (const provider of providers) {
    const asked = await askProvider(deps, provider, transcript, spent);
    switch (asked.kind) {
      case "scored":
        return { kind: "scored", answer: asked.answer };
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
    }
  }
  const reason = passed.map((asked) => asked.reason).join("; ");
  const returns = passed.flatMap((asked) => (asked.kind === "unavailable" ? [asked.untilMs] : []));
  const answersSpoilt = passed.some(({ kind }) => kind === "unusable");
  if (returns.length > 0) {
    return { kind: "held", untilMs: Math.min(...returns), reason, answersSpoilt };
  }
  return answersSpoilt ? { kind: "unusable", reason } : { kind: "needs_human", reason };
}
