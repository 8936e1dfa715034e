import type { Run, RunEnd } from "../queue/run-log.ts";
import type { TranscriptionEvent } from "../transcription/work-on-recording.ts";
import type { PauseCause } from "./guard-decision.ts";

/** What happens in a night, in the order it happens. */
export type NightEvent =
  | {
      type: "night_began";
      runId: number;
      /** Epoch milliseconds; null: until nothing is left. */
      endsAt: number | null;
      workers: number;
      /** The workers' CPUs, as the kernel writes lists. */
      cpus: string;
      pending: number;
      /** Recordings that an earlier run left behind, now pending again. */
      reclaimed: number;
    }
  | TranscriptionEvent
  | { type: "paused"; cause: PauseCause }
  | { type: "resumed"; pausedSec: number }
  | { type: "disk_low"; freeBytes: number }
  | { type: "disk_has_room" }
  | { type: "draining"; graceSec: number }
  /** What is not right but does not stop the night. */
  | { type: "warning"; message: string }
  | {
      type: "night_ended";
      endedBy: RunEnd;
      run: Run | null;
      pauses: { count: number; seconds: number };
      pending: number;
    };
