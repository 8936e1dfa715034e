/** Lists of calls: the worst on the overview, and all flagged ones. */
export const LIST_CSS = `
.worst li { display: grid; grid-template-columns: 4.25rem 1fr; gap: 0 0.75rem; padding: 0.75rem 0; border-top: 1px solid var(--line); }
.worst .score { align-self: start; font: 600 1.25rem/1.25 var(--serif); }
.worst .score .tone-shape { width: 0.55em; height: 0.55em; }
.worst-body { min-width: 0; }
.worst-head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.6rem; }
.worst-head .row-link { min-width: 0; }
.row-link { font-weight: 600; }
.clamp { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
.reason { color: var(--ink); }
.mark-strip { display: inline-flex; gap: 2px; }
.mark-cell { width: 1.45rem; padding: 0.12rem 0; border-radius: 4px; background: var(--tone-soft); color: var(--tone); font: 600 0.8125rem/1.4 var(--sans); text-align: center; }
.filters { display: flex; flex-wrap: wrap; align-items: flex-end; gap: 0.75rem; }
.filters label { display: grid; gap: 0.2rem; font-size: 0.8125rem; color: var(--ink-faint); min-width: 0; }
.filters select { max-width: 14rem; min-height: 2.4rem; padding: 0.35rem 0.6rem; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); color: var(--ink); font: 400 0.9375rem/1.4 var(--sans); }
.call-table { background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); border-collapse: separate; border-spacing: 0; overflow: hidden; }
.call-table thead th { padding: 0.8rem 1rem 0.6rem; }
.call-table td { padding: calc(var(--pad) + 0.35rem) 1rem; border-top: 1px solid var(--line); vertical-align: top; }
.call-table tbody tr:hover { background: color-mix(in srgb, var(--accent-soft) 45%, transparent); }
.cell-score { width: 6.5rem; }
.cell-score .score { font: 600 1.25rem/1.3 var(--serif); }
.cell-score .tone-shape { width: 0.55em; height: 0.55em; }
.cell-agent { width: 13rem; }
.cell-marks { width: 14.5rem; }
.cell-when { width: 14.5rem; }
@media (max-width: 52rem) {
  .call-table thead { display: none; }
  .call-table, .call-table tbody { display: block; }
  .call-table tr { display: grid; grid-template-columns: 5.25rem 1fr; padding: 0.9rem 1rem; border-top: 1px solid var(--line); gap: 0.35rem 0.5rem; }
  .call-table tr:first-child { border-top: 0; }
  .call-table td { display: block; width: auto; padding: 0; border: 0; min-width: 0; }
  .cell-reason, .cell-marks, .cell-when, .cell-claim { grid-column: 2; }
  .filters { width: 100%; }
  .filters label { flex: 1 1 9rem; }
  .filters select { max-width: none; width: 100%; }
}
`;
