import type { ScorecardState } from "#shared/contracts/scorecards.ts";

/*
 * A version of a scorecard, a row of scorecard_version:
 *
 *   save            publish               retire: nothing is assigned to it
 *   ──────► draft ───────────► published ─────────────────────────────────► retired
 *           ▲   │                                                              ▲
 *           └───┤ save                          retire: the draft is given up  │
 *               └──────────────────────────────────────────────────────────────┘
 *
 * - A card has at most one draft, its newest version. Saving while there is none makes the next version.
 * - What was published never changes; calls that it judged name it. Retired, it still judges runs that have begun.
 * - The default card is no row: it is always published, and judges wherever nothing is assigned.
 */

type Move = { from: readonly ScorecardState[]; to: ScorecardState };

export const MOVES = {
  save: { from: ["draft"], to: "draft" },
  publish: { from: ["draft"], to: "published" },
  retire: { from: ["draft", "published"], to: "retired" },
} as const satisfies Record<string, Move>;

/** States as SQL lists them: `'draft', 'published'`. */
export function sqlStates(states: readonly ScorecardState[]): string {
  return states.map((state) => `'${state}'`).join(", ");
}
