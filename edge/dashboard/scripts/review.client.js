// In the review form the number keys mark the criterion that has the focus and move on to the next one; j and k move between
// criteria. The radio buttons do the same without this script, and with single-letter keys switched off.
const form = document.querySelector("[data-review]");
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
    const value = event.key === "0" ? "NA" : event.key;
    const choice = criteria[at]?.querySelector(`input[value="${CSS.escape(value)}"]`);
    if (!choice) return;
    event.preventDefault();
    choice.checked = true;
    focus(criteria[at + 1] ?? criteria[at]);
  });
  focus(criteria[0]);
}
