import { AUDIO_STATEMENTS, removeOldAudio } from "./audio/remove-audio.usecase.ts";
import { CLEARING_STATEMENTS, clearExpired } from "./auth/sessions.repository.ts";
import { openDatabase } from "./db/client.ts";
import { countStatements } from "./db/count-statements.ts";
import type { Env } from "./env.ts";
import { logEvent } from "./errors/log-event.ts";
import { removeOldTexts, RETENTION_STATEMENTS } from "./retention/remove-old-texts.usecase.ts";
import { sampleForReview, SAMPLING_STATEMENTS } from "./reviews/sample-calls.ts";
import { CRON_TICK, MAX_STATEMENTS, startTick } from "./scoring/start-tick.ts";
import type { TickReport } from "./scoring/work-through.ts";
import { countTrackers, TRACKER_STATEMENTS } from "./trackers/count-trackers.usecase.ts";

export type CronReport = TickReport & {
  textsRemoved: number;
  /** Calls whose sound was deleted. */
  audioRemoved: number;
  putUpForReview: number;
  /** Transcripts that topic trackers looked through. */
  transcriptsCounted: number;
  /** Sessions and sign-in links that had run out. */
  signInsCleared: number;
};

/** Of each kind: a day has 1,440 ticks. */
const CLEARED_AT_ONCE = 100;

/**
 * What happens every minute: calls are scored; where that left enough of the invocation's statements, old texts and sound are
 * removed, and once a day and site calls are put up for review, topic trackers count, and what has run out of sessions and
 * sign-in links is forgotten. `nowMs` is the time by which texts are old,
 * `random` draws the calls.
 */
export async function runCron(
  env: Env,
  nowMs = Date.now(),
  random: () => number = Math.random,
): Promise<CronReport> {
  const { binding, statementsUsed } = countStatements(env.DB);
  const report = await startTick({ ...env, DB: binding }, CRON_TICK);
  const db = openDatabase(binding);
  const hasRoomFor = (statements: number) => statementsUsed() + statements <= MAX_STATEMENTS;
  const textsRemoved = hasRoomFor(RETENTION_STATEMENTS) ? await removeOldTexts(db, nowMs) : 0;
  if (textsRemoved > 0) logEvent("texts_removed", { texts: textsRemoved });
  const audioRemoved = hasRoomFor(AUDIO_STATEMENTS) ? await removeOldAudio(db, env, nowMs) : 0;
  if (audioRemoved > 0) logEvent("audio_removed", { calls: audioRemoved });
  const putUpForReview = hasRoomFor(SAMPLING_STATEMENTS)
    ? await sampleForReview(db, nowMs, random)
    : 0;
  if (putUpForReview > 0) logEvent("put_up_for_review", { calls: putUpForReview });
  const transcriptsCounted = hasRoomFor(TRACKER_STATEMENTS) ? await countTrackers(db, nowMs) : 0;
  const signInsCleared = hasRoomFor(CLEARING_STATEMENTS)
    ? await clearExpired(db, nowMs, CLEARED_AT_ONCE)
    : 0;
  return {
    ...report,
    textsRemoved,
    audioRemoved,
    putUpForReview,
    transcriptsCounted,
    signInsCleared,
  };
}
