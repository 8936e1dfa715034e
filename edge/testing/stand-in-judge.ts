import type { Mark } from "#shared/scoring/score-call.ts";

import type {
  FailureKind,
  JudgeOutcome,
  JudgeRequest,
  Provider,
  ProviderLimits,
} from "../providers/provider.ts";
import type { CriterionJudgement, Judgement } from "../scoring/judging/judgement.ts";

export const NO_LIMITS: ProviderLimits = {
  requestsPerMinute: null,
  requestsPerDay: null,
  tokensPerMinute: null,
  tokensPerDay: null,
  dayTimeZone: "America/Los_Angeles",
};

export type StandInJudge = Provider & { readonly asked: JudgeRequest[] };

/** A judge whose answers the test decides; it remembers what it was asked. */
export function standInJudge(
  answer: (request: JudgeRequest) => JudgeOutcome | Promise<JudgeOutcome>,
  options: Partial<
    Pick<Provider, "name" | "model" | "limits" | "limitsSet" | "contextTokens">
  > = {},
): StandInJudge {
  const asked: JudgeRequest[] = [];
  return {
    name: options.name ?? "gemini",
    model: options.model ?? "stand-in",
    promptVersion: "test-1",
    limits: options.limits ?? NO_LIMITS,
    limitsSet: options.limitsSet ?? [],
    contextTokens: options.contextTokens ?? null,
    asked,
    estimateTokens: () => 1000,
    judge: async (request) => {
      asked.push(request);
      return answer(request);
    },
  };
}

/** A judgement with one mark for all that is on the card; evidence is what the first segment says. */
export function judgementOf(
  mark: Mark,
  request: Pick<JudgeRequest, "scorecard" | "segments">,
  differences: Readonly<Record<string, Partial<CriterionJudgement>>> = {},
): Judgement {
  const quote = request.segments[0]?.text.slice(0, 300) ?? "";
  const criterion = (id: string): CriterionJudgement => ({
    evidence: [quote],
    rationale: "Because it was said.",
    mark,
    ...differences[id],
  });
  return {
    criteria: Object.fromEntries(
      request.scorecard.criteria.map(({ id }) => [id, criterion(id)] as const),
    ),
    auto_fails: [],
    summary: "A call about a bill.",
    strengths: ["Polite"],
    improvements: ["Summarise"],
  };
}

export function answered(judgement: Judgement): JudgeOutcome {
  return {
    ok: true,
    judgement,
    usage: { inputTokens: 900, outputTokens: 300 },
    costUsd: 0.002,
    latencyMs: 1200,
    rawAnswer: JSON.stringify(judgement),
  };
}

export function failed(kind: FailureKind, retryAfterMs: number | null = null): JudgeOutcome {
  return {
    ok: false,
    failure: { kind, message: `stand-in: ${kind}`, retryAfterMs },
    usage: { inputTokens: 0, outputTokens: 0 },
    costUsd: 0,
    latencyMs: 10,
  };
}
