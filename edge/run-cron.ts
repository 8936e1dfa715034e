import { forgetHourly, PLAN_STATEMENTS, planMessages } from "./alerts/plan-messages.ts";
import { AUDIO_STATEMENTS, removeOldAudio } from "./audio/remove-audio.usecase.ts";
import { CLEARING_STATEMENTS, clearExpired } from "./auth/sessions.repository.ts";
import { openDatabase } from "./db/client.ts";
import { countStatements } from "./db/count-statements.ts";
import type { Env } from "./env.ts";
import { logEvent, logUnexpected } from "./errors/log-event.ts";
import { AUDIT_RETENTION_STATEMENTS, removeOldAudit } from "./retention/old-audit.repository.ts";
import {
  removeOldScores,
  SCORE_RETENTION_STATEMENTS,
} from "./retention/remove-old-scores.usecase.ts";
import { removeOldTexts, RETENTION_STATEMENTS } from "./retention/remove-old-texts.usecase.ts";
import { sampleForReview, SAMPLING_STATEMENTS } from "./reviews/sample-calls.ts";
import { SETUP_STATEMENTS } from "./scoring/scoring-setup.repository.ts";
import { cronTick, startTick } from "./scoring/start-tick.ts";
import type { TickReport } from "./scoring/work-through.ts";
import { SEND_STATEMENTS, sendDue, type SendReport } from "./sending/send-due.ts";
import { workerSending } from "./sending/worker-sending.ts";
import { countTrackers, TRACKER_STATEMENTS } from "./trackers/count-trackers.usecase.ts";
import { STATEMENTS, workersPlan } from "./workers-plan.ts";

export type CronReport = TickReport & {
  textsRemoved: number;
  /** Calls that lost their scores. */
  scoresRemoved: number;
  /** Calls whose sound was deleted. */
  audioRemoved: number;
  putUpForReview: number;
  /** Transcripts that topic trackers looked through. */
  transcriptsCounted: number;
  /** Sessions and sign-in links that had run out. */
  signInsCleared: number;
  messagesPlanned: number;
  messages: SendReport;
};

/** Of each kind: a day has 1,440 ticks. */
const CLEARED_AT_ONCE = 100;
/**
 * On the free plan, looking after a dozen sites leaves room for the removal of scores or for what else is removed, and not for
 * both: every other hour it comes first, and within the hour each site has its minute.
 */
const TURN_MS = 60 * 60_000;

/**
 * What happens every minute: messages that are due are planned, calls are scored; where that left enough of the invocation's
 * statements, old texts, sound and scores are removed, once a day and site calls are put up for review, topic trackers count, and
 * what has run out of sessions and sign-in links is forgotten. Last, messages are sent, also when scoring broke off: that may be
 * what they are about. `nowMs` is the time by which texts are old and messages due, `random` draws the calls.
 */
export async function runCron(
  env: Env,
  nowMs = Date.now(),
  random: () => number = Math.random,
): Promise<CronReport> {
  const { binding, statementsUsed } = countStatements(env.DB);
  const counted = { ...env, DB: binding };
  const db = openDatabase(binding);
  const onPlan = workersPlan(env);
  const { scoring, all } = STATEMENTS[onPlan];
  const hasRoomFor = (statements: number, most = scoring) => statementsUsed() + statements <= most;
  const plan = async (most: number) => {
    try {
      return await planMessages(db, counted, nowMs, (statements) => hasRoomFor(statements, most));
    } catch (thrown) {
      logUnexpected("planning_failed", thrown);
      return 0;
    }
  };
  const startedAtMs = Date.now();
  const send = async (): Promise<SendReport> => {
    const now = () => nowMs + Date.now() - startedAtMs;
    try {
      const report = await sendDue(db, workerSending(env, now));
      if (Object.values(report).some((count) => count > 0)) logEvent("messages", report);
      return report;
    } catch (thrown) {
      logUnexpected("sending_failed", thrown);
      return { sent: 0, failed: 0, toTryAgain: 0 };
    }
  };
  const work = async (): Promise<Omit<CronReport, "messages">> => {
    const planned = await plan(PLAN_STATEMENTS);
    // Sending has its share, whatever else there is to do.
    const left = all - SEND_STATEMENTS - statementsUsed() - SETUP_STATEMENTS;
    const tick = cronTick(onPlan);
    const report = await startTick(counted, {
      ...tick,
      statements: Math.min(tick.statements, left),
    });
    const removeScores = async () =>
      hasRoomFor(SCORE_RETENTION_STATEMENTS) ? removeOldScores(db, nowMs) : 0;
    const scoresComeFirst = Math.floor(nowMs / TURN_MS) % 2 === 0;
    const removedFirst = scoresComeFirst ? await removeScores() : 0;
    const textsRemoved = hasRoomFor(RETENTION_STATEMENTS) ? await removeOldTexts(db, nowMs) : 0;
    if (textsRemoved > 0) logEvent("texts_removed", { texts: textsRemoved });
    if (hasRoomFor(AUDIT_RETENTION_STATEMENTS)) await removeOldAudit(db, nowMs);
    const audioRemoved = hasRoomFor(AUDIO_STATEMENTS) ? await removeOldAudio(db, env, nowMs) : 0;
    if (audioRemoved > 0) logEvent("audio_removed", { calls: audioRemoved });
    const scoresRemoved = scoresComeFirst ? removedFirst : await removeScores();
    if (scoresRemoved > 0) logEvent("scores_removed", { calls: scoresRemoved });
    const putUpForReview = hasRoomFor(SAMPLING_STATEMENTS)
      ? await sampleForReview(db, nowMs, random)
      : 0;
    if (putUpForReview > 0) logEvent("put_up_for_review", { calls: putUpForReview });
    const transcriptsCounted = hasRoomFor(TRACKER_STATEMENTS) ? await countTrackers(db, nowMs) : 0;
    const signInsCleared = hasRoomFor(CLEARING_STATEMENTS)
      ? await clearExpired(db, nowMs, CLEARED_AT_ONCE)
      : 0;
    // What was scored just now may have failed automatically, and there may be room for more sites.
    const messagesPlanned = planned + (await plan(scoring));
    await forgetHourly(db, nowMs, hasRoomFor);
    const removed = { textsRemoved, audioRemoved, scoresRemoved };
    const done = { putUpForReview, transcriptsCounted, signInsCleared, messagesPlanned };
    return { ...report, ...removed, ...done };
  };
  let messages: SendReport;
  let report: Omit<CronReport, "messages">;
  try {
    report = await work();
  } finally {
    messages = await send();
  }
  return { ...report, messages };
}
