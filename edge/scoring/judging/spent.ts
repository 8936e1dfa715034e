import type { JudgeOutcome, Provider, ProviderName } from "../../providers/provider.ts";

/** What one judge took for a call, the answers that could not be used included. */
export type SpentOnJudge = {
  provider: ProviderName;
  model: string;
  inputTokens: number;
  outputTokens: number;
  costUsd: number;
};

/** What a call took so far, by judge. */
export type Spent = SpentOnJudge[];

/** Adds what one question took, whatever came of it. */
export function addSpent(
  spent: Spent,
  { name, model }: Provider,
  { usage, costUsd }: JudgeOutcome,
): void {
  let own = spent.find((judge) => judge.provider === name && judge.model === model);
  if (own === undefined) {
    own = { provider: name, model, inputTokens: 0, outputTokens: 0, costUsd: 0 };
    spent.push(own);
  }
  own.inputTokens += usage.inputTokens;
  own.outputTokens += usage.outputTokens;
  own.costUsd += costUsd;
}

/** All judges together. */
export function totalSpent(spent: Spent): Omit<SpentOnJudge, "provider" | "model"> {
  const total = { inputTokens: 0, outputTokens: 0, costUsd: 0 };
  for (const { inputTokens, outputTokens, costUsd } of spent) {
    total.inputTokens += inputTokens;
    total.outputTokens += outputTokens;
    total.costUsd += costUsd;
  }
  return total;
}

/** What several questions took, by judge. */
export function joinedSpent(...parts: readonly Spent[]): Spent {
  return [
    ...Map.groupBy(parts.flat(), ({ provider, model }) => `${provider}\n${model}`).values(),
  ].flatMap((own) => own.slice(0, 1).map((judge) => ({ ...judge, ...totalSpent(own) })));
}
