import * as z from "zod";

import {
  MAX_FORGOTTEN_PER_PAGE,
  removedCountsSchema,
  type ForgottenPage,
  type ForgottenRecording,
} from "#shared/contracts/forget.ts";

import type { Database } from "../db/client.ts";

const FORGOTTEN = `
  SELECT f.recording_id AS recordingId, f.forgotten_at AS forgottenAt, f.removed
  FROM json_each(?2) AS asked
  CROSS JOIN forgotten_call AS f ON f.site_id = ?1 AND f.recording_id = asked.value
  ORDER BY asked.key`;

/** A page of a site's tombstones after a recording, by id: a range of the primary key. */
export async function readForgottenPage(
  db: Database,
  siteId: string,
  after: string,
): Promise<ForgottenPage> {
  const { results } = await db.$client
    .prepare(
      "SELECT recording_id AS recordingId FROM forgotten_call WHERE site_id = ? AND recording_id > ? ORDER BY recording_id LIMIT ?",
    )
    .bind(siteId, after, MAX_FORGOTTEN_PER_PAGE + 1)
    .all<{ recordingId: string }>();
  return {
    recording_ids: results.slice(0, MAX_FORGOTTEN_PER_PAGE).map(({ recordingId }) => recordingId),
    more: results.length > MAX_FORGOTTEN_PER_PAGE,
  };
}

/** The statement that reads tombstones; `parseForgotten` reads its rows. */
export function forgottenStatement(
  db: Database,
  siteId: string,
  recordingIds: readonly string[],
): D1PreparedStatement {
  return db.$client.prepare(FORGOTTEN).bind(siteId, JSON.stringify(recordingIds));
}

const rowsSchema = z.array(
  z.object({
    recordingId: z.string(),
    forgottenAt: z.number(),
    removed: z
      .string()
      .transform((text): unknown => JSON.parse(text))
      .pipe(removedCountsSchema),
  }),
);

export function parseForgotten(rows: unknown): ForgottenRecording[] {
  return rowsSchema.parse(rows).map(({ recordingId, forgottenAt, removed }) => ({
    recording_id: recordingId,
    forgotten_at: new Date(forgottenAt).toISOString(),
    removed,
  }));
}
