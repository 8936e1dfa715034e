/** Key figures, the trend, and tables with bars in them. */
export const CHART_CSS = `
.figures { display: grid; grid-template-columns: repeat(4, 1fr); border-block: 1px solid var(--line); }
.figure { padding: 1.1rem 1.25rem 1.1rem 0; min-width: 0; }
.figure + .figure { border-left: 1px solid var(--line); padding-left: 1.25rem; }
.figure dt { color: var(--ink-soft); font-size: 0.9375rem; }
.figure-value { display: flex; align-items: baseline; gap: 0.5rem; font: 600 clamp(1.9rem, 3.4vw, 2.75rem)/1.2 var(--serif); letter-spacing: -0.015em; white-space: nowrap; }
.figure-value .tone-shape { width: 0.4em; height: 0.4em; align-self: center; }
.figure-note { display: flex; flex-wrap: wrap; gap: 0 0.75rem; font-size: 0.875rem; color: var(--ink-faint); }
section:has(> .figures:last-child) { margin-bottom: 1.75rem; }
.figures-note { margin: 0.5rem 0 1.75rem; font-size: 0.8125rem; color: var(--ink-faint); }
@media (max-width: 52rem) {
  .figures { grid-template-columns: 1fr 1fr; }
  .figure:nth-child(odd) { border-left: 0; padding-left: 0; }
  .figure:nth-child(n + 3) { border-top: 1px solid var(--line); }
}
.change { color: var(--ink-faint); font-size: 0.875rem; white-space: nowrap; }
.change-good { color: var(--good); }
.change-bad { color: var(--bad); }
.change-neutral { color: var(--ink-soft); }
.change [aria-hidden] { font-size: 0.75em; }
.chart { display: block; width: 100%; height: auto; }
.chart-narrow { display: none; }
@media (max-width: 40rem) { .chart-wide { display: none; } .chart-narrow { display: block; } }
.chart .grid { stroke: var(--line); stroke-width: 1; }
.chart .baseline { stroke: var(--ink-faint); stroke-width: 1; }
.chart .flag-line { stroke: var(--bad); stroke-width: 1.25; stroke-dasharray: 5 4; }
.chart .part { fill: var(--ink-soft); font: 600 12px var(--sans); }
.chart .axis { fill: var(--ink-faint); font: 12px var(--sans); }
.chart .count-bar { fill: var(--accent); opacity: 0.45; }
.chart .flagged-bar { fill: var(--bad-fill); }
.key-flagged { width: 0.7rem; height: 0.8rem; background: var(--bad-fill); }
.fact-value { font: 600 1.35rem/1.3 var(--serif); }
.changes tbody th { min-width: 7rem; }
.chart .trend-line { fill: none; stroke: var(--accent); stroke-width: 2.25; stroke-linejoin: round; }
.chart .trend-dot { fill: var(--accent); stroke: var(--surface); stroke-width: 1.5; }
.chart .trend-dot-hollow { fill: var(--surface); stroke: var(--accent); }
.chart .hover { fill: transparent; }
.chart .hover:hover { fill: var(--accent); opacity: 0.09; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin-top: 0.6rem; font-size: 0.8125rem; color: var(--ink-soft); }
.legend-item { display: inline-flex; align-items: center; gap: 0.45rem; }
.key { width: 1.1rem; flex: none; }
.key-line { border-top: 2.5px solid var(--accent); }
.key-bar { width: 0.7rem; height: 0.8rem; background: var(--accent); opacity: 0.45; }
.key-flag { border-top: 2px dashed var(--bad); }
.key-hollow { width: 0.65rem; height: 0.65rem; border: 2px solid var(--accent); border-radius: 50%; }
details > summary { cursor: pointer; color: var(--accent); font-size: 0.875rem; padding-block: 0.35rem; width: fit-content; }
.data-table { margin-top: 0.6rem; }
.data-table table { max-width: 34rem; margin-top: 0.5rem; font-size: 0.9375rem; }
.data-table td, .data-table tbody th { padding: 0.25rem 0.75rem 0.25rem 0; border-top: 1px solid var(--line); }
.bars td, .bars tbody th { padding: calc(var(--pad) - 0.13rem) 0.75rem calc(var(--pad) - 0.13rem) 0; border-top: 1px solid var(--line); vertical-align: middle; }
.bars tr > :last-child { padding-right: 0; }
.bars thead + tbody tr:first-child > * { border-top-color: var(--line); }
.bars .number { width: 1%; }
.bar-cell { width: 30%; min-width: 4.5rem; }
.criterion-name { min-width: 8rem; }
.bar { display: block; width: 100%; height: 0.6rem; border-radius: 3px; }
.bar-track { fill: var(--sunken); }
.bar-fill { fill: var(--tone-fill); }
.bar.range { height: 1rem; border-radius: 0; }
.range .bar-track { fill: var(--line); }
.range-span { fill: var(--ink-faint); opacity: 0.4; }
.range .bar-fill { fill: var(--tone); }
.scale-ends { display: flex; justify-content: space-between; }
.weight { white-space: nowrap; color: var(--ink-faint); font-size: 0.875rem; font-weight: 400; }
.score { display: inline-flex; align-items: center; gap: 0.4rem; font-weight: 600; white-space: nowrap; }
.leaderboard .rank { color: var(--ink-faint); }
.leaderboard .bar-cell { width: 26%; }
.leaderboard .name { min-width: 7rem; overflow-wrap: anywhere; }
.table-note { margin-top: 0.75rem; font-size: 0.8125rem; color: var(--ink-faint); }
.funnel tbody th { width: 7rem; }
.dropped { font-size: 0.9375rem; }
.dropped tbody th { min-width: 8rem; }
.dropped .kind { width: 5rem; color: var(--ink-faint); }
@media (max-width: 40rem) {
  .optional { display: none; }
  .bars td, .bars tbody th { padding-right: 0.5rem; }
  .bars { font-size: 0.9375rem; }
  .leaderboard .bar-cell { display: none; }
  .bar-cell { min-width: 3rem; }
}
`;
