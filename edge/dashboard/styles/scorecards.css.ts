/** Scorecards: the lists, the rubric to read, the editor, tries and re-scores. */
export const SCORECARD_CSS = `
.panel-text { max-width: 44rem; margin-bottom: 1rem; color: var(--ink-soft); }
.panel table, .state-legend, .editor, .rubric, .auto-fail-list, .page-head, .run-calls { overflow-wrap: anywhere; }
.form-row { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 1rem; max-width: none; }
.form-row > .field { flex: 1 1 12rem; max-width: 26rem; }
.form-row > .button { margin-top: 1.57rem; min-height: 2.65rem; }
.form-inner { display: grid; gap: 1rem; margin-top: 0.75rem; }
.field > .hint, .field > .field-problem { font: 400 0.875rem/1.4 var(--sans); margin: 0; }
.field > .field-problem { font-weight: 600; }
.label { font: 600 0.9375rem/1.4 var(--sans); }
.form [aria-invalid="true"] { border-color: var(--bad); box-shadow: 0 0 0 1px var(--bad); }
.field-problem { color: var(--bad); font-weight: 600; font-size: 0.875rem; }
.field-problem::before { content: "▲ "; font-size: 0.7em; }
.problem-links { margin-top: 0.4rem; display: grid; gap: 0.2rem; }
.button-small { padding: 0.3rem 0.6rem; font-size: 0.875rem; min-width: 2.1rem; }
.badge-state { color: var(--tone); border-color: currentColor; background: none; }
.state-legend { display: grid; gap: 0.6rem; }
.state-legend > div { display: grid; grid-template-columns: 6.5rem 1fr; gap: 0.75rem; align-items: baseline; }
.state-legend dd { color: var(--ink-soft); }
summary { cursor: pointer; }
.panel > summary { font: 600 1.25rem/1.3 var(--serif); }
details.panel[open] > summary { margin-bottom: 1rem; }
.differences th { width: 18%; }
.differences thead th::first-letter { text-transform: uppercase; }
.differences tbody th { font-weight: 600; }
.differences td { width: 41%; }
del, ins { text-decoration: none; border-radius: 3px; padding: 0.05em 0.2em; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
del { background: var(--bad-soft); text-decoration: line-through; text-decoration-thickness: 1px; }
ins { background: var(--good-soft); }
.card-section { color: var(--ink-soft); }
.card-criterion { border-top: 1px solid var(--line); padding: 0.7rem 0; }
.card-criterion > summary { width: auto; display: grid; grid-template-columns: minmax(9rem, 15rem) 7rem 3.5rem 1fr; gap: 0.25rem 1rem; align-items: center; }
.card-criterion > summary::marker { content: ""; }
.card-criterion-name { font-weight: 600; }
.card-criterion-name::before { content: "▸"; display: inline-block; width: 1.1em; color: var(--accent); }
.card-criterion[open] .card-criterion-name::before { content: "▾"; }
.card-criterion-judged { color: var(--ink-soft); }
.rubric { margin: 0.75rem 0 0.75rem 1.1rem; display: grid; gap: 0.45rem; }
.rubric li { display: grid; grid-template-columns: 2rem 1fr; gap: 0.75rem; align-items: baseline; max-width: 56rem; }
.rubric-mark { text-align: center; border-radius: 4px; font-weight: 600; }
.level-1, .level-2 { --tone: var(--bad); --tone-soft: var(--bad-soft); }
.level-3 { --tone: var(--mid); --tone-soft: var(--mid-soft); }
.level-4, .level-5 { --tone: var(--good); --tone-soft: var(--good-soft); }
.rubric-mark, .editor-level > .label { background: var(--tone-soft); color: var(--tone); }
.card-criterion > .hint { margin-left: 1.1rem; }
.auto-fail-list { display: grid; gap: 0.75rem; }
.auto-fail-list dt { font-weight: 600; }
.auto-fail-list dd { color: var(--ink-soft); }

.editor { max-width: none; gap: 1.25rem; }
.editor .panel { margin-bottom: 0; }
.editor-bar {
  position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1.25rem;
  padding: 0.7rem 0; background: var(--paper); border-bottom: 1px solid var(--line);
}
.editor :is(input, textarea, select, button, summary) { scroll-margin-block: 5.5rem 2rem; }
.weight-sum { font-weight: 600; color: var(--good); }
.weight-sum::before { content: "● "; font-size: 0.7em; }
.weight-sum[data-off="true"] { color: var(--bad); }
.weight-sum[data-off="true"]::before { content: "▲ "; }
.editor-links { margin-left: auto; font-size: 0.9375rem; }
.editor-basics { display: grid; grid-template-columns: 1fr; gap: 1rem; align-items: start; }
.editor-list { display: grid; gap: 1rem; }
.editor-list > .button { justify-self: start; }
.editor .editor-criterion { display: grid; gap: 0.9rem; border: 1px solid var(--line); padding: 0.6rem 1.25rem 1.1rem; }
.editor .editor-criterion > legend { font: 400 0.8125rem/1.4 var(--sans); color: var(--ink-faint); padding: 0 0.4rem; margin: 0 0 0 -0.4rem; }
.editor-head, .editor-row { display: flex; flex-wrap: wrap; gap: 0.75rem 1rem; align-items: flex-start; }
.editor-head > .field, .editor-row > .field { flex: 1 1 10rem; }
.editor-head > .editor-name { flex: 3 1 14rem; }
.editor-head > .editor-weight { flex: 0 0 6rem; }
.editor-weight input { text-align: right; }
.editor-row { margin-top: 0.75rem; }
.editor-row + .button { margin-top: 0.9rem; }
.entry-buttons { display: flex; gap: 0.4rem; margin-top: 1.7rem; }
.editor-criterion summary { font-weight: 500; color: var(--accent); }
.editor-gist { display: block; color: var(--ink-soft); font-weight: 400; padding-left: 1.05rem; }
.editor-criterion details[open] .editor-gist { display: none; }
.editor-criterion details > .field, .editor-levels { margin-top: 0.9rem; }
.editor textarea { min-height: 2.5rem; field-sizing: content; overflow-wrap: break-word; }
@supports not (field-sizing: content) { .editor textarea { min-height: 4.5rem; } }
.editor-levels { display: grid; gap: 0.4rem; }
.editor-level { grid-template-columns: 2rem 1fr; gap: 0 0.6rem; align-items: start; }
.editor-level > .label { text-align: center; border-radius: 6px; line-height: 2.4rem; }
.editor-level > .field-problem { grid-column: 2; }

.run-progress { margin-bottom: 0.6rem; }
.run-actions { margin-top: 1rem; }
.run-calls { margin-top: 2rem; }
.flag-change { display: block; }
@media (min-width: 52.01rem) {
  .run-calls td:first-child { min-width: 15rem; }
  .stacked .number + :not(.number) { padding-left: 1.5rem; }
}
.why { margin-top: 0.5rem; display: grid; gap: 0.5rem; }
.why dt { font-weight: 600; font-size: 0.875rem; }
.why dd { color: var(--ink-soft); font-size: 0.9375rem; }
.pager { display: flex; gap: 1rem; margin-top: 1rem; }
@media (min-width: 52rem) { .editor-basics { grid-template-columns: 2fr 1fr 1fr; } }
@media (max-width: 52rem) {
  .stacked:not(.call-table) thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stacked:not(.call-table), .stacked:not(.call-table) tbody { display: block; }
  .stacked:not(.call-table) tr { display: grid; gap: 0.3rem; padding: 0.8rem 0; border-top: 1px solid var(--line); }
  .panel .stacked tr:first-child { border-top: 0; padding-top: 0; }
  .panel .stacked tr:last-child { padding-bottom: 0; }
  .panel .stacked :is(td, tbody th) { display: block; width: auto; padding: 0; border: 0; text-align: left; }
  .stacked td[data-label]::before { content: attr(data-label) ": "; color: var(--ink-faint); font-size: 0.875rem; }
  .call-table.stacked td { grid-column: 1 / -1; text-align: left; }
  .form-row > .field { flex-basis: 100%; max-width: none; }
  .form-row > .button { margin-top: 0; }
  .card-criterion > summary { grid-template-columns: 1fr auto; }
  .card-criterion > summary .bar { display: none; }
  .card-criterion-judged { grid-column: 1 / -1; }
  .rubric, .card-criterion > .hint { margin-left: 0; }
  .rubric li { grid-template-columns: 2rem 1fr; }
  .editor .editor-criterion { padding-inline: 0.9rem; }
  .entry-buttons { margin-top: 0; }
  .editor-links { margin-left: 0; }
}
`;
