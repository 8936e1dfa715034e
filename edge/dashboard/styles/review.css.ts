/** The review queue and the review form. */
export const REVIEW_CSS = `
.chips { display: flex; flex-wrap: wrap; gap: 0.4rem; margin-bottom: 1.25rem; }
.chip { display: block; padding: 0.3rem 0.8rem; border: 1px solid var(--line); border-radius: 99px; background: var(--surface); color: var(--ink-soft); font-size: 0.875rem; text-decoration: none; }
.chip[aria-current] { background: var(--accent); border-color: var(--accent); color: var(--surface); }
kbd { font: 600 0.8125em var(--mono); padding: 0 0.35em; border: 1px solid currentColor; border-radius: 4px; margin-left: 0.35em; }
.cell-reason .badge { margin: 0 0.3rem 0.3rem 0; }
.button:disabled { opacity: 0.55; cursor: default; }
.review-criterion { border-top: 1px solid var(--line) !important; padding-top: 0.9rem !important; }
.weight, .judge-mark { color: var(--ink-faint); font-weight: 400; font-size: 0.875rem; margin-left: 0.4rem; }
.mark-choices { display: flex; flex-wrap: wrap; gap: 0.35rem; }
.mark-choice { position: relative; }
.mark-choice input { position: absolute; inset: 0; opacity: 0; margin: 0; width: 100% !important; height: 100% !important; cursor: pointer; transform: none !important; }
.mark-choice span { display: grid; place-items: center; min-width: 2.6rem; min-height: 2.4rem; padding: 0 0.5rem; border: 1px solid var(--ink-faint); border-radius: 8px; background: var(--surface); font-weight: 600; }
.mark-choice input:checked + span { background: var(--accent); border-color: var(--accent); color: var(--surface); }
.mark-choice input:focus-visible + span { outline: 3px solid var(--accent); outline-offset: 2px; }
.review-verdict { display: block; padding: 0.6rem 0.9rem; border-radius: 8px; background: var(--sunken); font-weight: 600; }
.review-verdict[hidden] { display: none; }
.call-table button.row-link { padding: 0; text-align: left; }
.call-table button.row-link.clamp { display: block; }
.review .hint { margin-bottom: 1rem; }
.review details { font-size: 0.9375rem; }
.review summary { color: var(--accent); cursor: pointer; padding: 0.2rem 0; }
.badge-verdict { background: none; border-color: currentColor; white-space: nowrap; }
.verdict-needs_coaching, .verdict-unacceptable { font-weight: 700; }
.send-coach { display: none; }
form:has([name="verdict"][value="needs_coaching"]:checked) .send-coach { display: inline-flex; }
.levels { list-style: decimal; padding-left: 1.5rem; color: var(--ink-soft); display: grid; gap: 0.2rem; margin: 0.35rem 0 0.75rem; }
.scroll { overflow-x: auto; }
.compare th, .compare td { padding: calc(var(--pad) - 0.1rem) 0.75rem calc(var(--pad) - 0.1rem) 0; border-top: 1px solid var(--line); vertical-align: top; }
.compare thead th { border-top: 0; }
.remark { margin-top: 1rem; padding-left: 1rem; border-left: 3px solid var(--line); }
.remark figcaption { color: var(--ink-faint); font-size: 0.875rem; }
`;
