import type { Call, RecordingState } from "#shared/contracts/call.ts";

/*
 * Calls carry no sequence number, and an at-least-once sender may repeat an old message late. So a call's state only
 * moves forward: a message that stands further back than what is stored tells nothing new. A recording that really
 * goes back (a crash, a revived failure) shows its earlier state until it is transcribed, which outranks them all.
 */
export const STATE_RANK: Readonly<Record<RecordingState, number>> = {
  found: 0,
  waiting_file: 1,
  pending: 2,
  transcribing: 3,
  lost: 4,
  skipped: 4,
  failed: 4,
  transcribed: 5,
};

/** Of two messages about one recording, the one to keep: the further one, or the later one of equals. */
export function newerCall(earlier: Call, later: Call): Call {
  return STATE_RANK[later.state] >= STATE_RANK[earlier.state] ? later : earlier;
}
