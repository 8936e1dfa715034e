import type { CallAnswer } from "#shared/contracts/qa-api.ts";

import type { Database } from "../../db/client.ts";
import { readCurrentReview } from "../../reviews/review.repository.ts";
import { toAnswer } from "../call-answer.ts";
import { readCallRecord } from "../call-record.repository.ts";

/** What the API would tell of a call to whoever may see everything of it, without a note that it was read; null when there is none. */
export async function storedAnswer(
  db: Database,
  siteId: string,
  id: string,
): Promise<CallAnswer | null> {
  const call = await readCallRecord(db, siteId, id);
  return call && toAnswer(call, await readCurrentReview(db, siteId, call.recordingId));
}
