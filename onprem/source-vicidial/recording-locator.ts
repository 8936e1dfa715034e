import type { SeenFile } from "../queue/note-recording.ts";
import type { RecordingRef } from "./recording-ref.ts";

/**
 * Where a recording's file lies now. `reason` is for people and holds no path, file name or number; `gone` means that
 * ViciDial says it was deleted, or that it is only there encrypted, so that looking again is pointless.
 */
export type LocatedRecording =
  | { found: true; file: SeenFile }
  | { found: false; reason: string; gone: boolean };

export type RecordingLocator = (
  recordingId: string,
  ref: RecordingRef,
) => Promise<LocatedRecording>;
