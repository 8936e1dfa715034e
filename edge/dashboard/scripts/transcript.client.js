// Beside a call's transcript: the link of a line is copied, and two buttons lead from quote to quote. Without this script the
// link still is the line's address, and the criteria lead to their quotes.
const lines = [...document.querySelectorAll("[data-start]")];
const status = document.querySelector("[data-copy-status]");
const tools = document.querySelector("[data-evidence-tools]");
const show = (line) => {
  history.replaceState(null, "", `#${line.id}`);
  // replaceState does not move the :target, a hash does; the place is kept because the line takes the focus.
  location.replace(`#${line.id}`);
  line.focus({ preventScroll: true });
};
for (const link of document.querySelectorAll("[data-copy]")) {
  link.addEventListener("click", (event) => {
    const line = link.closest("[data-start]");
    if (!navigator.clipboard || !line) return;
    event.preventDefault();
    const moment = new URL(location.pathname, location.origin);
    moment.searchParams.set("t", line.dataset.start);
    const clock = line.querySelector(".line-time").textContent;
    navigator.clipboard.writeText(moment.href).then(
      () => (status.textContent = `The link to ${clock} is copied.`),
      () => location.replace(`#${line.id}`),
    );
  });
}
if (tools) {
  tools.hidden = false;
  const quoted = lines.filter((line) => line.querySelector("mark"));
  let at = -1;
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("[data-evidence]");
    if (!button) return;
    const step = button.dataset.evidence === "next" ? 1 : -1;
    at = at < 0 && step < 0 ? quoted.length - 1 : (at + step + quoted.length) % quoted.length;
    show(quoted[at]);
    document.dispatchEvent(new CustomEvent("moment", { detail: quoted[at].dataset.start }));
  });
}
