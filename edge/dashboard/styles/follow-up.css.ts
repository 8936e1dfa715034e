/** Disputes, coaching and notices. */
export const FOLLOW_UP_CSS = `
.unread, .badge-new { background: var(--accent); border: 1px solid var(--accent); color: var(--surface); border-radius: 99px; padding: 0.05rem 0.45rem; font: 600 0.75rem/1.4 var(--sans); }
.inbox { padding-block: 0.35rem; }
.inbox li { padding: 0.75rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.inbox li:first-child { border-top: 0; }
.inbox-text { text-align: left; font-size: 1rem; padding: 0.1rem 0; margin-right: 0.5rem; }
.inbox-unread .inbox-text { font-weight: 600; }
.dispute, .dispute-table { overflow-wrap: anywhere; }
.dispute { display: grid; gap: 0.75rem; }
.dispute > h2 { margin-bottom: 0; }
.dispute .compare td:last-child { width: 60%; }
.dispute details summary { color: var(--accent); cursor: pointer; padding: 0.35rem 0; }
.dispute-form > .form { margin-top: 0.5rem; }
.reason-field { border-top: 1px solid var(--line); }
.reason-field .field { padding-bottom: 0.75rem; }
.dispute-answer { display: grid; gap: 1rem; border-top: 1px solid var(--line); padding-top: 1rem; }
.dispute-ended { border-top: 1px solid var(--line); padding-top: 0.75rem; }
.panel .dispute-ended h3 { margin-top: 0; }
.dispute-reasons { display: grid; gap: 0.3rem; color: var(--ink-soft); }
.dispute-rates { margin-top: 1.5rem; }
.cell-state { width: 11rem; }
@media (max-width: 52rem) {
  .dispute-table tr { display: block; }
  .dispute-table td + td { margin-top: 0.35rem; }
}
`;
