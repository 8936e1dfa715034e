import { wallTimeAt } from "#shared/time/site-time.ts";

import { plural } from "../status/figures-in-words.ts";
import type { TranscriptionEvent } from "../transcription/work-on-recording.ts";
import type { NightEvent } from "./night-event.ts";

/** A night's event as a line for somebody who watches at a terminal; null for what need not be told. */
export function nightLine(event: NightEvent, timeZone: string): string | null {
  switch (event.type) {
    case "night_began": {
      const { workers, cpus, pending, endsAt } = event;
      const until = endsAt === null ? "all is done" : clockAt(endsAt, timeZone);
      return `${plural(pending, "recording")} to transcribe, ${plural(workers, "worker")} on CPU ${cpus}, until ${until}`;
    }
    case "started":
      return null;
    case "settled":
    case "worker_unusable":
    case "storage_trouble":
      return transcriptionLine(event);
    case "paused":
      return `paused for production: ${event.cause.words}`;
    case "resumed":
      return `production is calm; going on after ${event.pausedSec} s`;
    case "disk_low":
      return `The disk of the state folder is nearly full (${Math.round(event.freeBytes / 1024 / 1024)} MB free): nothing new is begun until there is room.`;
    case "disk_has_room":
      return "The disk has room again.";
    case "draining":
      return `Stopping: nothing new is begun, what is nearly done has ${event.graceSec} s. Once more stops at once.`;
    case "warning":
      return `warning: ${event.message}`;
    case "night_ended": {
      const { run, pauses, pending, endedBy } = event;
      const done =
        run === null
          ? ""
          : `${run.transcribed} transcribed, ${run.skipped} skipped, ${run.failed} failed, `;
      const paused =
        pauses.count === 0
          ? ""
          : `; paused ${plural(pauses.count, "time")}, ${Math.round(pauses.seconds)} s`;
      return `${ENDS[endedBy]}: ${done}${pending} left${paused}`;
    }
  }
}

const ENDS = {
  done: "Nothing left to do",
  window_over: "The night is over",
  stopped: "Stopped; what was not done is back in the queue",
  error: "Ended by an error",
} as const;

/** What became of a recording, in a line. */
export function transcriptionLine(event: TranscriptionEvent): string | null {
  switch (event.type) {
    case "started":
      return null;
    case "settled": {
      const { recording_id: id } = event.recording;
      const { outcome, state } = event;
      if (outcome.kind === "transcribed" && state === "transcribed") {
        const { word_count: words, audio_sec: audio, transcription_sec: took } = outcome.transcript;
        return `${id} transcribed: ${plural(words, "word")}, ${audio} s of audio in ${took} s`;
      }
      return `${id} ${state}${"reason" in outcome ? `: ${outcome.reason}` : ""}`;
    }
    case "worker_unusable":
      return `Worker ${event.index + 1} is given up, the others go on: ${event.reason}`;
    case "storage_trouble":
      return `The queue cannot be written to (${event.reason}); it is tried again.`;
  }
}

/** HH:MM on the site's clock. */
export function clockAt(epochMs: number, timeZone: string): string {
  const { hour, minute } = wallTimeAt(epochMs, timeZone);
  return [hour, minute].map((part) => String(part).padStart(2, "0")).join(":");
}
