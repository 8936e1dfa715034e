// Keeps a recording and its transcript in step: the line that is heard has aria-current, a time that is clicked is played. It
// follows only until somebody scrolls, so that nobody loses the place they read. The browser's own controls work without it.
const player = document.querySelector("[data-player]");
const audio = player.querySelector("audio");
const follow = player.querySelector("[data-follow]");
const speed = player.querySelector("[data-speed]");
const status = player.querySelector("[data-status]");
const transcript = document.querySelector("[data-transcript]");
const lines = [...document.querySelectorAll("[data-start]")];
const starts = lines.map((line) => Number(line.dataset.start));
const silent = [...player.querySelectorAll("[data-silent]")].map((part) =>
  part.dataset.silent.split("-").map(Number),
);
const SKIP_SEC = 5;
let current = null;

player.querySelector("[data-tools]").hidden = false;
speed.addEventListener("change", () => (audio.playbackRate = Number(speed.value)));
audio.addEventListener("ratechange", () => (speed.value = String(audio.playbackRate)));
audio.addEventListener("playing", () => (status.textContent = ""));
audio.addEventListener("error", () => {
  status.textContent = audio.src.startsWith(location.origin)
    ? "The recording cannot be loaded. Sign in again, or reload this page: it may have been deleted."
    : "The recording cannot be loaded. Its server may only be reached from the office.";
});

const play = () => audio.play().catch(() => undefined);
const seek = (sec) => {
  audio.currentTime = Math.max(0, sec);
};
document.addEventListener("click", (event) => {
  const time = event.target.closest(".line-time, [data-seek]");
  if (!time) return;
  seek(Number(time.dataset.seek ?? time.closest("[data-start]")?.dataset.start ?? 0));
  play();
});
document.addEventListener("moment", (event) => seek(Number(event.detail)));
const linked = lines.findIndex((line) => `#${line.id}` === location.hash);
if (linked >= 0) seek(starts[linked]);

audio.addEventListener("timeupdate", () => {
  const isSilent = silent.some(([from, to]) => audio.currentTime >= from && audio.currentTime < to);
  if (isSilent !== player.hasAttribute("data-is-silent")) {
    player.toggleAttribute("data-is-silent", isSilent);
    status.textContent = isSilent ? "Silenced here." : "";
  }
  const line = lines[starts.findLastIndex((start) => start <= audio.currentTime + 0.05)] ?? null;
  if (line === current) return;
  current?.removeAttribute("aria-current");
  line?.setAttribute("aria-current", "true");
  current = line;
  if (follow.checked && !audio.paused) line?.scrollIntoView({ block: "nearest" });
});
for (const kind of ["wheel", "touchmove"]) {
  (transcript ?? document).addEventListener(kind, () => (follow.checked = false), {
    passive: true,
  });
}

if (document.documentElement.dataset.keys === "on") {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    // whatever has the focus keeps its own keys: fields, buttons, links, the browser's controls
    if (
      event.target instanceof Element &&
      event.target.closest("input, textarea, select, button, summary, audio, a")
    ) {
      return;
    }
    if (event.key === " " && audio.paused) play();
    else if (event.key === " ") audio.pause();
    else if (event.key === "ArrowLeft") seek(audio.currentTime - SKIP_SEC);
    else if (event.key === "ArrowRight") seek(audio.currentTime + SKIP_SEC);
    else return;
    event.preventDefault();
  });
} else {
  player.querySelector("[data-keys-hint]").hidden = true;
}
