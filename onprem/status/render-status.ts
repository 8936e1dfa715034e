import { versionAdvice } from "../outbox/version-advice.ts";
import { section, wrapped } from "./columns.ts";
import { audioLength, bytes, duration, grouped, plural, siteTime } from "./figures-in-words.ts";
import type { Health, Status } from "./status-schema.ts";
import { forTerminal } from "./text-for-terminal.ts";

const STATE_CHARS = 14;

/** The status for people, a line each; texts from outside hold no control characters any more. */
export function renderStatus(status: Status, width: number): string[] {
  const now = Date.parse(status.at);
  return [
    `Nightshift at ${forTerminal(status.site_id)}, ${siteTime(now, status.time_zone)} ${status.time_zone}`,
    "",
    ...section("Running", [runningLine(status.running)], width),
    ...section("Queue", [plural(status.queue.total, "recording")], width),
    ...queueLines(status.queue, width),
    ...section("Backlog", [backlogLine(status.backlog)], width),
    ...section("Last run", lastRunLines(status, now), width),
    ...section("Outbox", outboxLines(status.outbox, now), width),
    ...section(
      "Source",
      [healthLine(status.last_success.source, "looked for recordings", now)],
      width,
    ),
    ...section("Edge", [healthLine(status.last_success.edge, "reached", now)], width),
    ...section("Disk", [diskLine(status.disk)], width),
    ...adviceLines(status).flatMap((line, index) =>
      section(index === 0 ? "To do" : "", [line], width),
    ),
  ];
}

function runningLine({ watch, transcribe }: Status["running"]): string {
  const word = (is: boolean | null) => (is === null ? "cannot be told" : is ? "yes" : "no");
  return `watch: ${word(watch)}, transcribe: ${word(transcribe)}`;
}

function queueLines({ by_state: counts, reasons }: Status["queue"], width: number): string[] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .flatMap(([state, count]) => {
      const why = reasons
        .filter((reason) => reason.state === state)
        .map(({ reason_code: code, count }) => `${forTerminal(code ?? "other")} ${grouped(count)}`)
        .join(", ");
      const head = `  ${state.padEnd(STATE_CHARS)}${grouped(count).padStart(9)}   `;
      return wrapped(head, why, width);
    });
}

function backlogLine({
  recordings,
  audio_sec,
  work_sec,
  nights,
  speed,
}: Status["backlog"]): string {
  if (recordings === 0) return "nothing waits to be transcribed";
  const what = `${plural(recordings, "recording")}, about ${audioLength(audio_sec)} of audio`;
  if (work_sec === null || nights === null || speed === null) {
    return `${what}; how long that takes is known after the first run`;
  }
  const when = nights <= 1 ? "one night" : plural(nights, "night");
  return `${what}: ${audioLength(work_sec)} of work at ${speed.toFixed(1)} × real time a worker, ${when}`;
}

const ENDS: Record<string, string> = {
  done: "all was done",
  window_over: "the night was over",
  stopped: "it was stopped",
  error: "an error ended it",
};

function lastRunLines({ last_run: run, running, time_zone: zone }: Status, now: number): string[] {
  if (run === null) return ["none yet"];
  const startedAt = Date.parse(run.started_at);
  const finishedAt = run.finished_at === null ? null : Date.parse(run.finished_at);
  const began = siteTime(startedAt, zone);
  const why = run.ended_by === null ? "" : `: ${ENDS[run.ended_by] ?? forTerminal(run.ended_by)}`;
  const when =
    finishedAt !== null
      ? `${began} to ${siteTime(finishedAt, zone)} (${duration((finishedAt - startedAt) / 1000)})${why}`
      : running.transcribe
        ? `since ${began} (${duration((now - startedAt) / 1000)})`
        : `${began}, killed before its end; what it held is taken up again by the next run`;
  const speed =
    run.speed === null
      ? ""
      : ` at ${run.speed.toFixed(1)} × real time on ${run.workers === 1 ? "one worker" : `each of ${run.workers} workers`}`;
  const leftOut = run.left_out
    .map(
      ({ reason, outcome, count, total_sec }) =>
        `${reason} ${count} ${outcome} (${duration(total_sec)})`,
    )
    .join(", ");
  const { pauses } = run;
  const causes = pauses.by_cause
    .map(({ cause, count, total_sec }) => `${forTerminal(cause)} ${count} (${duration(total_sec)})`)
    .join(", ");
  return [
    when,
    `${grouped(run.transcribed)} transcribed, ${grouped(run.skipped)} skipped, ${grouped(run.failed)} failed; ${audioLength(run.audio_sec)} of audio${speed}`,
    `${grouped(run.low_confidence)} of low confidence; left out of transcripts: ${leftOut === "" ? "nothing" : leftOut}`,
    pauses.count === 0
      ? "no pauses by the guard"
      : `${plural(pauses.count, "pause")} by the guard, ${duration(pauses.total_sec)} in all: ${causes}`,
  ];
}

function outboxLines(outbox: Status["outbox"], now: number): string[] {
  const { waiting, oldest_at: oldest, refused, refused_reasons: reasons } = outbox;
  const age =
    oldest === null ? "" : `, the oldest for ${duration((now - Date.parse(oldest)) / 1000)}`;
  return [
    waiting === 0 ? "nothing waits to be sent" : `${grouped(waiting)} wait to be sent${age}`,
    ...(refused === 0 ? [] : [`${grouped(refused)} refused by the edge:`]),
    ...reasons.map(({ reason, count }) => `  ${grouped(count)} × ${forTerminal(reason)}`),
  ];
}

function healthLine({ at, problem }: Health, what: string, now: number): string {
  const success =
    at === null ? `not ${what} yet` : `${what} ${duration((now - Date.parse(at)) / 1000)} ago`;
  return problem === null ? success : `${success}; since then: ${forTerminal(problem)}`;
}

function diskLine({
  state_folder,
  state_bytes,
  free_bytes,
  min_free_bytes,
}: Status["disk"]): string {
  const free = free_bytes === null ? "unknown" : bytes(free_bytes);
  const low =
    free_bytes !== null && free_bytes < min_free_bytes
      ? ` TOO LITTLE: nothing is transcribed below ${bytes(min_free_bytes)}.`
      : "";
  return `${free} free; the state takes ${bytes(state_bytes)} in ${forTerminal(state_folder)}.${low}`;
}

function adviceLines({
  queue,
  outbox,
  running,
  unread_languages: unread,
  versions,
}: Status): string[] {
  const version = versionAdvice(versions.agent, versions.edge ?? undefined);
  const bad = queue.by_state.failed + queue.by_state.lost + outbox.refused;
  return [
    ...(bad === 0
      ? []
      : [
          "`nightshift retry --dry-run` lists what failed, is lost or was refused; `nightshift show ID` tells one recording's life.",
        ]),
    ...(queue.reasons.some(({ state }) => state === "pending")
      ? [
          "`nightshift doctor` says what some recordings wait for; once that is mended, `nightshift retry` has them tried in the next run.",
        ]
      : []),
    ...unread.map(
      ({ language, where }) =>
        `Card numbers that are said in words stay in transcripts in ${forTerminal(language)} (${where.map(forTerminal).join(", ")}): pause these recordings while cards are taken.`,
    ),
    ...(running.watch === false
      ? ["Nothing looks for recordings now: `sudo systemctl start nightshift-watch`."]
      : []),
    ...(version === null ? [] : [forTerminal(`${version.detail}: ${version.mend}`)]),
  ];
}
