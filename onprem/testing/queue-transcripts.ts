import type { DatabaseSync } from "node:sqlite";

import type { Transcript } from "#shared/contracts/transcript.ts";

import { claimRecording } from "../queue/claim-recording.ts";
import { settleRecording } from "../queue/settle-recording.ts";
import { NOON, queueRecordings, someTranscript } from "./queue-fixture.ts";

/** Recordings with a transcript each, which waits to be sent. */
export function queueTranscripts(
  db: DatabaseSync,
  recordingIds: readonly string[],
  transcript: Transcript = someTranscript,
): void {
  // A flush for every step would take most of a test's time.
  db.exec("PRAGMA synchronous = OFF");
  queueRecordings(db, ...recordingIds);
  for (const _ of recordingIds) {
    const claimed = claimRecording(db, { owner: "run", bootId: "boot", durationMs: 1000 }, NOON);
    if (claimed === null) throw new Error("there is nothing to claim");
    const outcome = { kind: "transcribed", transcript } as const;
    settleRecording(db, claimed.recording_id, "run", outcome, NOON);
  }
}

/** Ids that sort as they are counted. */
export function someIds(count: number, from = 1001): string[] {
  return Array.from({ length: count }, (_, index) => String(from + index));
}
