import type { D1Database } from "@cloudflare/workers-types";
import * as z from "zod";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { type Mark, markSchema, scoreCall } from "#shared/scoring/score-call.ts";

import { verdictFor } from "../sample-history/verdict-for.ts";

/** As demo/prepare-site.ts names who opens the sign-in link. */
const ADMIN = "demo-admin";
const EXPERT = "quinn";
const RATERS = [
  { id: EXPERT, name: "Quinn Castellanos-Whittingham", role: "manager" },
  { id: "ravi", name: "Ravi Menon", role: "reviewer" },
  { id: "tess", name: "Tess O’Hara", role: "reviewer" },
] as const;
const CALLS = 24;
const REVIEWS = 60;
const DAY_MS = 86_400_000;

const scoreSchema = z.object({
  recordingId: z.string(),
  localDate: z.string(),
  agentUser: z.string(),
  campaignId: z.string(),
  criteria: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.array(z.object({ id: z.string(), mark: markSchema }))),
});
type Scored = z.infer<typeof scoreSchema>;

/**
 * Two calibration rounds of the lowest scored calls, `open` in which the admin has marked nothing that a test looks at, and
 * `closed` with everybody's marks and some decisions; and everyday reviews of other calls. The same every time.
 */
export async function seedCalibration(db: D1Database, siteId: string): Promise<void> {
  const { results } = await db
    .prepare(
      `SELECT recording_id AS recordingId, local_date AS localDate, agent_user AS agentUser, campaign_id AS campaignId, criteria FROM score
       WHERE site_id = ?1 AND is_current = 1 AND total IS NOT NULL ORDER BY flagged DESC, total, recording_id LIMIT ?2`,
    )
    .bind(siteId, CALLS + REVIEWS)
    .all();
  const scores = z.array(scoreSchema).parse(results);
  const [inRounds, reviewed] = [scores.slice(0, CALLS), scores.slice(CALLS)];
  const now = Date.now();
  const people = [ADMIN, ...RATERS.map(({ id }) => id)];
  await db.batch([
    ...RATERS.map(({ id, name, role }) =>
      db
        .prepare("INSERT INTO person (id, site_id, name, role, created_at) VALUES (?, ?, ?, ?, ?)")
        .bind(id, siteId, name, role, now),
    ),
    ...round(db, siteId, "open", "December: empathy and ownership", inRounds, now),
    ...round(db, siteId, "closed", "November", inRounds, now - 7 * DAY_MS),
    ...inRounds.flatMap((score, at) =>
      people.flatMap((person, who) => [
        mark(db, "closed", person, who, score, at, now),
        ...(person !== ADMIN && at < 5 * who
          ? [mark(db, "open", person, who, score, at, now)]
          : []),
      ]),
    ),
    ...["open", "closed"].flatMap((id) =>
      people.map((person) =>
        db
          .prepare(
            "INSERT INTO calibration_rater (round_id, person_id, marked) SELECT ?1, ?2, count(*) FROM calibration_mark WHERE round_id = ?1 AND person_id = ?2",
          )
          .bind(id, person),
      ),
    ),
    ...inRounds.slice(0, 2).map(({ recordingId }, at) =>
      db
        .prepare(
          `INSERT INTO calibration_decision (id, round_id, recording_id, criterion_id, mark, text, decided_by, decided_at)
           VALUES (?, 'closed', ?, ?, '3', 'Says who is calling, but not which company: that is a three, as level 3 says.', ?, ?)`,
        )
        .bind(`d${at}`, recordingId, at === 0 ? "greeting" : "needs", EXPERT, now - at * 1000),
    ),
    ...reviewed.flatMap((score, at) => [
      review(db, siteId, score, at, now),
      counted(db, siteId, score),
    ]),
  ]);
}

function round(
  db: D1Database,
  siteId: string,
  state: "open" | "closed",
  name: string,
  calls: readonly Scored[],
  at: number,
) {
  return [
    db
      .prepare(
        `INSERT INTO calibration_round (id, site_id, name, state, scorecard, expert_id, calls, due_date, created_by, created_at, closed_at)
         VALUES (?1, ?2, ?3, ?1, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`,
      )
      .bind(
        state,
        siteId,
        name,
        JSON.stringify(defaultScorecard),
        EXPERT,
        calls.length,
        new Date(at + 5 * DAY_MS).toISOString().slice(0, 10),
        ADMIN,
        at,
        state === "closed" ? at + 6 * DAY_MS : null,
      ),
    ...calls.map(({ recordingId }, place) =>
      db
        .prepare(
          "INSERT INTO calibration_call (round_id, recording_id, position, score_version) VALUES (?, ?, ?, 1)",
        )
        .bind(state, recordingId, place + 1),
    ),
  ];
}

function mark(
  db: D1Database,
  roundId: string,
  person: string,
  who: number,
  score: Scored,
  at: number,
  now: number,
) {
  const marks = marksNear(score, at * 7 + who, 0.2 + who * 0.15);
  const { total, flagged } = scoreCall(defaultScorecard, marks, []);
  return db
    .prepare("INSERT INTO calibration_mark VALUES (?, ?, ?, ?, ?, '[]', ?, ?, ?, ?)")
    .bind(
      roundId,
      score.recordingId,
      person,
      JSON.stringify(marks),
      at % 3 === 0 ? JSON.stringify({ needs: "Offers a fix before asking what was tried." }) : "{}",
      total,
      flagged ? 1 : 0,
      at % 4 === who ? "Polite throughout, but the customer has to drive the call." : "",
      now,
    );
}

function review(db: D1Database, siteId: string, score: Scored, at: number, now: number) {
  const marks = marksNear(score, at * 11, 0.25);
  const { total, flagged, flagReason } = scoreCall(defaultScorecard, marks, []);
  return db
    .prepare(
      `INSERT INTO review (id, site_id, recording_id, is_current, score_version, scorecard_id, scorecard_version, reviewer_id,
         cause, marks, comments, auto_fails, total, flagged, flag_reason, comment, is_blind, local_date, created_at, agent_user,
         campaign_id, verdict)
       VALUES (?1, ?2, ?1, 1, 1, 'default', ?3, ?4, 'review', ?5, '{}', '[]', ?6, ?7, ?8, '', ?9, ?10, ?11, ?12, ?13, ?14)`,
    )
    .bind(
      score.recordingId,
      siteId,
      defaultScorecard.version,
      EXPERT,
      JSON.stringify(marks),
      total,
      flagged ? 1 : 0,
      flagReason,
      at % 4 === 0 ? 1 : 0,
      score.localDate,
      now - at * 60_000,
      score.agentUser,
      score.campaignId,
      at % 5 === 4 ? null : verdictFor({ total, flagged }),
    );
}

/** The rollups, which count each call's first review. */
function counted(db: D1Database, siteId: string, { localDate, agentUser, campaignId }: Scored) {
  return db
    .prepare(
      `UPDATE daily_stat SET reviewed_calls = reviewed_calls + 1
       WHERE site_id = ?1 AND (local_date, agent_user, campaign_id) IN (
         VALUES (?2, '', ''), ('', '', ''), (?2, ?3, ''), (?2, '', ?4))`,
    )
    .bind(siteId, localDate, agentUser, campaignId);
}

/** The judge's marks, some of them a level off. */
function marksNear({ criteria }: Scored, seed: number, share: number): Record<string, Mark> {
  return Object.fromEntries(
    criteria.map(({ id, mark }, place): [string, Mark] => {
      const level = Number(mark);
      const drawn = noise(seed * 8 + place);
      if (Number.isNaN(level) || drawn > share) return [id, mark];
      const moved = drawn < share / 3 ? level + 1 : level - 1;
      return [id, markSchema.parse(String(Math.min(5, Math.max(1, moved))))];
    }),
  );
}

/** Numbers from 0 to 1 that look thrown, and are the same every time. */
function noise(at: number): number {
  const value = Math.sin((at + 1) * 12.9898) * 43_758.5453;
  return value - Math.floor(value);
}
