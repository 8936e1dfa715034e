import { describe, expect, it } from "vitest";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { STANDARD_CRITERION_IDS } from "#shared/scorecard/scorecard.ts";
import { scoreCall } from "#shared/scoring/score-call.ts";

import { monoSegments } from "../testing/judge-request.ts";
import { judgeByRules } from "./judge-by-rules.ts";
import { otherCalls } from "./other-calls.fixture.ts";

function score(texts: readonly string[]) {
  const judgement = judgeByRules(defaultScorecard, monoSegments(texts));
  const marks = Object.fromEntries(
    STANDARD_CRITERION_IDS.map((id) => [id, judgement.criteria[id].mark]),
  );
  const autoFails = judgement.auto_fails.map(({ id }) => id);
  return { ...scoreCall(defaultScorecard, marks, autoFails), marks };
}

describe("calls in other words", () => {
  it.each([
    ["fraudHandledWell", 85, 100],
    ["withoutPunctuation", 80, 100],
    ["outboundOffer", 75, 100],
    ["openingHours", 65, 90],
    ["returnExplainedCurtly", 45, 70],
    ["orderBrushedOff", 20, 45],
  ] as const)("%s scores from %i to %i", (name, least, most) => {
    const { total, flagged } = score(otherCalls[name]);
    expect(total).toBeGreaterThanOrEqual(least);
    expect(total).toBeLessThanOrEqual(most);
    expect(flagged).toBe((total ?? 0) < defaultScorecard.flag_below);
  });

  it("needs no account for a question about opening hours", () => {
    expect(score(otherCalls.openingHours).marks["customer_id"]).toBe("NA");
  });
});
