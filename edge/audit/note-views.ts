import type { Context } from "hono";

import type { AppContext } from "../app-context.ts";
import { actorOf } from "../auth/principal.ts";
import type { CallRecord } from "../qa-api/call-record.repository.ts";
import { noteTranscriptViews, type ViewPlace } from "./transcript-views.repository.ts";

/** Notes that whoever asks reads the words of these calls, as far as there still are any. */
export function noteViews(
  c: Context<AppContext>,
  place: ViewPlace,
  calls: readonly CallRecord[],
): Promise<void> {
  return noteReading(
    c,
    place,
    calls.filter(hasWords).map(({ recordingId }) => recordingId),
  );
}

/** The same, of calls whose words are known to be there. */
export function noteReading(
  c: Context<AppContext>,
  place: ViewPlace,
  recordingIds: readonly string[],
): Promise<void> {
  const by = { actor: actorOf(c.var.principal), nowMs: c.var.now(), place };
  return noteTranscriptViews(c.var.db, c.var.site.id, by, recordingIds);
}

/** The transcript, or quotes of it in a score or in an opinion. */
function hasWords({ transcript, score, job }: CallRecord): boolean {
  return (
    (transcript !== null && transcript.segments.length > 0) ||
    (score !== null && score.summary !== "") ||
    (job !== null && job.opinions.length > 0)
  );
}
