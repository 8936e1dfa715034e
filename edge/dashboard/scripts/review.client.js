// In the review form the number keys mark the criterion that has the focus and move on to the next one; j and k move between
// criteria, the letters beside the verdicts choose one, and Ctrl+Enter sends the form and takes the next call. The radio buttons
// and the buttons do the same without this script, and with single-letter keys switched off. What the marks come to is told while
// they are given; the server adds up itself.
const form = document.querySelector("[data-review]");
const verdict = form?.querySelector("[data-verdict]");
if (form) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=go_on]"));
  });
}
if (form && verdict) {
  const criteria = [...form.querySelectorAll("[data-weight]")];
  const tell = () => {
    const marks = criteria.map((criterion) => criterion.querySelector("input:checked")?.value);
    const given = marks.filter((mark) => mark !== undefined).length;
    const counted = marks.map((mark, at) => [Number(mark), Number(criteria[at].dataset.weight)]);
    const applying = counted.filter(([mark]) => !Number.isNaN(mark));
    const weights = applying.reduce((sum, [, weight]) => sum + weight, 0);
    const total = (applying.reduce((sum, [mark, weight]) => sum + mark * weight, 0) / weights) * 20;
    const failed = form.querySelector("[name=auto_fail]:checked") !== null;
    const isFlagged = failed || total < Number(verdict.dataset.flagBelow);
    const outcome = failed ? "flagged by an auto-fail" : isFlagged ? "flagged" : "not flagged";
    verdict.hidden = given === 0;
    verdict.textContent =
      given < criteria.length
        ? `${given} of ${criteria.length} marked`
        : `Your total: ${weights === 0 ? "none applies" : total.toFixed(1)}, ${outcome}`;
  };
  form.addEventListener("change", tell);
  form.addEventListener("marked", tell);
  tell();
}
if (form && document.documentElement.dataset.keys === "on") {
  const criteria = [...form.querySelectorAll(".review-criterion")];
  const focus = (criterion) =>
    (criterion?.querySelector("input:checked") ?? criterion?.querySelector("input"))?.focus();
  const current = () =>
    criteria.findIndex((criterion) => criterion.contains(document.activeElement));
  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target instanceof HTMLTextAreaElement) return;
    const at = current();
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      focus(criteria[Math.max(0, at + (event.key === "j" ? 1 : -1))]);
      return;
    }
    const word = form.querySelector(`[data-verdict-key="${CSS.escape(event.key)}"]`);
    if (word) {
      event.preventDefault();
      word.click();
      word.focus();
      return;
    }
    const value = event.key === "0" ? "NA" : event.key;
    const choice = criteria[at]?.querySelector(`input[value="${CSS.escape(value)}"]`);
    if (!choice) return;
    event.preventDefault();
    choice.checked = true;
    form.dispatchEvent(new Event("marked"));
    focus(criteria[at + 1] ?? criteria[at]);
  });
  focus(criteria[0]);
  // An address with a fragment takes the focus away again once the page is there.
  addEventListener("load", () => {
    if (document.activeElement === document.body) focus(criteria[0]);
  });
}
