import type { AudioUnavailableCode } from "#shared/contracts/audio.ts";
import type { ProcessingStatus } from "#shared/contracts/qa-api.ts";
import { recordingUrl } from "#shared/contracts/recording-url.ts";

import {
  readCallSurroundings,
  type CallSound,
  type RecordingTemplates,
  type ScoreVersion,
} from "../call-page/call-surroundings.repository.ts";
import type { RecordingLinks } from "../call-page/player.tsx";
import type { Database } from "../db/client.ts";
import { maskCall, maskComments } from "../masking/mask-call.ts";
import { statusOfRecord, statusReason } from "../qa-api/call-answer.ts";
import { readCallRecord, type CallRecord } from "../qa-api/call-record.repository.ts";
import type { CallCard } from "../reviews/card-of-call.ts";
import { readReviews, type StoredReview } from "../reviews/review.repository.ts";
import { transcriptLines, type TranscriptLine } from "./transcript-lines.ts";

export type CallView = {
  /** With the score that is shown: the current one, or an older one that was asked for. */
  call: CallRecord;
  /** What the shown score was made by, or what the call is to be judged by. */
  card: CallCard;
  versions: ScoreVersion[];
  recording: RecordingLinks;
  /** Its sound as it lies here, silent in places; null where none does. */
  sound: CallSound | null;
  /** Why sound that was wanted did not come; null where nobody said so. */
  noSoundBecause: AudioUnavailableCode | null;
  status: ProcessingStatus;
  statusReason: string | null;
  needsPerson: boolean;
  lines: TranscriptLine[];
  reviews: StoredReview[];
};

/**
 * One call as its page shows it; null when the site has none by this id. A `scoreVersion` that the call does not have is as if
 * none had been asked for. With `masks` telephone numbers are hidden.
 */
export async function viewCall(
  db: Database,
  siteId: string,
  id: string,
  nowMs: number,
  scoreVersion: number | null,
  masks: boolean,
): Promise<CallView | null> {
  const asked = await readCallRecord(db, siteId, id, scoreVersion);
  const stored =
    asked !== null && asked.score === null && scoreVersion !== null
      ? await readCallRecord(db, siteId, id)
      : asked;
  if (stored === null) return null;
  const call = masks ? maskCall(stored) : stored;
  const [reviews, { card, versions, templates, sound, noSoundBecause }] = await Promise.all([
    readReviews(db, siteId, call.recordingId),
    readCallSurroundings(db, siteId, call, nowMs),
  ]);
  return {
    call,
    card,
    versions,
    recording: recordingLinks(templates, call, sound),
    sound,
    noSoundBecause,
    status: statusOfRecord(call),
    statusReason: statusReason(call),
    needsPerson: call.job?.state === "needs_human",
    reviews: masks ? reviews.map(maskComments) : reviews,
    lines: transcriptLines(
      call.transcript?.segments ?? [],
      call.score,
      call.transcript?.leftOut ?? [],
    ),
  };
}

/** What lies here is played from anywhere; the office's server is second. */
function recordingLinks(
  templates: RecordingTemplates,
  call: CallRecord,
  sound: CallSound | null,
): RecordingLinks {
  const parts = { recording_id: call.recordingId, uniqueid: call.uniqueid, date: call.localDate };
  return {
    audioUrl:
      sound === null
        ? recordingUrl(templates.audioUrl, parts)
        : `/calls/${encodeURIComponent(call.recordingId)}/audio`,
    vicidialUrl: recordingUrl(templates.vicidialUrl, parts),
  };
}
