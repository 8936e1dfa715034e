import * as z from "zod";

import { removedCountsSchema, type ForgottenRecording } from "#shared/contracts/forget.ts";

import type { Database } from "../db/client.ts";

const FORGOTTEN = `
  SELECT f.recording_id AS recordingId, f.forgotten_at AS forgottenAt, f.removed
  FROM json_each(?2) AS asked
  CROSS JOIN forgotten_call AS f ON f.site_id = ?1 AND f.recording_id = asked.value
  ORDER BY asked.key`;

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
