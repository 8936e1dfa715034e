import * as z from "zod";

import type { Database } from "../db/client.ts";
import { finalCalls } from "./final-calls.ts";

const idsSchema = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.array(z.string()))
  .transform((ids) => new Set(ids));
const rowSchema = z.object({ keptFrom: z.string(), forgotten: idsSchema, final: idsSchema });

export type Refusals = {
  /** Those of the recordings whose caller's data was deleted. */
  forgotten: Set<string>;
  /** Scores of days before this local date were removed; '' where none were. */
  keptFrom: string;
  /** Those of the recordings that stay with such a day, whatever day they are said to be of now. */
  final: Set<string>;
};

/** What a site does not take in: a look-up in a primary key for each recording, two where scores were removed, and the site's row. */
export async function readRefusals(
  db: Database,
  siteId: string,
  recordingIds: readonly string[],
): Promise<Refusals> {
  const row = await db.$client
    .prepare(
      `SELECT scores_kept_from AS keptFrom, (
         SELECT json_group_array(f.recording_id)
         FROM json_each(?2) AS asked
         CROSS JOIN forgotten_call AS f ON f.site_id = ?1 AND f.recording_id = asked.value) AS forgotten,
         (SELECT json_group_array(recording_id) FROM (${finalCalls("asked.value")})) AS final
       FROM site WHERE id = ?1`,
    )
    .bind(siteId, JSON.stringify(recordingIds))
    .first();
  return rowSchema.parse(row);
}
