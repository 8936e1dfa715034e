const DARK = `
    --paper: #0f131d;
    --surface: #171c29;
    --sunken: #1f2535;
    --ink: #eceef5;
    --ink-soft: #b9c0d0;
    --ink-faint: #98a1b5;
    --line: #2b3346;
    --accent: #aab4ff;
    --accent-soft: #262d4d;
    --good: #6fd0a2;
    --mid: #efbf67;
    --bad: #ff9b8f;
    --good-fill: #55b98c;
    --mid-fill: #d9a64a;
    --bad-fill: #e5776a;
    --good-soft: #16352a;
    --mid-soft: #3b2e12;
    --bad-soft: #45211d;
    --quoted: #4a3f17;
    --hatch: #323b51;`;

/** Colours, type and the elements everything is made of. Night is the same design with the lamps down. */
export const BASE_CSS = `
:root {
  color-scheme: light dark;
  --paper: #f6f4ee;
  --surface: #fffefb;
  --sunken: #efece3;
  --ink: #1a2032;
  --ink-soft: #4a5266;
  --ink-faint: #656c7d;
  --line: #e0dbcf;
  --accent: #36429e;
  --accent-soft: #e7e9f7;
  --good: #1c7350;
  --mid: #8f5b00;
  --bad: #b02a1f;
  --good-fill: #3d9a72;
  --mid-fill: #dba544;
  --bad-fill: #d2594c;
  --good-soft: #dff0e6;
  --mid-soft: #faecc8;
  --bad-soft: #fbe4df;
  --quoted: #fdeeb9;
  --hatch: #e5e0d3;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, P052, "Source Serif 4", Georgia, "Liberation Serif", serif;
  --sans: "Inter", -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
  --radius: 10px;
  /* Room above and below a row of a list. */
  --pad: 0.55rem;
}
/* Paper is light, whatever the screen is. */
@media screen and (prefers-color-scheme: dark) { :root:not([data-theme="light"]) {${DARK} } }
@media screen { :root[data-theme="dark"] { color-scheme: dark;${DARK} } }
:root[data-theme="light"] { color-scheme: light; }
:root[data-density="compact"] { --pad: 0.25rem; }
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1.5rem; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
body {
  margin: 0;
  background: var(--paper);
  color: var(--ink);
  font: 400 1rem/1.5 var(--sans);
  font-variant-numeric: tabular-nums;
  overflow-wrap: break-word;
}
h1, h2, h3, p, ol, ul, dl, dd, figure, blockquote { margin: 0; }
ol, ul { padding: 0; list-style: none; }
h1 { font: 600 2.125rem/1.15 var(--serif); letter-spacing: -0.01em; }
h2 { font: 600 1.25rem/1.3 var(--serif); }
h3 { font: 600 0.9375rem/1.4 var(--sans); }
/* An override that turns the direction of letters ends with the words that it came with: names and transcripts are not ours. */
a, button, q, strong, span, mark, code, summary, label, legend, option, th, td, dd { unicode-bidi: isolate; }
a { color: var(--accent); text-underline-offset: 0.18em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus, .line:focus { outline: none; }
table { width: 100%; border-collapse: collapse; }
th { font-weight: 400; text-align: left; }
:where(td, tbody th) { padding: var(--pad) 0.75rem var(--pad) 0; border-top: 1px solid var(--line); vertical-align: top; }
:where(tr > :last-child) { padding-right: 0; }
thead th { color: var(--ink-faint); font-size: 0.8125rem; padding: 0 0.75rem 0.4rem 0; vertical-align: bottom; }
thead th:last-child { padding-right: 0; }
code { font: 0.9em var(--mono); background: var(--sunken); padding: 0.1em 0.35em; border-radius: 4px; overflow-wrap: normal; }
.number { text-align: right; white-space: nowrap; }
.strong { font-weight: 600; }
.sub { display: block; color: var(--ink-faint); font-size: 0.875rem; }
.quiet { color: var(--ink-faint); }
.hidden {
  position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0;
  overflow: hidden; clip-path: inset(50%); white-space: nowrap; border: 0;
}
.tone-shape { width: 0.62em; height: 0.62em; fill: currentColor; flex: none; }
.tone-good { --tone: var(--good); --tone-fill: var(--good-fill); --tone-soft: var(--good-soft); }
.tone-mid { --tone: var(--mid); --tone-fill: var(--mid-fill); --tone-soft: var(--mid-soft); }
.tone-bad { --tone: var(--bad); --tone-fill: var(--bad-fill); --tone-soft: var(--bad-soft); }
.tone-none { --tone: var(--ink-faint); --tone-fill: var(--line); --tone-soft: var(--sunken); }
.tone-accent { --tone: var(--accent); --tone-fill: var(--accent); }
.worst, .call-table, .transcript, .criteria, .call-head, .summary, .call-state, .record, .facts, .dropped { overflow-wrap: anywhere; }
.tone-shape { color: var(--tone); }
.badge {
  display: inline-block; padding: 0.05rem 0.45rem; border-radius: 99px; border: 1px solid var(--line);
  font: 500 0.75rem/1.4 var(--sans); color: var(--ink-soft); background: var(--sunken); white-space: nowrap;
}
.badge-sample { border-style: dashed; border-color: var(--ink-faint); background: none; }
.badge-rules { border-color: var(--accent); color: var(--accent); background: none; }
.button {
  display: inline-block; padding: 0.5rem 1rem; border: 1px solid var(--accent); border-radius: 8px;
  background: var(--accent); color: var(--surface); font: 600 0.9375rem/1.4 var(--sans);
  text-decoration: none; cursor: pointer;
}
.button:hover { filter: brightness(1.12); }
.notice { padding: 0.7rem 1rem; border-radius: 8px; border: 1px solid var(--line); margin-bottom: 1.25rem; font-size: 0.9375rem; }
.notice-done { background: var(--good-soft); border-color: var(--good); }
.notice-sample { border-style: dashed; border-color: var(--ink-faint); color: var(--ink-soft); }
.notice-alert, .notice-injection { background: var(--bad-soft); border-color: var(--bad); color: var(--ink); }
.notice-alert strong, .notice-injection strong { color: var(--bad); }
`;
