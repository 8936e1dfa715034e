import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

export type StorageMeasured = {
  databaseBytes: number;
  /** What stays of a call for ever: score, reasons, quotes, rollups and indexes. */
  keptBytesPerCall: number;
  /** Transcript and the judge's raw answer, which are removed in the end. */
  textBytesPerCall: number;
};

const sizesSchema = z.object({
  pages: z.int(),
  page_bytes: z.int(),
  texts: z.int(),
  text_bytes: z.int(),
  calls: z.int(),
});

/** How much of the database a scored call takes. Calls that are not scored are in it, as many as there are to each scored one. */
export function measureStorage(sqlite: DatabaseSync): StorageMeasured {
  const sizes = sizesSchema.parse(
    sqlite
      .prepare(
        `WITH kept AS (
           SELECT octet_length(t.segments) + octet_length(s.raw_answer) AS bytes
           FROM transcript AS t
           JOIN score AS s ON s.site_id = t.site_id AND s.recording_id = t.recording_id
           WHERE t.rowid > (SELECT texts_removed_to FROM site))
         SELECT (SELECT page_count FROM pragma_page_count) AS pages,
                (SELECT page_size FROM pragma_page_size) AS page_bytes,
                (SELECT scored_calls FROM daily_stat
                 WHERE agent_user = '' AND campaign_id = '' AND local_date = '') AS calls,
                (SELECT count(*) FROM kept) AS texts,
                (SELECT sum(bytes) FROM kept) AS text_bytes`,
      )
      .get(),
  );
  const databaseBytes = sizes.pages * sizes.page_bytes;
  return {
    databaseBytes,
    keptBytesPerCall: (databaseBytes - sizes.text_bytes) / sizes.calls,
    textBytesPerCall: sizes.text_bytes / sizes.texts,
  };
}
