/** Calibration rounds and agreement tables. */
export const CALIBRATION_CSS = `
.switches { display: flex; flex-wrap: wrap; gap: 0.6rem 1rem; }
.page-title { flex: 1 1 20rem; min-width: 0; overflow-wrap: anywhere; }
.rounds td { overflow-wrap: anywhere; }
.rounds td:last-child { width: 45%; }
.progress { display: grid; gap: 0.35rem; }
.progress li { display: grid; grid-template-columns: minmax(6rem, 1fr) minmax(4rem, 1.4fr) 4.5rem; gap: 0.75rem; align-items: center; font-size: 0.9375rem; }
.progress-name { overflow-wrap: anywhere; }
.close-round { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; margin-top: 1.25rem; }
.round-calls { margin-top: 0.75rem; }
.round-calls .number { width: 3.5rem; }
.sample { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: 0.75rem 1rem; margin-top: 0.4rem; }
.sample .field { min-width: 0; }
.remark blockquote { margin: 0; overflow-wrap: anywhere; }
.field .hint { font-weight: 400; }
.agreement th[scope="row"] { min-width: 7rem; max-width: 20rem; overflow-wrap: break-word; }
.pinned th[scope="row"], .pinned thead th:first-child { position: sticky; left: 0; background-color: var(--surface); }
.compare thead th { white-space: normal; min-width: 3.5rem; max-width: 9rem; overflow-wrap: break-word; }
.too-few > * { background-image: repeating-linear-gradient(135deg, transparent 0 6px, var(--hatch) 6px 8px); }
.too-few .sub { color: var(--ink-soft); }
.spread-cell { display: inline-block; }
.spread .sub { font-size: 0.75rem; white-space: nowrap; }
.spread .number { text-align: center; }
.spread thead .number { width: 7rem; }
.spread th[scope="row"] { min-width: 10rem; }
.decisions li { padding: 0.75rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.decision-form { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
.decision-form h3 { margin: 0; }
@media (max-width: 52rem) {
  .rounds tr { grid-template-columns: 1fr !important; }
  .rounds td:last-child { width: auto; }
  .round-calls tr { grid-template-columns: 2rem 1fr !important; }
  .round-calls td.number { width: auto; }
  .round-calls td:nth-child(n + 3) { grid-column: 2; }
}
@media (max-width: 40rem) {
  .progress li { grid-template-columns: 1fr 4.5rem; gap: 0 0.75rem; }
  .progress-name { grid-column: 1 / -1; }
}
`;
