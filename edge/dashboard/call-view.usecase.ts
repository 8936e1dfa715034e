import type { ProcessingStatus } from "#shared/contracts/qa-api.ts";

import type { Database } from "../db/client.ts";
import { statusReason } from "../qa-api/call-answer.usecase.ts";
import { readCallRecord, type CallRecord } from "../qa-api/call-record.repository.ts";
import { processingStatus } from "../qa-api/processing-status.ts";
import { readReviews, type StoredReview } from "../reviews/review.repository.ts";
import { transcriptLines, type TranscriptLine } from "./transcript-lines.ts";

export type CallView = {
  call: CallRecord;
  status: ProcessingStatus;
  statusReason: string | null;
  needsPerson: boolean;
  lines: TranscriptLine[];
  reviews: StoredReview[];
};

/** One call as its page shows it; null when the site has none by this id. */
export async function viewCall(db: Database, siteId: string, id: string): Promise<CallView | null> {
  const call = await readCallRecord(db, siteId, id);
  if (call === null) return null;
  const reviews = await readReviews(db, siteId, call.recordingId);
  return {
    call,
    status: processingStatus({
      agentState: call.agentState,
      jobState: call.job?.state ?? null,
      hasScore: call.score !== null,
    }),
    statusReason: statusReason(call),
    needsPerson: call.job?.state === "needs_human",
    reviews,
    lines: transcriptLines(call.transcript?.segments ?? [], call.score),
  };
}
