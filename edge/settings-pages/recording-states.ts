import type { RecordingState } from "#shared/contracts/call.ts";

/** The states of the agent's queue in the order in which a recording goes through them, in words. */
export const RECORDING_STATES: readonly { state: RecordingState; name: string }[] = [
  { state: "found", name: "Found" },
  { state: "waiting_file", name: "Waiting for the file" },
  { state: "pending", name: "Waiting to be transcribed" },
  { state: "transcribing", name: "Being transcribed" },
  { state: "transcribed", name: "Transcribed" },
  { state: "skipped", name: "Skipped" },
  { state: "failed", name: "Failed" },
  { state: "lost", name: "Without a recording" },
];
