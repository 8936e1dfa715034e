const HEAT_DARK = `
    --heat-1: #f2a364; --heat-1-ink: #14171f;
    --heat-2: #a8602a; --heat-2-ink: #ffffff;
    --heat-3: #633f22; --heat-3-ink: #f6e9dc;
    --heat-4: #2b3040; --heat-4-ink: #eceef5;
    --heat-5: #234263; --heat-5-ink: #eaf1fa;
    --heat-6: #2f669f; --heat-6-ink: #ffffff;`;

/** The agents' leaderboard, the heat map, and an agent's own page. */
export const AGENTS_CSS = `
:root {
  --heat-1: #9c4410; --heat-1-ink: #ffffff;
  --heat-2: #e0914f; --heat-2-ink: #1a2032;
  --heat-3: #f4d3ad; --heat-3-ink: #1a2032;
  --heat-4: #f1ece0; --heat-4-ink: #1a2032;
  --heat-5: #c9dbef; --heat-5-ink: #1a2032;
  --heat-6: #8fb4dd; --heat-6-ink: #14203a;
}
@media screen and (prefers-color-scheme: dark) { :root:not([data-theme="light"]) {${HEAT_DARK} } }
@media screen { :root[data-theme="dark"] {${HEAT_DARK} } }
.sort { color: inherit; text-decoration: none; white-space: nowrap; }
.sort:hover { text-decoration: underline; }
[aria-sort] .sort { color: var(--ink); font-weight: 600; }
.standings .name { min-width: 8rem; overflow-wrap: anywhere; }
.standings .interval-cell { width: 30%; }
.standings .unranked { color: var(--ink-faint); }
.standings .unranked .row-link { font-weight: 400; }
.standings td, .standings th { padding-right: 1.35rem; }
@media (min-width: 40.01rem) {
  .standings .share { display: inline-block; }
  .standings tr > :last-child { padding-left: 1.5rem; }
}
.standings .share { min-width: 4.2rem; color: var(--ink-faint); font-size: 0.875rem; }
.standings tr:not(.unranked) + .unranked > * { border-top: 2px solid var(--line); }
.change-unsure { color: var(--ink-faint); }
.narrow-only { display: none; font-weight: 400; }
.pages { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; margin-top: 1rem; font-size: 0.9375rem; }
.table-note details { margin-top: 0.25rem; }
.heat-box { margin-inline: calc(-1 * clamp(1rem, 2.2vw, 1.6rem)); padding-inline: clamp(1rem, 2.2vw, 1.6rem); }
.heat { border-collapse: separate; border-spacing: 2px; table-layout: fixed; min-width: 46rem; }
.heat thead th { padding: 0 0.2rem 0.4rem; text-align: center; line-height: 1.25; overflow-wrap: normal; }
.heat thead .heat-name { text-align: left; }
.heat-name { width: 10.5rem; padding-right: 0.6rem; overflow-wrap: anywhere; }
.heat :is(td, tbody th) { padding-block: 0; border: 0; vertical-align: middle; }
.heat td { padding: 0; }
.heat-cell { display: flex; align-items: center; justify-content: center; gap: 0.4rem; min-height: 2.35rem; border-radius: 4px; color: var(--ink-faint); text-decoration: none; }
a.heat-cell:hover { box-shadow: inset 0 0 0 2px currentColor; }
.heat-team .heat-name { font-weight: 600; }
.heat-team .heat-cell { font-weight: 600; }
.heat-team > * { padding-bottom: 0.35rem !important; }
.heat-1 { background: var(--heat-1); color: var(--heat-1-ink); }
.heat-2 { background: var(--heat-2); color: var(--heat-2-ink); }
.heat-3 { background: var(--heat-3); color: var(--heat-3-ink); }
.heat-4 { background: var(--heat-4); color: var(--heat-4-ink); }
.heat-5 { background: var(--heat-5); color: var(--heat-5-ink); }
.heat-6 { background: var(--heat-6); color: var(--heat-6-ink); }
.heat-thin { color: var(--ink-soft); background: repeating-linear-gradient(-45deg, var(--hatch) 0 3px, var(--surface) 3px 8px); box-shadow: inset 0 0 0 1px var(--line); }
.heat-n { font-size: 0.75rem; }
.heat-key { width: 1.1rem; height: 0.9rem; border-radius: 3px; box-shadow: inset 0 0 0 1px var(--line); }
.agent-name { overflow-wrap: anywhere; }
.radar-columns { display: grid; gap: 1.5rem 2.5rem; align-items: center; }
.radar-columns > * { min-width: 0; }
.radar { max-width: 32rem; width: 100%; margin-inline: auto; }
.radar .chart { overflow: visible; }
.radar .legend { justify-content: center; }
.radar-ring { fill: none; stroke: var(--line); stroke-width: 1; }
.radar-rim { stroke: var(--ink-faint); opacity: 0.6; }
.radar-own { fill: var(--accent); fill-opacity: 0.16; stroke: var(--accent); stroke-width: 2.25; stroke-linejoin: round; }
.radar-team { fill: none; stroke: var(--ink-soft); stroke-width: 1.75; stroke-dasharray: 5 4; stroke-linejoin: round; }
.radar-dot { fill: var(--accent); stroke: var(--surface); stroke-width: 1.5; }
.chart .radar-mark { font-size: 11px; }
.chart .radar-label { fill: var(--ink-soft); font: 500 13px var(--sans); }
.key-team { border-top: 2px dashed var(--ink-soft); }
.findings { display: grid; gap: 1.25rem; overflow-wrap: anywhere; }
.panel .findings h3 { margin: 0; }
.examples { display: grid; gap: 0.75rem; margin-top: 0.6rem; padding-left: 0.9rem; border-left: 3px solid var(--line); }
.examples q { font-family: var(--serif); font-size: 1.0625em; quotes: "“" "”"; }
.calls-section { margin-bottom: 1.75rem; }
@media (min-width: 52.01rem) {
  .agent-calls .cell-score { width: 7.25rem; white-space: nowrap; }
  .agent-calls .cell-when { width: 17rem; }
}
.criterion-mark { display: block; font-weight: 600; }
.agent-reviews { margin-top: 0.75rem; overflow-wrap: anywhere; }
@media (min-width: 62rem) {
  .radar-columns { grid-template-columns: 1fr 1fr; }
  .columns-even { grid-template-columns: 1fr 1fr; }
}
@media (max-width: 40rem) {
  .narrow-only { display: block; }
  .standings .interval-cell { display: none; }
  .standings td, .standings th { padding-right: 0.5rem; }
  .standings .name { min-width: 5.5rem; }
  .heat { min-width: 52rem; }
  .heat-name { position: sticky; left: 0; width: 6.5rem; background: var(--surface); box-shadow: 0 0 0 2px var(--surface); z-index: 1; font-size: 0.875rem; }
  .heat-box { margin-inline: 0; padding-inline: 0; }
  .heat thead th { font-size: 0.75rem; }
}
`;
