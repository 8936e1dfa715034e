import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

const withTextSchema = z.object({ recording_id: z.string() });
const withoutTextSchema = z.object({ recording_id: z.string(), uniqueid: z.string() });

/** Of the calls filled in: one with the longest of some transcripts, and one whose text was removed. */
export function knownCalls(sqlite: DatabaseSync) {
  const withText = sqlite
    .prepare(
      `SELECT recording_id FROM (
         SELECT * FROM transcript WHERE rowid > (SELECT texts_removed_to FROM site) LIMIT 200)
       ORDER BY length(segments) DESC LIMIT 1`,
    )
    .get();
  const withoutText = sqlite
    .prepare(
      `SELECT c.recording_id, c.uniqueid
       FROM (SELECT * FROM transcript ORDER BY rowid LIMIT 1) AS t
       JOIN call AS c ON c.site_id = t.site_id AND c.recording_id = t.recording_id`,
    )
    .get();
  const old = withoutTextSchema.parse(withoutText);
  return {
    withText: withTextSchema.parse(withText).recording_id,
    withoutText: old.recording_id,
    uniqueid: old.uniqueid,
  };
}
