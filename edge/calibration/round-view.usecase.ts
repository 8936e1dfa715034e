import { transcriptLines, type TranscriptLine } from "../dashboard/transcript-lines.ts";
import type { Database } from "../db/client.ts";
import { maskCall } from "../masking/mask-call.ts";
import { readCallRecord, type CallRecord } from "../qa-api/call-record.repository.ts";
import { readDecisions, readMarks, type Decision, type RaterMark } from "./marks.repository.ts";
import { maskSaid } from "./mask-said.ts";
import { roundAgreement, type RoundAgreement } from "./round-agreement.ts";
import {
  readJudged,
  readRoundCalls,
  type JudgedCall,
  type RoundCall,
} from "./round-calls.repository.ts";
import type { Round } from "./rounds.repository.ts";

/** Of the decision log, the newest. */
const MOST_DECISIONS = 200;

/** What everybody said, once whoever looks may see it. */
export type Said = { marks: RaterMark[]; judged: JudgedCall[]; decisions: Decision[] };

export type RoundView = {
  round: Round;
  calls: RoundCall[];
  isRater: boolean;
  /** What whoever looks has said so far. */
  own: RaterMark[];
  /** The first call they have not marked yet, while the round is open. */
  next: string | null;
  /** Null while the round is open. */
  report: (Said & { agreement: RoundAgreement }) | null;
};

/** A round as its page shows it: progress while it is open, everything once it is closed. With `masks` telephone numbers are hidden. */
export async function viewRound(
  db: Database,
  siteId: string,
  round: Round,
  personId: string,
  masks: boolean,
): Promise<RoundView> {
  const isRater = round.raters.some((rater) => rater.personId === personId);
  if (round.state === "closed") {
    const [calls, marks, judged, decisions] = await Promise.all([
      readRoundCalls(db, siteId, round.id),
      readMarks(db, round.id),
      readJudged(db, siteId, round.id),
      readDecisions(db, round.id, MOST_DECISIONS),
    ]);
    const agreement = roundAgreement(round, marks, judged);
    const own = marks.filter((mark) => mark.personId === personId);
    const report = { marks, judged, decisions, agreement };
    return {
      round,
      calls,
      isRater,
      own,
      next: null,
      report: masks ? maskSaid(report) : report,
    };
  }
  const [calls, own] = await Promise.all([
    readRoundCalls(db, siteId, round.id),
    isRater ? readMarks(db, round.id, { personId }) : [],
  ]);
  return { round, calls, isRater, own, next: nextOf(calls, own, isRater), report: null };
}

export type RoundCallView = {
  round: Round;
  call: CallRecord;
  /** From 1. */
  position: number;
  lines: TranscriptLine[];
  isRater: boolean;
  /**
   * Null until whoever looks has marked the call, or the round is closed. Until then what others and the judge said is not
   * even read.
   */
  said: Said | null;
  next: string | null;
};

/** A call of a round as whoever looks may see it; null when it is none of the round. */
export async function viewRoundCall(
  db: Database,
  siteId: string,
  round: Round,
  recordingId: string,
  personId: string,
  masks: boolean,
): Promise<RoundCallView | null> {
  const isRater = round.raters.some((rater) => rater.personId === personId);
  const [calls, own, stored] = await Promise.all([
    readRoundCalls(db, siteId, round.id),
    readMarks(db, round.id, { personId }),
    readCallRecord(db, siteId, recordingId),
  ]);
  const inRound = calls.find((one) => one.recordingId === recordingId);
  if (inRound === undefined || stored === null) return null;
  const call = masks ? maskCall(stored) : stored;
  const maySee = round.state === "closed" || own.some((mark) => mark.recordingId === recordingId);
  const said = maySee ? await readSaid(db, siteId, round.id, recordingId) : null;
  return {
    round,
    call,
    position: inRound.position,
    // Without the judge's quotes, and without what they took for an attempt to sway them.
    lines: transcriptLines(call.transcript?.segments ?? [], null),
    isRater,
    said: said !== null && masks ? maskSaid(said) : said,
    next: round.state === "closed" ? null : nextOf(calls, own, isRater),
  };
}

async function readSaid(
  db: Database,
  siteId: string,
  roundId: string,
  recordingId: string,
): Promise<Said> {
  const [marks, judged, decisions] = await Promise.all([
    readMarks(db, roundId, { recordingId }),
    readJudged(db, siteId, roundId, recordingId),
    readDecisions(db, roundId, MOST_DECISIONS, recordingId),
  ]);
  return { marks, judged, decisions };
}

function nextOf(
  calls: readonly RoundCall[],
  own: readonly RaterMark[],
  isRater: boolean,
): string | null {
  if (!isRater) return null;
  const done = new Set(own.map(({ recordingId }) => recordingId));
  return calls.find(({ recordingId }) => !done.has(recordingId))?.recordingId ?? null;
}
