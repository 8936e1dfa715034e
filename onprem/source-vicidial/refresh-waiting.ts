import type { DatabaseSync } from "node:sqlite";

import { dueRecordings } from "../queue/due-recordings.ts";
import { loseRecording } from "../queue/lose-recording.ts";
import { inTransaction } from "../queue/open-database.ts";
import type { VicidialDatabase } from "./connect-database.ts";
import { recordingLogId } from "./queue-id.ts";
import { readDeletions, readRecordings } from "./read-recordings.ts";
import { agentOf, expectedSecOf, isDated, refOf } from "./recording-log-row.ts";
import { recordingRefSchema } from "./recording-ref.ts";

/** Recordings that one look reads again. */
const MAX_REFRESHED = 2000;

/**
 * Reads the rows of recordings whose file has not been found again, by primary key: file name, location, user and length
 * come or change late. One that ViciDial is to delete for data protection's sake is not listened to.
 */
export async function refreshWaiting(options: {
  db: DatabaseSync;
  database: VicidialDatabase;
  timeZone: string;
  now: () => number;
}): Promise<void> {
  const { db, database, timeZone, now } = options;
  const waiting = dueRecordings(db, now(), MAX_REFRESHED).filter(
    (recording) => recording.path === null || recording.missing_since !== null,
  );
  const ids = waiting.flatMap(({ recording_id: id }) => recordingLogId(id) ?? []);
  if (ids.length === 0) return;
  const rows = await readRecordings(database, ids);
  const deletions = await readDeletions(database, ids);
  const update = db.prepare(`
    UPDATE recording
       SET source_ref = :sourceRef, agent_user = coalesce(:agentUser, agent_user),
           expected_sec = coalesce(:expectedSec, expected_sec), updated_at = :now
     WHERE recording_id = :id AND state IN ('found', 'waiting_file')
       AND (source_ref <> :sourceRef OR agent_user IS NOT coalesce(:agentUser, agent_user)
            OR expected_sec IS NOT coalesce(:expectedSec, expected_sec))
  `);
  inTransaction(db, () => {
    for (const recording of waiting) {
      const { recording_id: id, source_ref: before } = recording;
      const row = rows.get(recordingLogId(id) ?? 0);
      const { start_epoch: startEpoch } = recordingRefSchema.parse(JSON.parse(before));
      // Without a row, or with another recording's under the same number, the file is looked for as it was known.
      if (row === undefined || !isDated(row) || row.start_epoch !== startEpoch) continue;
      if (deletions.has(row.recording_id)) {
        loseRecording(db, id, "ViciDial is to delete it, as its lead was deleted.", now());
        continue;
      }
      const sourceRef = JSON.stringify(refOf(row, timeZone));
      const known = { agentUser: agentOf(row), expectedSec: expectedSecOf(row) };
      update.run({ id, sourceRef, ...known, now: now() });
    }
  });
}
