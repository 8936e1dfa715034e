/** What surrounds the content: masthead, page heads, panels, empty pages, print. */
export const FRAME_CSS = `
.skip-link { position: absolute; left: -100vw; top: 0; padding: 0.75rem 1rem; background: var(--surface); z-index: 2; }
.skip-link:focus { left: 0; }
.masthead { background: var(--surface); border-bottom: 1px solid var(--line); }
.masthead-inner, main, .footer { max-width: 76rem; margin: 0 auto; padding-inline: clamp(1rem, 4vw, 2.5rem); }
.masthead-inner { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 1.25rem; min-height: 3.75rem; padding-block: 0.5rem; }
.wordmark { display: flex; align-items: center; gap: 0.45rem; color: var(--ink); font: 600 1.25rem/1 var(--serif); text-decoration: none; }
.moon { width: 1.15rem; height: 1.15rem; fill: var(--accent); }
.nav { display: flex; flex-wrap: wrap; }
.nav a { display: block; padding: 0.5rem 0.6rem; border-radius: 8px; color: var(--ink-soft); text-decoration: none; font-weight: 500; white-space: nowrap; }
.nav a:hover { background: var(--sunken); color: var(--ink); }
.nav a[aria-current] { color: var(--accent); background: var(--accent-soft); }
.nav-more { position: relative; }
.nav-more summary { list-style: none; margin: 0; padding: 0.5rem 0.6rem; border-radius: 8px; color: var(--ink-soft); font-size: 1rem; font-weight: 500; white-space: nowrap; }
.nav-more summary::-webkit-details-marker { display: none; }
.nav-more summary:hover { background: var(--sunken); color: var(--ink); }
.nav-more ul { position: absolute; z-index: 3; left: 0; min-width: 12rem; padding: 0.35rem; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); box-shadow: 0 6px 24px rgb(0 0 0 / 0.16); }
.viewer { flex: 1 1 24rem; min-width: 0; display: flex; align-items: center; justify-content: flex-end; gap: 1rem; white-space: nowrap; color: var(--ink-soft); font-size: 0.875rem; }
/* A long name takes another line rather than be cut. */
.site-name { min-width: 0; white-space: normal; overflow-wrap: anywhere; text-align: right; text-wrap: balance; line-height: 1.25; }
.link-button { border: 0; padding: 0.35rem 0; background: none; color: var(--accent); font: inherit; cursor: pointer; text-decoration: underline; text-underline-offset: 0.18em; }
main { padding-block: 2rem 3rem; }
.footer { padding-block: 0 2.5rem; color: var(--ink-faint); font-size: 0.8125rem; }
.page-head { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: flex-end; gap: 1rem 2rem; margin-bottom: 1.75rem; }
.lead { color: var(--ink-soft); margin-top: 0.3rem; }
.switch { display: flex; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; background: var(--surface); }
.switch li + li { border-left: 1px solid var(--line); }
.switch a { display: block; padding: 0.45rem 0.9rem; color: var(--ink-soft); text-decoration: none; font-size: 0.9375rem; font-weight: 500; }
.switch a:hover { background: var(--sunken); }
.switch a[aria-current] { background: var(--accent); color: var(--surface); }
.switch a:focus-visible { outline-offset: -3px; }
.panel { background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); padding: 1.4rem clamp(1rem, 2.2vw, 1.6rem) 1.5rem; margin-bottom: 1.25rem; }
.panel > h2, .panel-head { margin-bottom: 1rem; }
.panel-head { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0.25rem 1rem; }
.panel-head a { font-size: 0.9375rem; }
.panel-head:has(.filters) { align-items: end; }
.panel h3 { margin: 1.4rem 0 0.4rem; }
.columns { display: grid; gap: 1.25rem; margin-bottom: 1.25rem; }
.columns > * { min-width: 0; margin-bottom: 0; }
/* A panel that has nothing to show but a sentence is as tall as the sentence. */
.columns > :has(> :is(h2, .panel-head) + :is(.quiet, .hint):last-child) { align-self: start; }
@media (min-width: 62rem) { .columns { grid-template-columns: 1.12fr 1fr; } }
.empty { max-width: 38rem; margin: 3rem auto; text-align: center; }
.empty p, .empty ol { margin-top: 0.75rem; color: var(--ink-soft); }
.empty ol { list-style: decimal; text-align: left; padding-left: 1.25rem; display: grid; gap: 0.6rem; }
.empty .button { margin-top: 0.75rem; color: var(--surface); }
.sign-in { max-width: 36rem; padding-top: clamp(3rem, 14vh, 8rem); }
.sign-in p, .sign-in form { margin-top: 1rem; color: var(--ink-soft); overflow-wrap: anywhere; }
.sign-in .button { max-width: 100%; overflow-wrap: anywhere; }
.empty .empty-figure { margin: 0 0 0.75rem; font: 600 4rem/1 var(--serif); color: var(--accent); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: 1.25rem 1.5rem; }
.facts dt, .record dt { color: var(--ink-faint); font-size: 0.8125rem; margin-bottom: 0.15rem; }
.state { font-weight: 600; }
.state::before { content: ""; display: inline-block; width: 0.6em; height: 0.6em; margin-right: 0.45em; }
.state-good { color: var(--good); }
.state-good::before { border-radius: 50%; background: var(--good); }
.state-bad { color: var(--bad); }
.state-bad::before { background: var(--bad); clip-path: polygon(50% 0, 100% 100%, 0 100%); }
.providers li { display: flex; gap: 0.5rem; }
.providers .number { min-width: 2.2rem; font-weight: 600; }
@media (max-width: 26rem) { .wordmark-name { position: absolute; width: 1px; overflow: hidden; clip-path: inset(50%); } }
@media (max-width: 40rem) {
  .masthead-inner { gap: 0.25rem 1rem; padding-bottom: 0; }
  .masthead nav { order: 1; width: 100%; margin-left: -0.6rem; }
  .nav a { padding: 0.45rem 0.6rem 0.6rem; }
  .nav a[aria-current] { background: none; box-shadow: inset 0 -3px 0 var(--accent); border-radius: 0; }
  .viewer { flex: 1 1 auto; }
  .site-name { display: none; }
  h1 { font-size: 1.75rem; }
  main { padding-top: 1.5rem; }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --surface: #fff; --ink: #000; --ink-soft: #222; --ink-faint: #444; --line: #bbb; }
  body { font-size: 10pt; }
  .masthead nav, .viewer :not(.site-name), .skip-link, .switch, .filters, .crumb, .data-table, .evidence-tools, .coach-link, .line-link, .player, .button { display: none !important; }
  .panel, .criterion, .line, .call-table tr { break-inside: avoid; }
  .panel { border: 0; padding-inline: 0; }
  a { color: inherit; text-decoration: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
