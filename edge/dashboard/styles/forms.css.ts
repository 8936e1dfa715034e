/** Forms: fields, choices, what is wrong with them. */
export const FORM_CSS = `
.form { display: grid; gap: 1.25rem; max-width: 44rem; }
.form fieldset { border: 0; padding: 0; margin: 0; display: grid; gap: 0.35rem; min-width: 0; }
.form legend, .field > span { font: 600 0.9375rem/1.4 var(--sans); padding: 0; margin-bottom: 0.25rem; }
.field { display: grid; gap: 0.25rem; }
.choice { display: flex; align-items: baseline; gap: 0.6rem; min-height: 1.75rem; }
.form input[type="text"], .form input[type="email"], .form input[type="number"], .form input[type="search"],
.form input[type="url"], .form input[type="date"], .form select, .form textarea {
  font: inherit; color: inherit; width: 100%; min-height: 2.65rem; padding: 0.45rem 0.65rem; border: 1px solid var(--ink-faint);
  border-radius: 8px; background: var(--surface);
}
.form textarea { min-height: 5.5rem; resize: vertical; }
.form input[type="radio"], .form input[type="checkbox"] { width: 1.1rem; height: 1.1rem; accent-color: var(--accent); flex: none; transform: translateY(0.15rem); }
.form .button { justify-self: start; }
.hint { color: var(--ink-faint); font-size: 0.875rem; overflow-wrap: anywhere; }
.problems { display: grid; gap: 0.4rem; width: fit-content; margin: 1rem auto; text-align: left; }
.button-quiet { background: none; color: var(--accent); }
.button-danger { background: var(--bad); border-color: var(--bad); }
.actions { display: flex; flex-wrap: wrap; gap: 0.6rem 1rem; align-items: center; }
`;
