/** The page of one call. */
export const CALL_CSS = `
.crumb { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.25rem 1rem; margin-bottom: 0.75rem; font-size: 0.9375rem; }
.call-head { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: flex-start; gap: 1rem 2rem; margin-bottom: 1.25rem; }
.call-title { min-width: 0; flex: 1 1 20rem; }
.call-badges { margin-top: 0.5rem; display: flex; gap: 0.5rem; }
.verdict { padding-left: 1.25rem; border-left: 3px solid var(--line); max-width: 26rem; }
.verdict-flagged { border-left-color: var(--bad); }
.verdict-total { display: flex; align-items: center; gap: 0.7rem; font: 600 3.5rem/1 var(--serif); letter-spacing: -0.02em; }
.verdict-total .tone-shape { width: 0.36em; height: 0.36em; }
.verdict-reason { margin-top: 0.35rem; color: var(--ink-soft); }
.verdict-flagged .verdict-reason strong { color: var(--bad); }
.verdict-judge { font-size: 0.875rem; color: var(--ink-faint); }
.call-state { background: var(--surface); border: 1px solid var(--line); border-left: 4px solid var(--accent); border-radius: var(--radius); padding: 1.1rem 1.4rem 1.2rem; margin-bottom: 1.5rem; }
.call-state p { color: var(--ink-soft); margin-top: 0.25rem; max-width: 46rem; }
.summary { display: grid; gap: 1.25rem 2.5rem; padding-block: 1.25rem; margin-bottom: 1.75rem; border-block: 1px solid var(--line); }
.summary-text { font: 400 1.125rem/1.55 var(--serif); max-width: 40rem; }
.summary-lists { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 1rem 1.5rem; font-size: 0.9375rem; }
.summary-lists h2 { font: 600 0.9375rem/1.4 var(--sans); margin-bottom: 0.25rem; }
.summary-lists li { position: relative; padding-left: 1rem; color: var(--ink-soft); }
.summary-lists li::before { content: "–"; position: absolute; left: 0; color: var(--ink-faint); }
.call-body { display: grid; gap: 2rem 2.25rem; margin-bottom: 2rem; }
.call-body > * { min-width: 0; }
.call-body h2 { margin-bottom: 0.75rem; }
.call-body-single { max-width: 46rem; }
@media (min-width: 62rem) {
  .summary { grid-template-columns: 1fr 1fr; }
  .call-body { grid-template-columns: 1fr 1fr; align-items: start; }
  .call-body-single { grid-template-columns: 1fr; }
  .transcript-column { position: sticky; top: 1.25rem; display: flex; flex-direction: column; max-height: calc(100vh - 2.5rem); }
  .call-body-single .transcript-column { position: static; max-height: none; }
  .transcript-column .transcript { overflow-y: auto; overscroll-behavior: contain; }
}
.criterion { padding: 1rem 0 1.1rem; border-top: 1px solid var(--line); scroll-margin-top: 1rem; }
.criterion header { display: flex; justify-content: space-between; align-items: center; gap: 0.5rem 1rem; }
.criterion h3 { font-size: 1rem; }
.criterion:target { background: var(--accent-soft); box-shadow: 0 0 0 0.75rem var(--accent-soft); border-color: transparent; border-radius: 2px; }
.level { margin-top: 0.35rem; font-weight: 500; }
.rationale { margin-top: 0.15rem; color: var(--ink-soft); }
.auto-fail { background: var(--bad-soft); border: 1px solid var(--bad); border-radius: var(--radius); padding: 1rem 1.1rem; margin-bottom: 1rem; }
.auto-fail-label { font: 600 0.8125rem/1.4 var(--sans); color: var(--bad); white-space: nowrap; }
.mark-scale { display: inline-flex; gap: 3px; flex: none; }
.mark-step { width: 1.6rem; padding: 0.1rem 0; border-radius: 4px; background: var(--sunken); color: var(--ink-faint); font-size: 0.8125rem; text-align: center; }
.mark-here { background: var(--tone); color: var(--surface); font-weight: 700; }
.mark-na { color: var(--ink-faint); font-size: 0.875rem; white-space: nowrap; }
.quotes { margin-top: 0.6rem; display: grid; gap: 0.4rem; }
.quotes li { display: grid; grid-template-columns: 2.75rem 1fr; gap: 0.5rem; font-size: 0.9375rem; }
.quotes q { font-family: var(--serif); font-size: 1.0625em; quotes: "“" "”"; }

.transcript-note { font-size: 0.875rem; color: var(--ink-faint); margin-bottom: 0.75rem; }
.transcript { background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); padding: 0.4rem 0; }
.line { display: grid; grid-template-columns: 3.5rem 1fr 1.5rem; gap: 0.75rem; padding: 0.5rem 0.5rem 0.5rem 0.6rem; scroll-margin: 5rem 0; }
.line:target { background: var(--accent-soft); box-shadow: inset 4px 0 0 var(--accent); }
.line[aria-current] { background: var(--sunken); box-shadow: inset 4px 0 0 var(--accent); }
.line-left-out .line-doubt { grid-column: 2 / -1; }
.line-doubt { color: var(--ink-faint); font-size: 0.875rem; font-style: italic; }
.line-link { justify-self: end; min-width: 1.5rem; min-height: 1.5rem; text-align: center; color: var(--ink-faint); text-decoration: none; }
.line-link:hover, .line-link:focus-visible { color: var(--accent); }
.line-time { text-decoration: none; color: var(--ink-faint); font-size: 0.8125rem; text-align: right; padding-top: 0.15rem; min-height: 1.5rem; }
a.line-time:hover, a.line-time:focus-visible { color: var(--accent); text-decoration: underline; }
.line-body { min-width: 0; }
.speaker { display: block; font: 600 0.8125rem/1.5 var(--sans); color: var(--ink-faint); }
.speaker-agent { color: var(--accent); }
mark { background: var(--quoted); color: inherit; border-radius: 3px; padding: 0.08em 0.12em; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.citations { display: flex; flex-wrap: wrap; gap: 0.1rem 0.9rem; margin-top: 0.15rem; }
.citation { font-size: 0.8125rem; }
.redaction { display: inline-block; padding: 0 0.45rem; border-radius: 4px; background: var(--ink); color: var(--surface); font: 500 0.8125rem/1.5 var(--sans); white-space: nowrap; }
.line-injection { background: var(--bad-soft); box-shadow: inset 4px 0 0 var(--bad); }
.injection-link + .injection-link { margin-left: 0.75rem; }
.injection-banner { font: 600 0.875rem/1.45 var(--sans); color: var(--bad); margin-bottom: 0.2rem; }
.notice-doubt { background: var(--mid-soft); border-color: var(--mid); }
.player { position: sticky; top: 0; z-index: 1; padding: 0.6rem 0.75rem; margin-bottom: 0.75rem; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); }
.player audio { display: block; width: 100%; height: 2.5rem; }
.silent-stretches svg { display: block; width: 100%; height: 0.5rem; margin-top: 0.4rem; }
.silent-track { fill: var(--line); }
.silent-part { fill: var(--ink-soft); }
.silent-stretches .hint { margin: 0.25rem 0 0; }
.player-tools { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 1.25rem; margin-top: 0.4rem; font-size: 0.875rem; color: var(--ink-soft); }
.player-tools[hidden] { display: none; }
.player-tools select { font: inherit; color: inherit; padding: 0.15rem 0.3rem; border: 1px solid var(--ink-faint); border-radius: 6px; background: var(--surface); }
.player-keys { color: var(--ink-faint); }
.player-status:not(:empty) { margin-top: 0.4rem; font-size: 0.875rem; color: var(--bad); }
.player-link { margin-bottom: 0.75rem; font-size: 0.9375rem; }
.transcript-tools { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; align-items: baseline; font-size: 0.875rem; }
.evidence-tools { display: flex; gap: 0.25rem 1.25rem; flex-wrap: wrap; margin-bottom: 0.5rem; }
.evidence-tools[hidden] { display: none; }
.evidence-tools kbd { color: var(--ink-faint); }
.copy-status:not(:empty) { color: var(--good); margin-bottom: 0.5rem; }
.opinions td { min-width: 12rem; }
.record { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: 1rem 1.5rem; font-size: 0.9375rem; }
@media print { .transcript-column { position: static; max-height: none; } .transcript-column .transcript { overflow: visible; } .call-body { grid-template-columns: 1fr; } }
`;
