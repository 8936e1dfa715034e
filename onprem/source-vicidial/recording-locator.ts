import type { SeenFile } from "../queue/note-recording.ts";
import type { RecordingRef } from "./recording-ref.ts";

/**
 * Where a recording's file lies now. `reason` is for people and holds no path, file name or number; `gone` means that
 * ViciDial says it was deleted, or that it is only there encrypted, so that looking again is pointless; `blocked` that it
 * may well be there, where the agent cannot look at the moment, so that it must not be taken for missing.
 */
export type LocatedRecording =
  | { found: true; file: SeenFile }
  | { found: false; reason: string; gone: boolean; blocked?: true };

export type RecordingLocator = (
  recordingId: string,
  ref: RecordingRef,
) => Promise<LocatedRecording>;

/** The files behind recording_log, as one look after the other sees them. */
export type RecordingFiles = {
  /** Checks the folders as a look begins. Throws SourceError when the recordings cannot be seen at all. */
  beginLook(): Promise<void>;
  locate: RecordingLocator;
  /** What the owner should mend; no file names. */
  takeWarnings(): string[];
};
