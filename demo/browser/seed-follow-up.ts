import type { D1Database } from "@cloudflare/workers-types";

import { localDateAt } from "#shared/time/site-time.ts";

import { SAMPLE_AGENT } from "./seeded-worker.ts";

const DAY_MS = 86_400_000;
const AGENT = "sample-agent";
const STAFF = "demo-admin";

/**
 * What people make of scores, for the pages to show: a dispute of the sample agent's that is open and one that was declined,
 * and a coaching task of theirs in each state; and topic trackers. Calls that pages name get a unique id: `fresh-call` is their newest,
 * `disputed-call` the one before, `declined-call` the one before that.
 */
export async function seedFollowUp(db: D1Database, siteId: string): Promise<void> {
  const nowMs = Date.now();
  const { results } = await db
    .prepare(
      `SELECT s.recording_id AS id FROM score AS s
       WHERE s.site_id = ? AND s.agent_user = ? AND s.is_current = 1 AND s.total IS NOT NULL
       ORDER BY s.local_date DESC, s.created_at DESC LIMIT 3`,
    )
    .bind(siteId, SAMPLE_AGENT)
    .all<{ id: string }>();
  const [fresh = "", disputed = "", declined = ""] = results.map(({ id }) => id);
  const named = db.prepare("UPDATE call SET uniqueid = ? WHERE site_id = ? AND recording_id = ?");
  const dispute = db.prepare(
    `INSERT INTO dispute (id, site_id, recording_id, score_version, review_id, agent_user, opened_by, opened_at, reasons, comment, state)
     VALUES (?, ?, ?, 1, '', ?, ?, ?, ?, ?, 'open')`,
  );
  const task = db.prepare(
    `INSERT INTO coaching_task (id, site_id, agent_user, title, text, created_by, coach_id, due_date, state, created_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, 'open', ?8)`,
  );
  const clip = db.prepare(
    `INSERT INTO coaching_clip (task_id, place, site_id, recording_id, transcript_version, from_segment, to_segment, from_sec,
       to_sec, criterion_id, note, created_at)
     SELECT ?1, ?2, ?3, ?4, version, ?5, ?6, segments ->> ('$[' || CAST(?5 AS INTEGER) || '].start_sec'),
            segments ->> ('$[' || CAST(?6 AS INTEGER) || '].end_sec'), ?7, ?8, ?9
     FROM transcript WHERE site_id = ?3 AND recording_id = ?4`,
  );
  const inDays = (days: number) => localDateAt(nowMs + days * DAY_MS, "Europe/London");
  await db.batch([
    ...trackers(db, siteId),
    named.bind("fresh-call", siteId, fresh),
    named.bind("disputed-call", siteId, disputed),
    named.bind("declined-call", siteId, declined),
    dispute.bind(
      "sample-dispute",
      siteId,
      disputed,
      SAMPLE_AGENT,
      AGENT,
      nowMs - DAY_MS,
      JSON.stringify({
        customer_id: "I asked for the postcode and the last bill before I opened the account.",
        closing: "The customer hung up before I could sum up.",
      }),
      "Please listen to the first minute again.",
    ),
    dispute.bind(
      "sample-dispute-declined",
      siteId,
      declined,
      SAMPLE_AGENT,
      AGENT,
      nowMs - 3 * DAY_MS,
      JSON.stringify({ greeting: "I did say my name." }),
      "",
    ),
    db
      .prepare(
        `UPDATE dispute SET state = 'declined', decided_by = ?, decided_at = ?,
           answer = 'Thank you for saying so; the other marks are yours to keep.', answers = ?
         WHERE id = 'sample-dispute-declined'`,
      )
      .bind(
        STAFF,
        nowMs - 2 * DAY_MS,
        JSON.stringify({
          greeting: {
            outcome: "kept",
            was: "3",
            given: "3",
            why: "The name comes after the account number, which is too late for this level.",
          },
        }),
      ),
    task.bind(
      "sample-task",
      siteId,
      SAMPLE_AGENT,
      "Sum up before you say goodbye",
      "Say what you will do and by when, then ask whether that is all.\nTwo sentences are enough.",
      STAFF,
      inDays(10),
      nowMs - DAY_MS,
    ),
    clip.bind("sample-task", 1, siteId, disputed, 0, 3, "greeting", "This is the tone.", nowMs),
    clip.bind("sample-task", 2, siteId, declined, 2, 5, "closing", "", nowMs),
    task.bind(
      "sample-task-seen",
      siteId,
      SAMPLE_AGENT,
      "Ask two questions before you offer something",
      "",
      STAFF,
      inDays(-2),
      nowMs - 9 * DAY_MS,
    ),
    task.bind(
      "sample-task-done",
      siteId,
      SAMPLE_AGENT,
      "Name yourself and the company",
      "",
      STAFF,
      inDays(-13),
      nowMs - 20 * DAY_MS,
    ),
    clip.bind("sample-task-done", 1, siteId, declined, 0, 1, "greeting", "", nowMs),
    db
      .prepare(
        "UPDATE coaching_task SET state = 'acknowledged', acknowledged_at = ? WHERE id = 'sample-task-seen'",
      )
      .bind(nowMs - 8 * DAY_MS),
    db
      .prepare(
        `UPDATE coaching_task SET state = 'done', acknowledged_at = ?1, done_at = ?2, agent_note = 'It is on my screen now.'
         WHERE id = 'sample-task-done'`,
      )
      .bind(nowMs - 18 * DAY_MS, nowMs - 15 * DAY_MS),
  ]);
}

/** Two topics, counted up to today. */
function trackers(db: D1Database, siteId: string) {
  const named = [
    ["wants-to-leave", "Wants to leave", '["cancel","leave you"]', 9],
    ["competitor", "Names another provider", '["skyline","fibrenet"]', 4],
  ] as const;
  return named.flatMap(([id, name, phrases, most]) => [
    db
      .prepare(
        `INSERT INTO tracker (id, site_id, name, phrases, counted_to, created_at, created_by)
         VALUES (?1, ?2, ?3, ?4, 1000000, 0, 'person:demo-admin')`,
      )
      .bind(id, siteId, name, phrases),
    db
      .prepare(
        `INSERT INTO tracker_day (tracker_id, local_date, searched, found)
         SELECT ?1, local_date, count(*), min(count(*), (unixepoch(local_date) / 86400 * 7) % ?2)
         FROM call WHERE site_id = ?3 AND local_date > '' GROUP BY local_date`,
      )
      .bind(id, most, siteId),
  ]);
}
