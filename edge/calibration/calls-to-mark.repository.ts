import * as z from "zod";

import type { Database } from "../db/client.ts";

const rowSchema = z.object({ recordingId: z.string(), roundId: z.string(), roundName: z.string() });

/** Calls that somebody is to mark in an open round and has not yet, by recording id, each with its round. */
export type CallsToMark = ReadonlyMap<string, { roundId: string; roundName: string }>;

/** One row read for each round of the site, three for each call of the open ones that this person marks. */
export async function readCallsToMark(
  db: Database,
  siteId: string,
  personId: string,
): Promise<CallsToMark> {
  const { results } = await db.$client
    .prepare(
      `SELECT c.recording_id AS recordingId, r.id AS roundId, r.name AS roundName
       FROM calibration_round AS r
       CROSS JOIN calibration_rater AS a ON a.round_id = r.id AND a.person_id = ?2 AND a.marked < r.calls
       CROSS JOIN calibration_call AS c ON c.round_id = r.id
       WHERE r.site_id = ?1 AND r.state = 'open'
         AND NOT EXISTS (SELECT 1 FROM calibration_mark AS m
                         WHERE m.round_id = r.id AND m.person_id = ?2 AND m.recording_id = c.recording_id)`,
    )
    .bind(siteId, personId)
    .all();
  const rows = z.array(rowSchema).parse(results);
  return new Map(
    rows.map(({ recordingId, roundId, roundName }) => [recordingId, { roundId, roundName }]),
  );
}
