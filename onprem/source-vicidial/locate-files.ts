import type { DatabaseSync } from "node:sqlite";

import { localDateAt } from "#shared/time/site-time.ts";

import { dueRecordings, outlivedRecordings, type DueRecording } from "../queue/due-recordings.ts";
import { loseRecording } from "../queue/lose-recording.ts";
import { noteBlockedFile, noteMissingFile } from "../queue/note-missing-file.ts";
import { noteFile } from "../queue/note-recording.ts";
import { inTransaction } from "../queue/open-database.ts";
import { missPendingFile, relocateRecording } from "../queue/relocate-recording.ts";
import type { LocatedRecording, RecordingLocator } from "./recording-locator.ts";
import { recordingRefSchema } from "./recording-ref.ts";

/** Recordings whose files one look looks for, and how long it may take: a slow share must not hold up everything else. */
const MAX_LOOKED_FOR = 2000;
const MAX_OUTLIVED = 200;
const MAX_LOOK_MS = 30_000;
/** Results that are written down together. */
const BATCH = 50;
/** The night of a date is over by noon. */
const HALF_DAY_MS = 12 * 60 * 60_000;

export type LocateOptions = {
  db: DatabaseSync;
  locate: RecordingLocator;
  timeZone: string;
  now: () => number;
};

/** Looks for the files of recordings that wait for theirs, those due longest first. */
export async function locateWaiting(options: LocateOptions): Promise<void> {
  const { db, now } = options;
  await locateEach(options, dueRecordings(db, now(), MAX_LOOKED_FOR), (recording, located) => {
    const id = recording.recording_id;
    if (located.found) noteFile(db, id, located.file, now());
    else if (located.gone) loseRecording(db, id, located.reason, now());
    else if (located.blocked) noteBlockedFile(db, id, located.reason, now());
    else noteMissingFile(db, id, located.reason, now());
  });
}

/** Looks again for pending recordings whose copy was to be removed before tonight: ViciDial may have moved them on. */
export async function relocateOutlived(options: LocateOptions): Promise<void> {
  const { db, timeZone, now } = options;
  const night = localDateAt(now() - HALF_DAY_MS, timeZone);
  const outlived = outlivedRecordings(db, night, MAX_OUTLIVED);
  await locateEach(options, outlived, (recording, located) => {
    const id = recording.recording_id;
    if (located.found) relocateRecording(db, id, located.file, night, now());
    else if (located.gone) loseRecording(db, id, located.reason, now());
    else if (located.blocked) noteBlockedFile(db, id, located.reason, now());
    else missPendingFile(db, id, located.reason, now());
  });
}

async function locateEach(
  { db, locate, now }: LocateOptions,
  recordings: readonly DueRecording[],
  note: (recording: DueRecording, located: LocatedRecording) => void,
): Promise<void> {
  const until = now() + MAX_LOOK_MS;
  for (let start = 0; start < recordings.length && now() < until; start += BATCH) {
    const located: [DueRecording, LocatedRecording][] = [];
    for (const recording of recordings.slice(start, start + BATCH)) {
      if (now() >= until) break;
      const ref = recordingRefSchema.parse(JSON.parse(recording.source_ref));
      located.push([recording, await locate(recording.recording_id, ref)]);
    }
    inTransaction(db, () => {
      for (const [recording, result] of located) note(recording, result);
    });
  }
}
