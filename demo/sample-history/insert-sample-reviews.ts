import * as z from "zod";

import { markSchema } from "#shared/scoring/score-call.ts";

import { RECOUNT_ROLLUPS } from "../../edge/scoring/rollups/recount-rollups.ts";
import type { SampleHistory } from "./history-rows.ts";
import type { BulkDatabase } from "./insert-sample-history.ts";
import { personsMarks } from "./persons-marks.ts";
import { seededRandom } from "./seeded-random.ts";

/** Of the scored calls; of the flagged ones more, because they are what people look at first. */
const REVIEWED_SHARE = 0.05;
const REVIEWED_OF_FLAGGED = 0.5;
const REVIEWED_BLIND = 0.2;
const REVIEW_AFTER_MS = 4 * 3_600_000;
/** A reviewer of the invented company, who never signs in. */
const REVIEWER = { id: "sample-reviewer", name: "Sample reviewer" };

const criteriaSchema = z.array(z.object({ id: z.string(), mark: markSchema }));

/**
 * Adds what a person made of some calls of a history that is stored already, and takes these out of the review queue. The same seed
 * gives the same reviews. Answers how many there are.
 */
export async function insertSampleReviews(
  db: BulkDatabase,
  siteId: string,
  history: SampleHistory,
  seed: number,
): Promise<number> {
  const random = seededRandom(seed);
  const reviews = history.scores.flatMap((score) => {
    // A person would hear an auto-fail; what these reviews say of them is not drawn.
    const isLookedAt = random.chance(score.flagged === 1 ? REVIEWED_OF_FLAGGED : REVIEWED_SHARE);
    if (!isLookedAt || score.auto_fails !== "[]") return [];
    const judged = criteriaSchema.parse(JSON.parse(score.criteria));
    const { marks, total, flagged, flagReason, verdict } = personsMarks(judged, random);
    return [
      {
        id: `review-${score.recording_id}`,
        recording_id: score.recording_id,
        scorecard_id: score.scorecard_id,
        scorecard_version: score.scorecard_version,
        marks: JSON.stringify(marks),
        total,
        flagged: flagged ? 1 : 0,
        flag_reason: flagReason,
        is_blind: random.chance(REVIEWED_BLIND) ? 1 : 0,
        agent_user: score.agent_user,
        campaign_id: score.campaign_id,
        local_date: score.local_date,
        created_at: score.created_at + REVIEW_AFTER_MS,
        verdict,
      },
    ];
  });
  const rows = JSON.stringify(reviews);
  const of = (name: string) => `value ->> '${name}'`;
  await db.batch([
    db
      .prepare(
        `INSERT INTO person (id, site_id, name, role, created_at) VALUES ('${REVIEWER.id}', ?1, '${REVIEWER.name}', 'reviewer', ?2)`,
      )
      .bind(siteId, Math.min(...reviews.map((review) => review.created_at))),
    db
      .prepare(
        `INSERT INTO review (id, site_id, recording_id, is_current, score_version, scorecard_id, scorecard_version, reviewer_id,
           cause, marks, comments, auto_fails, total, flagged, flag_reason, comment, is_blind, agent_user, campaign_id, local_date,
           created_at, verdict)
         SELECT ${of("id")}, ?1, ${of("recording_id")}, 1, 1, ${of("scorecard_id")}, ${of("scorecard_version")}, '${REVIEWER.id}',
           'review', ${of("marks")}, '{}', '[]', ${of("total")}, ${of("flagged")}, ${of("flag_reason")}, '', ${of("is_blind")},
           ${of("agent_user")}, ${of("campaign_id")}, ${of("local_date")}, ${of("created_at")}, ${of("verdict")}
         FROM json_each(?2)`,
      )
      .bind(siteId, rows),
    db
      .prepare(
        `UPDATE review_item SET state = 'done', done_at = (
           SELECT r.created_at FROM review AS r WHERE r.site_id = ?1 AND r.recording_id = review_item.recording_id)
         WHERE site_id = ?1 AND state = 'open' AND recording_id IN (SELECT ${of("recording_id")} FROM json_each(?2))`,
      )
      .bind(siteId, rows),
    ...RECOUNT_ROLLUPS.map((sql) => db.prepare(sql).bind(siteId)),
  ]);
  return reviews.length;
}
