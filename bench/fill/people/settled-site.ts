import type { DatabaseSync } from "node:sqlite";

import { CLAIM_MINUTES } from "#shared/contracts/reviews.ts";
import { addDays } from "#shared/time/site-time.ts";

import { NOW_MS, SITE, TODAY } from "../../bench-site.ts";
import { ADMIN, REVIEWERS } from "./bench-people.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** As edge/reviews/sampling.repository.ts lets go of what has waited too long. */
const QUEUE_DAYS = 45;
const READ_AFTER_MS = 2 * DAY_MS;
const TRACKERS: readonly [name: string, phrases: readonly string[]][] = [
  ["Cancellations", ["cancel my contract", "cancel"]],
  ["Competitors", ["other provider", "somebody else"]],
  ["Complaints", ["complaint", "not happy"]],
  ["Prices", ["too expensive", "price"]],
  ["Waiting", ["on hold", "waiting"]],
];
const FILTERS: readonly [name: string, query: string][] = [
  ["Flagged, not reviewed", "flag=flagged&reviewed=no"],
  ["Weak greetings", "criterion=greeting&mark=le3"],
  ["Sales", "campaign=SALES"],
];

/** What a site has after two years beside its calls: a queue that was let go of, claims, notices that were read, trackers, filters. */
export function settleSite(sqlite: DatabaseSync): void {
  const yesterday = addDays(TODAY, -1);
  sqlite
    .prepare(
      `UPDATE review_item SET state = 'expired'
       WHERE site_id = ? AND state = 'open' AND local_date < ? AND reasons ->> 'disputed' IS NULL`,
    )
    .run(SITE.id, addDays(yesterday, -QUEUE_DAYS));
  sqlite
    .prepare("INSERT INTO review_sampling (site_id, sampled_through) VALUES (?, ?)")
    .run(SITE.id, yesterday);
  claim(sqlite);
  // The triggers draw their ids by chance, and this database is the same in every run.
  sqlite.exec("UPDATE notice SET id = printf('notice-%08d', rowid)");
  sqlite
    .prepare("UPDATE notice SET read_at = created_at + ?1 WHERE created_at < ?2 - ?1")
    .run(READ_AFTER_MS, NOW_MS);
  addTrackers(sqlite);
  const filter = sqlite.prepare(
    "INSERT INTO saved_filter (id, site_id, person_id, name, query, created_at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  for (const [at, [name, query]] of FILTERS.entries()) {
    filter.run(`filter-${at + 1}`, SITE.id, ADMIN, name, query, NOW_MS - at * DAY_MS);
  }
}

/** Each reviewer has the call that is next for them; that of every third has been theirs for too long. */
function claim(sqlite: DatabaseSync): void {
  const items = sqlite
    .prepare(
      `SELECT recording_id FROM review_item WHERE site_id = ? AND state = 'open'
       ORDER BY priority DESC, local_date DESC, recording_id LIMIT ?`,
    )
    .all(SITE.id, REVIEWERS.length);
  const take = sqlite.prepare(
    "UPDATE review_item SET claimed_by = ?, claimed_until = ? WHERE site_id = ? AND recording_id = ?",
  );
  for (const [at, item] of items.entries()) {
    const minutes = at % 3 === 2 ? -5 : CLAIM_MINUTES - 5;
    take.run(
      REVIEWERS[at]?.id ?? null,
      NOW_MS + minutes * MINUTE_MS,
      SITE.id,
      item["recording_id"] ?? "",
    );
  }
}

/** They have counted all that there is; one call in `at + 5` says something of theirs. */
function addTrackers(sqlite: DatabaseSync): void {
  const tracker = sqlite.prepare(
    `INSERT INTO tracker (id, site_id, name, phrases, counted_to, created_at, created_by)
     SELECT ?, ?, ?, ?, coalesce(max(rowid), 0), ?, ? FROM transcript`,
  );
  const days = sqlite.prepare(
    `INSERT INTO tracker_day (tracker_id, local_date, searched, found)
     SELECT ?1, local_date, scored_calls, scored_calls / ?2 FROM daily_stat
     WHERE site_id = ?3 AND agent_user = '' AND campaign_id = '' AND local_date <> '' AND scored_calls > 0`,
  );
  for (const [at, [name, phrases]] of TRACKERS.entries()) {
    const id = `tracker-${at + 1}`;
    tracker.run(
      id,
      SITE.id,
      name,
      JSON.stringify(phrases),
      NOW_MS - 700 * DAY_MS,
      `person:${ADMIN}`,
    );
    days.run(id, at + 5, SITE.id);
  }
}
