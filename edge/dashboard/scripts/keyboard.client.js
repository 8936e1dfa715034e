// Single-letter keys for links and buttons that name one in data-key. They are off where the person switched them off,
// while a field has the focus, and with Ctrl, Alt or Meta. Without this script everything works by Tab and Enter.
const elements = document.querySelectorAll("[data-key]");
if (document.documentElement.dataset.keys === "on") {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select")) return;
    for (const element of elements) {
      if (element.dataset.key !== event.key) continue;
      event.preventDefault();
      element.click();
      return;
    }
  });
}
