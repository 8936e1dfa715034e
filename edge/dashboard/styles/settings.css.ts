/** Settings: forms that are wider than a text, secrets that are shown once, the audit log. */
export const SETTINGS_CSS = `
:is(.form-full, .form.panel) { max-width: none; }
:is(.form-full, .form.panel) > :not(.form-row) { max-width: 44rem; }
.field-short input { max-width: 8rem; }
.panel.form > h2 { margin-bottom: -0.25rem; }
.form h2 ~ p { max-width: 44rem; color: var(--ink-soft); }
.campaign-rows .editor-row { padding-bottom: 0.25rem; }
.campaign-campaign-id { flex: 1 1 9rem !important; }
.campaign-min-call-sec, .campaign-language { flex: 0 1 8.5rem !important; }
.campaign-initial-prompt { flex: 3 1 16rem !important; }
.second-fields { gap: 0.75rem !important; }
.second-fields .label { font-weight: 400; }
.code-field { font: 400 0.875rem/1.5 var(--mono) !important; }
.secret { border-color: var(--good); background: var(--good-soft); }
.secret p { margin-bottom: 0.75rem; }
.secret input { width: 100%; padding: 0.6rem 0.75rem; border: 1px solid var(--good); border-radius: 8px; background: var(--surface); color: var(--ink); }
.judge-model { font-size: 0.8125rem; font-weight: 400; }
.judges-source { margin: -0.25rem 0 1.25rem; }
.facts .bar { display: block; margin: 0.3rem 0; }
.narrow-table { max-width: 26rem; }
.filters input { min-height: 2.4rem; padding: 0.35rem 0.6rem; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); color: var(--ink); font: 400 0.9375rem/1.4 var(--sans); }
.audit-table td:first-child { white-space: nowrap; }
.audit-detail { font-size: 0.9375rem; }
.audit-detail .clamp { display: inline; }
.alerts-nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: -0.5rem 0 1.25rem; }
.alerts-nav a[aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
.alert-list { display: grid; gap: 0.75rem; margin-top: 0.5rem; }
.alert-list li { display: grid; grid-template-columns: 8rem 1fr; gap: 0.75rem; align-items: baseline; }
.alert-sender { flex: 2 1 15rem !important; }
.stacked .link-button { padding-block: 0; white-space: nowrap; }
.alert-fields { gap: 0.9rem !important; }
.alert-fields h2:not(:first-child) { margin-top: 1rem; }
.alert-rule { display: grid; gap: 0.25rem 1.5rem; padding: 0.6rem 0; border-top: 1px solid var(--line); }
.alert-rule-numbers { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; padding-left: 1.7rem; }
.alert-rule-numbers .field { grid-template-columns: auto 6.5rem; align-items: center; gap: 0.6rem; }
.alert-rule-numbers .field .label { font-weight: 400; margin: 0; }
.alert-rule-numbers .field-problem { grid-column: 1 / -1; }
.channel-form h3 { margin: 0; }
.channel-form { margin-top: 1.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
.channels-notice { margin: 1rem 0 0; }
.letter-head { margin-bottom: 1rem; }
.letter-frame { width: 100%; height: 46rem; border: 1px solid var(--line); border-radius: 8px; background: #f6f4ee; }
.letter-text { margin: 0.5rem 0 0; padding: 1rem; max-height: 40rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--sunken); border-radius: 8px; font: 400 0.8125rem/1.6 var(--mono); }
.field input:disabled { opacity: 0.7; }
`;
