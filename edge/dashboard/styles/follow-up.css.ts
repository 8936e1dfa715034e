/** Disputes, coaching and notices. */
export const FOLLOW_UP_CSS = `
.unread, .badge-new { background: var(--accent); border: 1px solid var(--accent); color: var(--surface); border-radius: 99px; padding: 0.05rem 0.45rem; font: 600 0.75rem/1.4 var(--sans); }
.inbox { padding-block: 0.35rem; }
.inbox li { padding: 0.75rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.inbox li:first-child { border-top: 0; }
.inbox-text { text-align: left; font-size: 1rem; padding: 0.1rem 0; margin-right: 0.5rem; }
.inbox-unread .inbox-text { font-weight: 600; }
.dispute, .dispute-table { overflow-wrap: anywhere; }
.dispute { display: grid; gap: 0.75rem; margin-bottom: 2rem; }
.dispute > h2 { margin-bottom: 0; }
.dispute .compare th { overflow-wrap: normal; }
.dispute .compare td:last-child { width: 55%; }
.dispute details summary { color: var(--accent); cursor: pointer; padding: 0.35rem 0; }
.dispute-form > .form { margin-top: 0.5rem; }
.reason-field { border-top: 1px solid var(--line); }
.reason-field .field { padding-bottom: 0.75rem; }
.dispute-answer { display: grid; gap: 1rem; border-top: 1px solid var(--line); padding-top: 1rem; }
.dispute-item { border-top: 1px solid var(--line) !important; padding-top: 0.75rem !important; }
.dispute-item .mark-choices { margin: 0.5rem 0; }
.dispute-why + .dispute-why { margin-top: 0.75rem; }
.dispute-outcome { display: block; color: var(--ink); }
.dispute-ended { border-top: 1px solid var(--line); padding-top: 0.75rem; }
.panel .dispute-ended h3 { margin-top: 0; }
.dispute-reasons { display: grid; gap: 0.3rem; color: var(--ink-soft); }
.dispute-rates { margin-top: 1.5rem; }
.cell-state { width: 11rem; }
.state-plain { color: var(--ink-soft); }
.state-plain::before { border-radius: 50%; border: 2px solid var(--ink-faint); }
.coach-link { margin-top: 0.5rem; font-size: 0.875rem; }
.task-table, .task-head, .task-text, .clip, .coaching-list { overflow-wrap: anywhere; }
.task-text { max-width: 46rem; margin-bottom: 1.25rem; font: 400 1.125rem/1.55 var(--serif); white-space: pre-line; }
.task-step { margin-bottom: 1.25rem; }
.clip-note { margin-bottom: 0.75rem; padding-left: 1rem; border-left: 3px solid var(--accent); }
.clip-lines { display: grid; }
.clip-lines > li { display: grid; grid-template-columns: 3.5rem 1fr; gap: 0.75rem; padding: 0.35rem 0; }
.clip-lines > li > :last-child { min-width: 0; }
.clip-form { display: grid; gap: 1.25rem; align-items: start; }
.clip-form > * { min-width: 0; margin: 0; max-width: none; }
.clip-choice .clip-lines > li { display: block; padding: 0; }
.clip-line { display: grid; grid-template-columns: 1.25rem 3.25rem 1fr; gap: 0.6rem; padding: 0.45rem 0.25rem; border-radius: 6px; cursor: pointer; }
.clip-line:hover { background: var(--sunken); }
.clip-line:has(:checked) { background: var(--accent-soft); }
.clip-line input { width: 1.1rem; height: 1.1rem; accent-color: var(--accent); margin: 0.2rem 0 0; }
.clip-choice .hint { margin-bottom: 0.75rem; }
@media (min-width: 62rem) {
  .clip-form:has(.clip-choice) { grid-template-columns: 1.3fr 1fr; }
  .clip-choice + .form { position: sticky; top: 1.25rem; }
}
.coaching-list > li { padding: 0.9rem 0; border-top: 1px solid var(--line); display: grid; gap: 0.75rem; }
.coaching-list > li:first-child { border-top: 0; padding-top: 0; }
.coaching-head { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.25rem 1.5rem; }
.coaching-state { text-align: right; }
.effect { max-width: 40rem; overflow-wrap: normal; }
.scroll + .hint, .compare + .hint { margin-top: 0.5rem; }
.steps { grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); }
.in-card { display: none; color: var(--ink-faint); }
@media (max-width: 52rem) {
  .in-card { display: inline; }
  .dispute-table tr, .task-table tr { display: block; }
  .dispute-table td + td, .task-table td + td { margin-top: 0.35rem; }
}
`;
