import type { OnceEvent } from "../onprem/once/run-once.ts";

const BAR_CELLS = 24;

/** Follows the agent's events and says how far transcription is. */
export function createTranscriptionProgress(totals: { calls: number; audioSec: number }) {
  let calls = 0;
  let audioSec = 0;
  let startedMs: number | null = null;
  return {
    note(event: OnceEvent, nowMs: number): void {
      if (event.type === "started") startedMs ??= nowMs;
      if (event.type !== "settled" || event.state === "pending") return;
      calls += 1;
      if (event.outcome.kind === "transcribed") audioSec += event.outcome.transcript.audio_sec;
      else if ("durationSec" in event.outcome) audioSec += event.outcome.durationSec ?? 0;
    },
    /** Bar, call n of m, seconds of audio done, and speed as a multiple of real time. */
    line(nowMs: number): string {
      const share = totals.audioSec === 0 ? 1 : Math.min(1, audioSec / totals.audioSec);
      const filled = Math.round(share * BAR_CELLS);
      const tookSec = startedMs === null ? 0 : (nowMs - startedMs) / 1000;
      const speed = tookSec > 0 ? `${(audioSec / tookSec).toFixed(1)} × real time` : "";
      return [
        `${"█".repeat(filled)}${"░".repeat(BAR_CELLS - filled)}`,
        `call ${calls} of ${totals.calls}`,
        `${Math.round(audioSec)} of ${Math.round(totals.audioSec)} s of audio`,
        speed,
      ]
        .filter((part) => part !== "")
        .join("  ");
    },
  };
}
