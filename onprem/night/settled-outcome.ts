import type { DatabaseSync } from "node:sqlite";

import { countLeftOut } from "../queue/left-out-log.ts";
import { inTransaction } from "../queue/open-database.ts";
import type { ClaimedRecording } from "../queue/recording-row.ts";
import { countOutcome } from "../queue/run-log.ts";
import type { TranscriptionEvent } from "../transcription/work-on-recording.ts";
import { writeTranscriptText } from "./transcript-text.ts";

type Warning = { type: "warning"; message: string };

/** What follows when a recording has been settled: it is counted, and its text is kept. Neither can make it fail. */
export function afterEachOutcome(
  options: {
    db: DatabaseSync;
    runId: number;
    /** Where a copy of each transcript is kept as text; null for none. */
    transcriptTextFolder: string | null;
    /** Makes a write that may be left out when the disk is full. */
    attempt: (write: () => void) => void;
    onEvent: (event: Warning) => void;
  },
  event: Extract<TranscriptionEvent, { type: "settled" }>,
): void {
  const { db, runId, transcriptTextFolder: folder, attempt, onEvent } = options;
  const { recording, state, outcome } = event;
  attempt(() => countSettled(db, runId, event));
  if (folder !== null && state === "transcribed" && outcome.kind === "transcribed") {
    warnOfFailure("its transcript could not be kept as text", recording, onEvent, () =>
      writeTranscriptText(folder, recording, outcome.transcript),
    );
  }
}

/** Counts an outcome in its run; only what was transcribed says how fast a worker is. */
export function countSettled(
  db: DatabaseSync,
  runId: number,
  { state, outcome, workSec }: Extract<TranscriptionEvent, { type: "settled" }>,
): void {
  if (state === "transcribed" && outcome.kind === "transcribed") {
    const {
      audio_sec: audioSec,
      low_confidence: lowConfidence = false,
      left_out: leftOut = [],
    } = outcome.transcript;
    inTransaction(db, () => {
      countOutcome(db, runId, { kind: "transcribed", audioSec, workSec, lowConfidence });
      countLeftOut(db, runId, leftOut);
    });
  } else if (state === "skipped" || state === "failed") {
    countOutcome(db, runId, { kind: state, audioSec: 0, workSec: 0, lowConfidence: false });
  }
}

function warnOfFailure(
  what: string,
  recording: ClaimedRecording,
  onEvent: (event: Warning) => void,
  work: () => void,
): void {
  try {
    work();
  } catch (error) {
    // The message of a file system's error names the path; its code does not.
    const code =
      error instanceof Error && "code" in error ? String(error.code) : "unexpected error";
    onEvent({ type: "warning", message: `${recording.recording_id}: ${what} (${code}).` });
  }
}
