// In the scorecard editor: keeps the sum of the weights, and asks before what was typed is left behind. The server adds up as
// well, whenever the form is sent.
const form = document.querySelector("[data-editor]");
const sum = form?.querySelector("[data-weight-sum]");
if (form && sum) {
  const weights = [...form.querySelectorAll("[data-weight]")];
  const add = () => {
    const hundredths = weights.reduce((total, { value }) => {
      const weight = Math.round(Number(value.trim().replace(",", ".")) * 100);
      return Number.isFinite(weight) ? total + weight : total;
    }, 0);
    const off = hundredths - 10000;
    sum.dataset.off = String(off !== 0);
    const advice = off > 0 ? `: take away ${off / 100}` : `: add ${-off / 100}`;
    sum.textContent = `Weights: ${hundredths / 100} %${off === 0 ? "" : advice}`;
  };
  form.addEventListener("input", (event) => {
    form.dataset.unsaved = "";
    if (weights.includes(event.target)) add();
  });
  form.addEventListener("submit", () => delete form.dataset.unsaved);
  addEventListener("beforeunload", (event) => {
    if ("unsaved" in form.dataset) event.preventDefault();
  });
}
