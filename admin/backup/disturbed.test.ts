import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import type { D1Database, D1PreparedStatement } from "@cloudflare/workers-types";
import { expect, test } from "vitest";

import { quietWrangler, withLocalDatabase } from "../../demo/local-edge.ts";
import { createSite, SITE_ID } from "../../demo/prepare-site.ts";
import { generateSampleHistory } from "../../demo/sample-history/generate-sample-history.ts";
import { insertSampleHistory } from "../../demo/sample-history/insert-sample-history.ts";
import { tempFolder } from "../../onprem/testing/temp-folder.ts";
import { backUpEdge } from "./back-up-edge.ts";

/*
 * An edge that goes on while it is copied: after every page a call comes in, one that waited is scored, and one is scored
 * anew. The real D1; the writes are those of a tick, in one batch each.
 */
test("a copy that is made while calls come and scores are written is of one moment", async () => {
  quietWrangler(process.env);
  const folder = tempFolder();
  await withLocalDatabase(join(folder, "edge"), async (d1) => {
    await createSite(d1, "UTC", Date.now());
    const history = generateSampleHistory({ seed: 1, today: "2026-11-24", timeZone: "UTC" });
    await insertSampleHistory(d1, SITE_ID, history);
    await d1.batch(
      Array.from({ length: 30 }, (_, index) => arrival(d1, `waiting-${index}`, 1)).flat(),
    );
    const judged = history.scores.map((score) => score.recording_id);
    await d1.batch([
      d1.prepare("INSERT OR REPLACE INTO alert_cursor (name, place) VALUES ('auto_fail', 0)"),
      d1
        .prepare("INSERT INTO tracker VALUES ('t', ?, 'bills', '[\"bill\"]', 1, 0, 0, 'x')")
        .bind(SITE_ID),
    ]);

    let rounds = 0;
    const disturbed: typeof d1 = new Proxy(d1, {
      get(target, property) {
        if (property !== "batch") {
          const value: unknown = Reflect.get(target, property);
          return typeof value === "function" ? value.bind(target) : value;
        }
        return async (statements: Parameters<typeof d1.batch>[0]) => {
          const results = await target.batch(statements);
          rounds += 1;
          const now = Date.now();
          await target.batch([
            ...arrival(target, `new-${rounds}`, now),
            ...scored(target, `waiting-${rounds}`, 1, now),
            ...scored(target, judged[rounds] ?? "", 2, now),
            ...seen(target),
          ]);
          return results;
        };
      },
    });
    const { path, wasSettled } = await backUpEdge({
      d1: disturbed,
      folder: join(folder, "copies"),
      keep: 1,
      nowMs: Date.now(),
      onRows: () => undefined,
    });
    expect(wasSettled).toBe(true);
    expect(rounds).toBeGreaterThan(5);

    const file = new DatabaseSync(path, { readOnly: true });
    expect(
      file
        .prepare(
          `SELECT place FROM alert_cursor WHERE place > (SELECT max(rowid) FROM score)
           UNION ALL SELECT counted_to FROM tracker WHERE counted_to > (SELECT max(rowid) FROM transcript)
           UNION ALL SELECT max(texts_removed_to, quotes_removed_to, raw_answers_removed_to) FROM site
           WHERE max(texts_removed_to, quotes_removed_to, raw_answers_removed_to) > (SELECT max(rowid) FROM transcript)`,
        )
        .all(),
    ).toEqual([]);
    const none = (sql: string) => expect([sql, file.prepare(sql).all()]).toEqual([sql, []]);
    none("SELECT site_id FROM score GROUP BY site_id, recording_id HAVING sum(is_current) <> 1");
    none("SELECT recording_id FROM score WHERE version = 2");
    none("SELECT recording_id FROM transcript WHERE recording_id LIKE 'new-%'");
    none("SELECT recording_id FROM scoring_job WHERE recording_id LIKE 'new-%'");
    none(
      `SELECT recording_id FROM scoring_job AS j WHERE state = 'done' AND NOT EXISTS (
         SELECT 1 FROM score AS s WHERE s.site_id = j.site_id AND s.recording_id = j.recording_id)`,
    );
    // Those that were scored meanwhile are due again.
    expect(
      file
        .prepare(
          "SELECT count(*) AS n FROM scoring_job WHERE recording_id LIKE 'waiting-%' AND state = 'due'",
        )
        .get(),
    ).toEqual({ n: 30 });
    expect(
      file
        .prepare(
          "SELECT scored_calls AS n FROM daily_stat WHERE agent_user = '' AND campaign_id = '' AND local_date = ''",
        )
        .get(),
    ).toEqual(file.prepare("SELECT count(total) AS n FROM score WHERE is_current = 1").get());
    file.close();
  });
}, 240_000);

/** All that there is has been gone through, by trackers, alerts and the removal of texts. */
function seen(d1: D1Database): D1PreparedStatement[] {
  return [
    d1.prepare(
      `UPDATE site SET (texts_removed_to, quotes_removed_to, raw_answers_removed_to)
         = (SELECT max(rowid), max(rowid), max(rowid) FROM transcript)`,
    ),
    d1.prepare("UPDATE tracker SET counted_to = (SELECT max(rowid) FROM transcript)"),
    d1.prepare("UPDATE alert_cursor SET place = (SELECT max(rowid) FROM score)"),
  ];
}

/** A call with its transcript and its job, as one batch of the ingest. */
function arrival(d1: D1Database, recordingId: string, now: number): D1PreparedStatement[] {
  return [
    d1
      .prepare(
        `INSERT INTO call (site_id, recording_id, agent_user, campaign_id, started_at, local_date, agent_state, created_at, updated_at)
         VALUES (?1, ?2, '2001', 'SALES_IN', ?3, '2026-11-24', 'transcribed', ?3, ?3)`,
      )
      .bind(SITE_ID, recordingId, now),
    d1
      .prepare(
        `INSERT INTO transcript (site_id, recording_id, version, content_hash, language, model, segments, word_count, audio_sec,
                                 speech_sec, transcription_sec, redactions, received_at)
         VALUES (?1, ?2, 1, 'h', 'en', 'm', '[]', 0, 1, 1, 1, '{}', ?3)`,
      )
      .bind(SITE_ID, recordingId, now),
    d1
      .prepare(
        `INSERT INTO scoring_job (site_id, recording_id, transcript_version, state, next_at, created_at, updated_at)
         VALUES (?1, ?2, 1, 'due', ?3, ?3, ?3)`,
      )
      .bind(SITE_ID, recordingId, now),
  ];
}

/** A score as a tick stores it: the one before is no longer current, the job is done, the rollups are further on. */
function scored(
  d1: D1Database,
  recordingId: string,
  version: number,
  now: number,
): D1PreparedStatement[] {
  return [
    d1
      .prepare("UPDATE score SET is_current = 0 WHERE site_id = ?1 AND recording_id = ?2")
      .bind(SITE_ID, recordingId),
    d1
      .prepare(
        `INSERT INTO score (site_id, recording_id, version, is_current, transcript_version, scorecard_id, scorecard_version,
           provider, model, prompt_version, agent_user, campaign_id, local_date, total, flagged, criteria, auto_fails, injections,
           summary, strengths, improvements, input_tokens, output_tokens, cost_usd, latency_ms, raw_answer, created_at)
         SELECT site_id, recording_id, ?3, 1, 1, 'default', 1, 'p', 'm', '1', agent_user, campaign_id, local_date, 80, 0, '[]',
                '[]', '[]', '', '[]', '[]', 1, 1, 0, 1, '{}', ?4
         FROM call WHERE site_id = ?1 AND recording_id = ?2 AND agent_state = 'transcribed'`,
      )
      .bind(SITE_ID, recordingId, version, now),
    d1
      .prepare(
        "UPDATE scoring_job SET state = 'done', updated_at = ?3 WHERE site_id = ?1 AND recording_id = ?2",
      )
      .bind(SITE_ID, recordingId, now),
    d1
      .prepare(
        "UPDATE daily_stat SET revision = revision + 1 WHERE site_id = ?1 AND agent_user = '' AND campaign_id = '' AND local_date = ''",
      )
      .bind(SITE_ID),
  ];
}
