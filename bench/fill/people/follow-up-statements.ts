import type { DatabaseSync } from "node:sqlite";

import type { Verdict } from "#shared/contracts/reviews.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { localDateAt } from "#shared/time/site-time.ts";

import { SITE } from "../../bench-site.ts";
import type { DrawnCall } from "../draw-day.ts";

export type FilledReview = {
  id: string;
  cause: "review" | "dispute";
  reviewer: string;
  /** JSON, as the two after it. */
  marks: string;
  comments: string;
  total: number | null;
  flagged: 0 | 1;
  flagReason: string | null;
  verdict: Verdict | null;
  isBlind: 0 | 1;
  /** Epoch milliseconds. */
  at: number;
};

/** The statements by which what people say of calls is filled in; the same that the product's own come to. */
export function followUpStatements(sqlite: DatabaseSync) {
  const sample = sqlite.prepare(
    `INSERT INTO review_item (site_id, recording_id, state, reasons, priority, agent_user, campaign_id, local_date, total, created_at)
     VALUES (?1, ?2, 'open', json_object('sample', ?8), ?3, ?4, ?5, ?6, ?7, ?8)
     ON CONFLICT (site_id, recording_id) DO UPDATE SET
       reasons = json_patch(excluded.reasons, review_item.reasons), priority = max(review_item.priority, excluded.priority)
     WHERE review_item.state = 'open'`,
  );
  const outdate = sqlite.prepare(
    "UPDATE review SET is_current = 0 WHERE site_id = ? AND recording_id = ? AND is_current = 1",
  );
  const review = sqlite.prepare(
    `INSERT INTO review (id, site_id, recording_id, is_current, score_version, scorecard_id, scorecard_version, reviewer_id, cause,
       marks, comments, auto_fails, total, flagged, flag_reason, comment, is_blind, agent_user, campaign_id, local_date, created_at,
       verdict)
     VALUES (?, ?, ?, 1, 1, ?, ?, ?, ?, ?, ?, '[]', ?, ?, ?, '', ?, ?, ?, ?, ?, ?)`,
  );
  const looked = sqlite.prepare(
    `UPDATE review_item SET state = 'done', done_at = ?3, claimed_by = NULL, claimed_until = NULL
     WHERE site_id = ?1 AND recording_id = ?2 AND state = 'open'`,
  );
  const acknowledge = sqlite.prepare(
    "INSERT INTO score_acknowledgement (site_id, recording_id, score_version, review_id, person_id, at) VALUES (?, ?, 1, ?, ?, ?)",
  );
  const openDispute = sqlite.prepare(
    `INSERT INTO dispute (id, site_id, recording_id, score_version, review_id, agent_user, opened_by, opened_at, reasons, comment, state)
     VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, '', 'open')`,
  );
  const endDispute = sqlite.prepare(
    "UPDATE dispute SET state = ?2, decided_by = ?3, decided_at = ?4, answer = ?5, answer_review_id = ?6, answers = ?7 WHERE id = ?1",
  );
  const audit = sqlite.prepare(
    "INSERT INTO audit_event (id, site_id, at, actor, action, detail) VALUES (?, ?, ?, ?, ?, ?)",
  );
  return {
    sample: (
      { recordingId, agent, campaignId, localDate, template }: DrawnCall,
      priority: number,
      at: number,
    ) =>
      sample.run(
        SITE.id,
        recordingId,
        priority,
        agent.user,
        campaignId,
        localDate,
        template?.total ?? null,
        at,
      ),
    review: ({ recordingId, agent, campaignId, localDate }: DrawnCall, row: FilledReview) => {
      const { id, version } = defaultScorecard;
      outdate.run(SITE.id, recordingId);
      review.run(
        row.id,
        SITE.id,
        recordingId,
        id,
        version,
        row.reviewer,
        row.cause,
        row.marks,
        row.comments,
        row.total,
        row.flagged,
        row.flagReason,
        row.isBlind,
        agent.user,
        campaignId,
        localDate,
        row.at,
        row.verdict,
      );
      looked.run(SITE.id, recordingId, row.at);
    },
    acknowledge: (recordingId: string, reviewId: string, personId: string, at: number) =>
      acknowledge.run(SITE.id, recordingId, reviewId, personId, at),
    openDispute: (
      id: string,
      recordingId: string,
      reviewId: string,
      agentUser: string,
      opener: string,
      at: number,
      reasons: string,
    ) => openDispute.run(id, SITE.id, recordingId, reviewId, agentUser, opener, at, reasons),
    endDispute: (
      id: string,
      state: "revised" | "declined" | "withdrawn",
      by: string,
      at: number,
      answer: string | null,
      answerReviewId: string | null,
      answers: string | null,
    ) => endDispute.run(id, state, by, at, answer, answerReviewId, answers),
    audit: (
      id: string,
      siteId: string,
      at: number,
      actor: string,
      action: string,
      detail: string,
    ) => audit.run(id, siteId, at, actor, action, detail),
  };
}

/** Coaching tasks, their clips and their steps. Times are epoch milliseconds. */
export function coachingStatements(sqlite: DatabaseSync) {
  const make = sqlite.prepare(
    `INSERT INTO coaching_task (id, site_id, agent_user, title, text, created_by, coach_id, due_date, state, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?)`,
  );
  const addClip = sqlite.prepare(
    `INSERT INTO coaching_clip (task_id, place, site_id, recording_id, transcript_version, from_segment, to_segment, from_sec, to_sec,
       criterion_id, note, created_at)
     VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, '', ?)`,
  );
  const acknowledge = sqlite.prepare(
    "UPDATE coaching_task SET state = 'acknowledged', acknowledged_at = ?2 WHERE id = ?1",
  );
  const finish = sqlite.prepare(
    "UPDATE coaching_task SET state = 'done', agent_note = ?2, done_at = ?3 WHERE id = ?1",
  );
  const cancel = sqlite.prepare(
    "UPDATE coaching_task SET state = 'cancelled', cancelled_at = ?2 WHERE id = ?1",
  );
  return {
    make: (
      id: string,
      agentUser: string,
      title: string,
      text: string,
      maker: string,
      coach: string,
      dueMs: number,
      at: number,
    ) =>
      make.run(
        id,
        SITE.id,
        agentUser,
        title,
        text,
        maker,
        coach,
        localDateAt(dueMs, SITE.timeZone),
        at,
      ),
    addClip: (
      taskId: string,
      place: number,
      recordingId: string,
      fromSegment: number,
      toSegment: number,
      fromSec: number,
      toSec: number,
      criterionId: string | null,
      at: number,
    ) =>
      addClip.run(
        taskId,
        place,
        SITE.id,
        recordingId,
        fromSegment,
        toSegment,
        fromSec,
        toSec,
        criterionId,
        at,
      ),
    acknowledge: (id: string, at: number): void => void acknowledge.run(id, at),
    finish: (id: string, note: string, at: number): void => void finish.run(id, note, at),
    cancel: (id: string, at: number): void => void cancel.run(id, at),
  };
}
