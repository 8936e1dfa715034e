import type { Receipt } from "#shared/contracts/receipts.ts";

import type { Database } from "../db/client.ts";

/** A look-up in the primary key for each id that is asked for; the join is CROSS so that it cannot be turned round. */
const STORED_TRANSCRIPTS = `
  SELECT t.recording_id, t.word_count
  FROM json_each(?2) AS asked
  CROSS JOIN transcript AS t ON t.site_id = ?1 AND t.recording_id = asked.value
  ORDER BY asked.key, t.version`;

/** The transcripts that a site has of the given recordings, every version; each id occurs once in `recordingIds`. */
export async function readReceipts(
  db: Database,
  siteId: string,
  recordingIds: readonly string[],
): Promise<Receipt[]> {
  const { results } = await db.$client
    .prepare(STORED_TRANSCRIPTS)
    .bind(siteId, JSON.stringify(recordingIds))
    .all<Receipt>();
  return results;
}
