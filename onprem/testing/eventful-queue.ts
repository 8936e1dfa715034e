import type { DatabaseSync } from "node:sqlite";

import { admitRecordings } from "../queue/admit-recordings.ts";
import { claimRecording } from "../queue/claim-recording.ts";
import { noteMissingFile } from "../queue/note-missing-file.ts";
import { noteRecording, type SeenRecording } from "../queue/note-recording.ts";
import { settleRecording, type Outcome } from "../queue/settle-recording.ts";
import { NOON, seenFile, seenRecording, someTranscript } from "./queue-fixture.ts";

const lease = { owner: "run-1", bootId: "boot-1", durationMs: 60_000 };
const DAY_MS = 24 * 60 * 60_000;

/** Text that would clear a terminal, turn its reading direction, or fake a line. */
export const HOSTILE = "\u001b[2Jhello\u202e\r\nfake\u009b31m";

const outcomes: Record<string, Outcome> = {
  done: {
    kind: "transcribed",
    transcript: {
      ...someTranscript,
      segments: [{ start_sec: 4, end_sec: 8, text: HOSTILE, confidence: 1, speaker: "agent" }],
    },
  },
  short: { kind: "skipped", code: "too_short", reason: "It lasts 3 s.", durationSec: 3 },
  bad: error("no_decoder", "Nothing on this host decodes it."),
  crash: error("engine_crash", "The engine stopped."),
};

function error(code: string, reason: string): Outcome {
  return { kind: "error", code, reason, permanent: true, durationSec: null };
}

/**
 * A queue after an eventful night: `done` and `short` went through, `bad` and `crash` failed, `lost` and `lost-later` are
 * lost, `waits` has no file yet, `next` is pending, and the edge refused `short`. One run with two pauses, an unsure transcript and
 * three stretches left out.
 */
export function fillEventfully(db: DatabaseSync): void {
  const note = (id: string, change: Partial<SeenRecording> = {}) =>
    noteRecording(
      db,
      seenRecording(id, {
        agentName: HOSTILE,
        uniqueid: `17636.${id}`,
        file: seenFile(id, { path: `/recordings/20261120-103108_447700900123-${id}.wav` }),
        ...change,
      }),
      NOON,
    );
  const admit = (lostAfterMs: number, now: number) =>
    admitRecordings(db, { stableMs: 0, lostAfterMs }, now);
  for (const id of Object.keys(outcomes)) note(id, { callGroup: "g1" });
  admit(DAY_MS, NOON);
  for (;;) {
    const claimed = claimRecording(db, lease, NOON + 1000);
    if (claimed === null) break;
    const outcome = outcomes[claimed.recording_id];
    if (outcome === undefined) throw new Error("unknown recording");
    settleRecording(db, claimed.recording_id, lease.owner, outcome, NOON + 2000);
  }
  note("lost", { file: null });
  noteMissingFile(db, "lost", "No file in any folder.", NOON);
  admit(0, NOON + 3000);
  note("waits", { file: null });
  noteMissingFile(db, "waits", "No file yet.", NOON);
  note("next", { expectedSec: 7200 });
  admit(DAY_MS, NOON + 3000);
  db.exec(`
    UPDATE outbox SET rejected = 'The edge does not know the site.' WHERE recording_id = 'short';
    INSERT INTO run (run_id, started_at, finished_at, transcribed, skipped, failed, audio_sec, workers, work_sec, ended_by)
    VALUES (1, ${NOON}, ${NOON + 3_600_000}, 1, 1, 2, 7200, 2, 1800, 'window_over');
    UPDATE run SET low_confidence = 1;
    INSERT INTO run_left_out (run_id, reason, outcome, stretches, sec)
    VALUES (1, 'no_text', 'inaudible', 2, 4.5), (1, 'stock_phrase', 'dropped', 1, 1.5);
    INSERT INTO pause (run_id, started_at, ended_at, cause)
    VALUES (1, ${NOON}, ${NOON + 60_000}, 'cpu: production uses 80 %'),
           (1, ${NOON + 100_000}, ${NOON + 130_000}, 'pressure: io waits');
    INSERT INTO cursor (name, value)
    VALUES ('watch_look', '{"last_success_at":${NOON},"error":null}'),
           ('watch_delivery', '{"last_success_at":${NOON},"error":{"code":"away","message":"The edge cannot be reached.","since":${NOON}}}');
  `);
}
