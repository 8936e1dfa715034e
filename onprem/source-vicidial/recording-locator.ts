import type { SeenFile } from "../queue/note-recording.ts";
import type { RecordingRef } from "./recording-ref.ts";

/** Where a recording's file lies now. */
export type LocatedRecording =
  | { found: true; file: SeenFile }
  /** `reason` is for people and holds neither path nor number; `gone`: looking again is pointless. */
  | { found: false; reason: string; gone: boolean };

/** Looks for a recording's file in ViciDial's directories, at last at its `location`. */
export type RecordingLocator = (
  recordingId: string,
  ref: RecordingRef,
) => Promise<LocatedRecording>;
