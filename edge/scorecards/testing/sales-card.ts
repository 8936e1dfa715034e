import type { Criterion, ScorecardContent } from "#shared/scorecard/scorecard.ts";

const LEVELS = { 1: "Not at all.", 2: "Hardly.", 3: "In part.", 4: "Mostly.", 5: "Fully." };

function criterion(id: string, weight: number): Criterion {
  return {
    id,
    name: `Judged ${id}`,
    weight,
    judged: "What was said of it.",
    levels: LEVELS,
    not_applicable_when: null,
  };
}

/** A card with one standard criterion and one of its own, which the built-in rules cannot judge. */
export function salesCard(differences: Partial<ScorecardContent> = {}): ScorecardContent {
  return {
    name: "Sales",
    flag_below: 70,
    min_call_sec: 10,
    criteria: [criterion("greeting", 40), criterion("upsell", 60)],
    auto_fails: [{ id: "pressure", name: "Pressure", judged: "Threatened the caller." }],
    ...differences,
  };
}
