import type { Segment } from "#shared/contracts/transcript.ts";
import type { Scorecard } from "#shared/scorecard/scorecard.ts";

import type { Provider } from "../provider.ts";
import { isEnglish } from "./is-english.ts";
import { judgeByRules, unknownToRules } from "./judge-by-rules.ts";

/** To be raised whenever a phrase table or a criterion's rule changes: scores name the version they were made by. */
const RULES_VERSION = "rules-1";

/**
 * The built-in judge: phrase tables and counting, no model, no network. It always gives the same answer to the same
 * transcript, knows English only, and hears words, never tone or truth.
 */
export function createRulesProvider(now: () => number): Provider {
  return {
    name: "rules",
    model: "phrase-rules",
    promptVersion: RULES_VERSION,
    limits: {
      requestsPerMinute: null,
      requestsPerDay: null,
      tokensPerMinute: null,
      tokensPerDay: null,
      dayTimeZone: "UTC",
    },
    limitsSet: [],
    contextTokens: null,
    estimateTokens: () => 0,
    judge({ scorecard, segments }) {
      const startedMs = now();
      const usage = { inputTokens: 0, outputTokens: 0 };
      const message = whyNot(scorecard, segments);
      if (message !== null) {
        return Promise.resolve({
          ok: false,
          failure: { kind: "blocked", message, retryAfterMs: null },
          usage,
          costUsd: 0,
          latencyMs: now() - startedMs,
        });
      }
      const judgement = judgeByRules(scorecard, segments);
      return Promise.resolve({
        ok: true,
        judgement,
        usage,
        costUsd: 0,
        latencyMs: now() - startedMs,
        rawAnswer: JSON.stringify(judgement),
      });
    },
  };
}

/** Why the rules must leave a call to another judge or a person; null when they can judge it. */
function whyNot(scorecard: Scorecard, segments: readonly Segment[]): string | null {
  const unknown = unknownToRules(scorecard);
  if (unknown.length > 0) {
    return `The built-in rules cannot judge what only the scorecard ${scorecard.id} has: ${unknown.slice(0, 5).join(", ")}.`;
  }
  return isEnglish(segments) ? null : "The built-in rules know English only.";
}
