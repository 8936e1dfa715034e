/** The list of calls with its filter, and the topic trackers. */
export const CALLS_CSS = `
.page-actions { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; font-size: 0.9375rem; }
.call-filter { margin-bottom: 1.25rem; display: grid; gap: 0.35rem; }
.call-filter .filters { margin-bottom: 0.35rem; }
.call-filter details .filters { padding-top: 0.5rem; }
.filters input[type="text"], .filters input[type="search"], .filters input[type="date"], .filters input[type="number"] {
  min-height: 2.4rem; min-width: 0; padding: 0.35rem 0.6rem; border: 1px solid var(--line); border-radius: 8px;
  background: var(--surface); color: var(--ink); font: 400 0.9375rem/1.4 var(--sans);
}
.filters input[type="number"] { width: 6rem; }
.filter-search { flex: 1 1 18rem; }
.filter-search input { width: 100%; }
.column-choices { display: flex; flex-wrap: wrap; gap: 0.1rem 1.5rem; border: 0; padding: 0.4rem 0 0; margin: 0; min-width: 0; font-size: 0.9375rem; }
.column-choices input { width: 1.1rem; height: 1.1rem; accent-color: var(--accent); transform: translateY(0.15rem); }
.saved-filters { margin-bottom: 0.75rem; overflow-wrap: anywhere; }
.saved-filters .chips { margin-bottom: 0.25rem; }
.saved-filters details form { margin-bottom: 0.4rem; }
.call-table .hit-row td { border-top: 0; padding-top: 0; }
.call-table .hit-row:hover { background: none; }
.hit { display: block; color: var(--ink-soft); font: 400 0.9375rem/1.45 var(--serif); text-decoration: none; }
.hit:hover { text-decoration: underline; }
.cell-call { width: 14rem; }
.cell-campaign { width: 11rem; }
.cell-summary { min-width: 12rem; }
.go-on { margin-top: 1rem; }
.go-on .button { color: var(--surface); }
.nothing-yet { margin: 1.5rem 0; }
.tracker-phrases { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; color: var(--ink-soft); font-family: var(--serif); }
.tracker-sum { margin: 0.5rem 0 0.75rem; }
.tracker-sum strong { font: 600 1.75rem/1.2 var(--serif); }
.spark { display: block; width: 100%; max-width: 44rem; height: auto; }
.spark-bar { fill: var(--accent); }
.spark-thin { fill: none; stroke: var(--accent); stroke-width: 1.25; }
.spark + figcaption { margin-top: 0.35rem; }
.spark .baseline { stroke: var(--ink-faint); stroke-width: 1; }
.spark .axis { fill: var(--ink-faint); font: 12px var(--sans); }
.tracker-form { margin-top: 1rem; }
.tracker-delete { margin-top: 1rem; }
@media (max-width: 52rem) {
  .cell-call, .cell-campaign, .cell-summary, .cell-state, .cell-judge { grid-column: 2; }
  .filters input, .filters input[type="number"] { width: 100%; }
  .filters .filter-search { flex-basis: 100%; }
  .call-table .cell-reason .quiet, .call-table .cell-marks .quiet { display: none; }
  .call-table tr.hit-row { border-top: 0; padding-top: 0; margin-top: -0.5rem; }
}
`;
