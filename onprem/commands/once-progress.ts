import { transcriptionLine } from "../night/night-lines.ts";
import type { OnceEvent } from "../once/run-once.ts";
import { duration, grouped, plural } from "../status/figures-in-words.ts";
import { forTerminal } from "../status/text-for-terminal.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";

/** Follows a run of `once`: a line for each thing that happened, a summary, and what the command deserves to end with. */
export function createOnceProgress() {
  let looks = 0;
  let toDo = 0;
  let audioSec = 0;
  let edgeAway = false;
  const ended = { transcribed: 0, skipped: 0, failed: 0, missing: 0, refused: 0, sent: 0 };

  function settled(event: Extract<OnceEvent, { type: "settled" }>): string[] {
    const { outcome, state, recording } = event;
    const id = forTerminal(recording.recording_id);
    if (state === "not_ours" || state === "not_settled") return [];
    const why = "reason" in outcome ? `: ${forTerminal(outcome.reason)}` : "";
    if (state === "pending") return [`           ${id} will be tried again${why}`];
    if (state === "transcribed") ended.transcribed += 1;
    else if (state === "skipped") ended.skipped += 1;
    else if (state === "failed") ended.failed += 1;
    else ended.missing += 1;
    const done = ended.transcribed + ended.skipped + ended.failed + ended.missing;
    const count = `${grouped(done)} of ${grouped(Math.max(toDo, done))}`.padStart(9);
    if (outcome.kind !== "transcribed") return [`${count}  ${id} ${state}${why}`];
    const { word_count: words, audio_sec: audio, transcription_sec: took } = outcome.transcript;
    audioSec += audio;
    const speed = took > 0 ? `, ${(audio / took).toFixed(1)} × real time` : "";
    return [`${count}  ${id} transcribed: ${plural(words, "word")} in ${duration(audio)}${speed}`];
  }

  return {
    /** The lines that an event is worth. */
    note(event: OnceEvent): string[] {
      switch (event.type) {
        case "queued": {
          looks += 1;
          toDo = event.pending;
          const warnings = event.warnings.map((warning) => `warning: ${warning}`);
          if (looks > 1) return warnings;
          return [
            ...warnings,
            `${plural(event.found, "new recording")}; ${grouped(event.pending)} to transcribe${
              event.waiting === 0
                ? ""
                : `; ${grouped(event.waiting)} wait for a file that has not changed for a while (stable_sec)`
            }`,
          ];
        }
        case "settled":
          return settled(event);
        case "delivering":
          return event.waiting === 0
            ? []
            : [`Sending ${plural(event.waiting, "message")} to the edge`];
        case "delivered":
          if (event.result !== "rejected") {
            ended.sent += 1;
            return [];
          }
          ended.refused += 1;
          return [
            `  ${forTerminal(event.recordingId)} ${event.kind} refused by the edge: ${forTerminal(event.reason ?? "")}`,
          ];
        case "edge_unavailable":
          edgeAway = true;
          return [
            `${event.message}\nWhat was not sent stays in the outbox and goes with the next run.`,
          ];
        case "warning":
          return [`warning: ${event.message}`];
        case "worker_unusable":
        case "storage_trouble":
          return [transcriptionLine(event) ?? ""];
        case "started":
          return [];
      }
    },

    /** What came of it all, and what to do about what did not go well. */
    summary(): string[] {
      const parts = [
        `${grouped(ended.transcribed)} transcribed (${duration(audioSec)} of audio)`,
        `${grouped(ended.skipped)} skipped`,
        ...(ended.failed > 0 ? [`${grouped(ended.failed)} FAILED`] : []),
        ...(ended.missing > 0 ? [`${grouped(ended.missing)} without their file`] : []),
        `${plural(ended.sent, "message")} sent`,
        ...(ended.refused > 0 ? [`${grouped(ended.refused)} REFUSED by the edge`] : []),
      ];
      const mend =
        ended.failed + ended.refused > 0
          ? ["`nightshift show ID` says why; `nightshift retry` tries again when it is mended."]
          : [];
      return [`Done: ${parts.join(", ")}`, ...mend];
    },

    /** Failed recordings and refused messages need somebody; what is skipped or waits does not. */
    exitCode(): ExitCode {
      if (ended.failed + ended.refused > 0) return EXIT.failed;
      return edgeAway ? EXIT.edge : EXIT.ok;
    },
  };
}
