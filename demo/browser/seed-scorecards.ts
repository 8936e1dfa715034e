import type { D1Database } from "@cloudflare/workers-types";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

const NOW_MS = Date.now();
const BY = "person:demo-admin";
const { id: _id, version: _version, ...content } = defaultScorecard;
const RUN_CALLS = 24;

/** Ids that addresses of pages name. */
const SALES_CARD = "sales";
const TRY_RUN = "browser-try";
const GOING_RUN = "browser-going";

/** A card with a published version and a draft, a try that is done, and one that is going. */
export async function seedScorecards(db: D1Database, siteId: string): Promise<void> {
  const published = { ...content, name: "Sales calls" };
  const draft = {
    ...published,
    flag_below: 65,
    criteria: published.criteria.map((criterion) => {
      if (criterion.id === "closing") return { ...criterion, weight: 5 };
      if (criterion.id !== "needs") return criterion;
      return { ...criterion, weight: 20, judged: "Asked about needs before naming any offer." };
    }),
  };
  const version = db.prepare(
    `INSERT INTO scorecard_version (site_id, scorecard_id, version, state, content, copied_from, created_at, created_by,
       updated_at, published_at, published_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?7, ?9, ?10)`,
  );
  const copied = `default/${defaultScorecard.version}`;
  const first = [siteId, SALES_CARD, 1, "published", JSON.stringify(published), copied] as const;
  const second = [siteId, SALES_CARD, 2, "draft", JSON.stringify(draft), "sales/1"] as const;
  await db.batch([
    version.bind(...first, NOW_MS - 86_400_000, BY, NOW_MS - 86_000_000, BY),
    version.bind(...second, NOW_MS - 3_600_000, BY, null, null),
    ...auditStatements(db, siteId),
    ...runStatements(db, siteId, TRY_RUN, "done"),
    ...runStatements(db, siteId, GOING_RUN, "waiting"),
  ]);
}

function auditStatements(db: D1Database, siteId: string) {
  const event = db.prepare(
    "INSERT INTO audit_event (id, site_id, at, actor, action, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
  );
  return [
    event.bind(
      "a",
      siteId,
      NOW_MS - 86_400_000,
      BY,
      "scorecard.publish",
      '{"id":"sales","version":1}',
    ),
    event.bind(
      "b",
      siteId,
      NOW_MS - 80_000_000,
      "command line",
      "settings.change",
      '{"language":"en"}',
    ),
  ];
}

function runStatements(db: D1Database, siteId: string, id: string, state: "done" | "waiting") {
  const marks = (mark: string, rationale?: string) =>
    JSON.stringify(content.criteria.map((criterion) => ({ id: criterion.id, mark, rationale })));
  return [
    db
      .prepare(
        `INSERT INTO scorecard_run (id, site_id, kind, scorecard_id, version, scorecard, calls, created_at, created_by)
         VALUES (?1, ?2, 'try', ?3, 2, '{}', ?4, ?5, ?6)`,
      )
      .bind(id, siteId, SALES_CARD, RUN_CALLS, NOW_MS - 600_000, BY),
    db
      .prepare(
        `INSERT INTO scorecard_run_call (run_id, recording_id, site_id, kind, state, next_at, transcript_version,
           before_scorecard, before_total, before_flagged, before_marks, after_total, after_flagged, after_flag_reason,
           after_marks, provider, model, cost_usd)
         SELECT ?1, recording_id, site_id, 'try', ?2, ${NOW_MS + 86_400_000}, transcript_version, 'default/2', total, flagged, ?3,
                iif(?2 = 'done', 58, NULL), iif(?2 = 'done', 1, NULL), iif(?2 = 'done', 'below 65', NULL),
                iif(?2 = 'done', ?4, NULL), 'rules', 'phrases-1', iif(?2 = 'done', 0.0011, NULL)
         FROM score WHERE site_id = ?5 AND is_current = 1 ORDER BY recording_id LIMIT ${RUN_CALLS}`,
      )
      .bind(
        id,
        state,
        marks("3"),
        marks("2", "No question about the caller's need before the first offer was made."),
        siteId,
      ),
  ];
}
