// Asks again every few seconds how far something has come, and says it in place; once it is over the page is loaded anew.
// Without this script there is a link that does the same.
const region = document.querySelector("[data-refresh]");
if (region) {
  const ask = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
        if (answer.ok) {
          const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
          const now = fresh.querySelector("[data-refresh]");
          if (now === null) return location.reload();
          if (now.textContent !== region.textContent) region.replaceChildren(...now.childNodes);
        }
      } catch {
        // The line is down for a moment; the next time it may not be.
      }
    }
    setTimeout(ask, Number(region.dataset.refresh) * 1000);
  };
  setTimeout(ask, Number(region.dataset.refresh) * 1000);
}
