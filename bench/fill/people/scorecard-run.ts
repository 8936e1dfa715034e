import type { DatabaseSync } from "node:sqlite";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { NOW_MS, SITE } from "../../bench-site.ts";
import { ADMIN } from "./bench-people.ts";

const DAY_MS = 86_400_000;
const BY = `person:${ADMIN}`;
export const CARD = "sales";
export const RUN = "bench-try";
const RUN_CALLS = 400;

/** A card of the site's own with a published version and a draft, and the draft tried on the latest calls. Nothing is judged by it. */
export function addScorecardAndRun(sqlite: DatabaseSync): void {
  const { id: _id, version: _version, ...content } = defaultScorecard;
  const published = { ...content, name: "Sales calls" };
  const draft = { ...published, flag_below: 65 };
  const version = sqlite.prepare(
    `INSERT INTO scorecard_version (site_id, scorecard_id, version, state, content, copied_from, created_at, created_by, updated_at,
       published_at, published_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?7, ?9, ?10)`,
  );
  const begunAt = NOW_MS - 90 * DAY_MS;
  const copied = `default/${defaultScorecard.version}`;
  version.run(
    SITE.id,
    CARD,
    1,
    "published",
    JSON.stringify(published),
    copied,
    begunAt,
    BY,
    begunAt + DAY_MS,
    BY,
  );
  version.run(
    SITE.id,
    CARD,
    2,
    "draft",
    JSON.stringify(draft),
    `${CARD}/1`,
    NOW_MS - DAY_MS,
    BY,
    null,
    null,
  );
  sqlite
    .prepare(
      `INSERT INTO scorecard_run (id, site_id, kind, scorecard_id, version, scorecard, calls, created_at, created_by)
       VALUES (?, ?, 'try', ?, 2, ?, 0, ?, ?)`,
    )
    .run(
      RUN,
      SITE.id,
      CARD,
      JSON.stringify({ id: CARD, version: 2, ...draft }),
      NOW_MS - DAY_MS / 2,
      BY,
    );
  // Every third call comes out five points lower, its first mark being a level lower.
  sqlite
    .prepare(
      `INSERT INTO scorecard_run_call (run_id, recording_id, site_id, kind, state, next_at, transcript_version, before_scorecard,
         before_total, before_flagged, before_marks, after_total, after_flagged, after_flag_reason, after_marks, provider, model,
         cost_usd, ended_at)
       SELECT ?1, recording_id, site_id, 'try', 'done', ?2, transcript_version, scorecard_id || '/' || scorecard_version,
              total, flagged, marks, after, after < 65, iif(after < 65, 'Score ' || after || ' is below 65', NULL),
              iif(lower, json_set(marks, '$[0].mark', '2'), marks), provider, model, cost_usd, ?2
       FROM (SELECT *, iif(lower, max(20, total - 5), total) AS after
             FROM (SELECT *, rowid % 3 = 0 AS lower, (
                     SELECT json_group_array(json_object('id', m.value ->> 'id', 'mark', m.value ->> 'mark', 'rationale', m.value ->> 'rationale'))
                     FROM json_each(score.criteria) AS m) AS marks
                   FROM score
                   WHERE site_id = ?3 AND is_current = 1 AND total IS NOT NULL
                   ORDER BY local_date DESC, recording_id LIMIT ${RUN_CALLS}))`,
    )
    .run(RUN, NOW_MS - DAY_MS / 2, SITE.id);
  sqlite
    .prepare(
      "UPDATE scorecard_run SET calls = (SELECT count(*) FROM scorecard_run_call WHERE run_id = ?1) WHERE id = ?1",
    )
    .run(RUN);
}
