import type { PullEvent } from "../models/pull-model.ts";
import { bytes, duration } from "../status/figures-in-words.ts";

const BAR_CHARS = 30;
const REDRAW_MS = 200;
/** Without a terminal a line for each tenth. */
const STEPS = 10;

type Progress = Extract<PullEvent, { type: "progress" }>;

const DOING = { download: "Downloading", copy: "Copying", checksum: "Checking" } as const;

/**
 * Follows a pull: a bar that is drawn over and over at a terminal, and few lines in a log. `clockMs` never goes back;
 * `write` gets text as it is, line ends and all.
 */
export function createPullProgress(options: {
  terminal: boolean;
  clockMs: () => number;
  write: (text: string) => void;
}) {
  const { terminal, clockMs, write } = options;
  let current: { doing: Progress["doing"]; fromBytes: number; sinceMs: number } | null = null;
  let drawnMs = Number.NEGATIVE_INFINITY;
  let step = -1;

  function progress(event: Progress): void {
    const now = clockMs();
    if (current?.doing !== event.doing) {
      endLine();
      current = { doing: event.doing, fromBytes: event.done, sinceMs: now };
      step = -1;
    }
    const complete = event.done >= event.total;
    if (terminal) {
      if (!complete && now - drawnMs < REDRAW_MS) return;
      drawnMs = now;
      write(`\r\u001B[K${line(event, current, now)}`);
      if (complete) endLine();
      return;
    }
    // That takes seconds, and is worth no lines.
    if (event.doing === "checksum") return;
    const reached = Math.floor((event.done / event.total) * STEPS);
    if (reached <= step) return;
    step = reached;
    write(`${line(event, current, now)}\n`);
  }

  function endLine(): void {
    if (terminal && current !== null) write("\n");
    current = null;
  }

  return {
    note(event: PullEvent): void {
      if (event.type === "progress") return progress(event);
      endLine();
      if (event.type === "already_there") write(`${event.path} is there already, and right.\n`);
      else if (event.type === "replacing")
        write(`The file that is there ${event.problem}; it is replaced.\n`);
      else write(`${event.reason}; going on in ${duration(Math.max(1, event.waitMs / 1000))}\n`);
    },
    /** Leaves the bar as it stands. */
    end: endLine,
  };

  function line(
    { doing, done, total }: Progress,
    since: { fromBytes: number; sinceMs: number },
    now: number,
  ): string {
    const share = total === 0 ? 1 : done / total;
    const percent = `${total === 0 ? 100 : Math.floor((done * 100) / total)} %`.padStart(6);
    const full = Math.round(share * BAR_CHARS);
    const bar = terminal ? `[${"#".repeat(full)}${" ".repeat(BAR_CHARS - full)}]` : "";
    const perSec = (done - since.fromBytes) / Math.max(0.001, (now - since.sinceMs) / 1000);
    const left = perSec > 0 && done < total ? `, ${duration((total - done) / perSec)} left` : "";
    const speed = perSec > 0 && doing === "download" ? `, ${bytes(perSec)}/s${left}` : "";
    return `${DOING[doing].padEnd(11)} ${bar}${percent}  ${bytes(done)} of ${bytes(total)}${speed}`;
  }
}
