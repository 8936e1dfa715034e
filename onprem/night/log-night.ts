import type { Logger } from "../telemetry/logger.ts";
import type { NightEvent } from "./night-event.ts";

/** Writes a night's events as structured log lines: no file name, no number, nothing that was said. */
export function logNight(logger: Logger, event: NightEvent): void {
  switch (event.type) {
    case "night_began": {
      const { runId, endsAt, workers, cpus, pending, reclaimed } = event;
      const ends_at = endsAt === null ? null : new Date(endsAt).toISOString();
      const fields = { run_id: runId, ends_at, workers, cpus, pending, reclaimed };
      return logger.info({ event: event.type, ...fields }, "the night begins");
    }
    case "started":
      return logger.debug(
        { event: event.type, recording_id: event.recording.recording_id },
        "transcription started",
      );
    case "settled":
      return logSettled(logger, event);
    case "worker_unusable":
      return logger.error(
        { event: event.type, worker: event.index, reason: event.reason },
        "a worker could not be started; the others go on",
      );
    case "storage_trouble":
      return logger.error(
        { event: event.type, reason: event.reason },
        "the queue cannot be written to; it is tried again",
      );
    case "paused": {
      const { code, words } = event.cause;
      return logger.warn(
        { event: event.type, cause: code, detail: words },
        "workers paused for production",
      );
    }
    case "resumed":
      return logger.info(
        { event: event.type, paused_sec: event.pausedSec },
        "production is calm, workers go on",
      );
    case "disk_low":
      return logger.error(
        { event: event.type, free_bytes: event.freeBytes },
        "the state folder's disk is nearly full: nothing new is transcribed until there is room (state.min_free_mb)",
      );
    case "disk_has_room":
      return logger.info({ event: event.type }, "the disk has room again");
    case "draining":
      return logger.info(
        { event: event.type, grace_sec: event.graceSec },
        "told to end: nothing new is begun, what is nearly done is finished",
      );
    case "warning":
      return logger.warn({ event: event.type }, event.message);
    case "night_ended":
      return logger.info(
        {
          event: event.type,
          ended_by: event.endedBy,
          transcribed: event.run?.transcribed,
          skipped: event.run?.skipped,
          failed: event.run?.failed,
          low_confidence: event.run?.low_confidence,
          audio_sec: event.run?.audio_sec,
          work_sec: event.run?.work_sec,
          pauses: event.pauses.count,
          paused_sec: Math.round(event.pauses.seconds),
          pending: event.pending,
        },
        "the night ends",
      );
  }
}

function logSettled(logger: Logger, event: Extract<NightEvent, { type: "settled" }>): void {
  const { outcome, state, workSec } = event;
  const fields = {
    event: event.type,
    recording_id: event.recording.recording_id,
    state,
    work_sec: Math.round(workSec * 10) / 10,
  };
  if (outcome.kind === "transcribed") {
    const { audio_sec, speech_sec, word_count, confidence, left_out = [] } = outcome.transcript;
    return logger.info(
      { ...fields, audio_sec, speech_sec, word_count, confidence, left_out: left_out.length },
      "recording done",
    );
  }
  if (outcome.kind === "interrupted") {
    return logger.info(fields, "recording interrupted, it is in the queue again");
  }
  const { reason } = outcome;
  const code = outcome.kind === "file_missing" ? outcome.kind : outcome.code;
  if (state === "failed") return logger.error({ ...fields, code, reason }, "recording failed");
  return logger.info({ ...fields, code, reason }, "recording not transcribed");
}
