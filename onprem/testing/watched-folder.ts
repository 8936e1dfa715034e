import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Transcript } from "#shared/contracts/transcript.ts";

import { openDatabase } from "../queue/open-database.ts";
import { enqueue } from "../queue/outbox-row.ts";
import { outboxCounts } from "../queue/queue-counts.ts";
import { someTranscript } from "./queue-fixture.ts";

/** The caller's number, as it stands in every recording's file name, and a word of what was said. */
export const PHONE = "447700900123";
export const SAID = "xylophone";

/** Puts a finished recording into `folder/recordings`; `time` is the HHMMSS of its name. */
export function addRecording(folder: string, time = "101500"): void {
  const path = join(folder, "recordings", `20261120-${time}_${PHONE}-all.wav`);
  writeFileSync(path, Buffer.alloc(16_000));
  const written = new Date(Date.now() - 60_000);
  utimesSync(path, written, written);
}

/** Puts a transcript into the queue of `folder/state` as the night would have. */
export function addTranscript(folder: string, recordingId: string): void {
  const db = openDatabase(join(folder, "state"));
  const now = Date.now();
  const [segment] = someTranscript.segments;
  if (segment === undefined) throw new Error("the fixture has a segment");
  const transcript: Transcript = {
    ...someTranscript,
    segments: [{ ...segment, text: `My ${SAID} is broken.` }],
  };
  db.prepare(`
    INSERT INTO recording (recording_id, path, started_at, local_date, state, found_at, updated_at)
    VALUES (:recordingId, :path, :now, '2026-11-20', 'transcribed', :now, :now)
  `).run({ recordingId, path: `/r/20261120-101500_${PHONE}-all.wav`, now });
  db.prepare("INSERT INTO transcript (recording_id, body, created_at) VALUES (?, ?, ?)").run(
    recordingId,
    JSON.stringify(transcript),
    now,
  );
  enqueue(db, recordingId, "transcript", now);
  db.close();
}

/** How much waits to be sent in `folder/state`. */
export function waitingIn(folder: string): number {
  const db = openDatabase(join(folder, "state"));
  try {
    return outboxCounts(db).waiting;
  } finally {
    db.close();
  }
}
