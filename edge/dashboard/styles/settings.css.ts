/** Settings: forms that are wider than a text, secrets that are shown once, the audit log. */
export const SETTINGS_CSS = `
.form-wide, .form-full { max-width: none; }
.form-full > :not(.form-row) { max-width: 44rem; }
.form select { min-height: 2.65rem; }
.field-short input { max-width: 8rem; }
.form h2 { margin-bottom: -0.25rem; }
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
.field input:disabled { opacity: 0.7; }
`;
