import { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { compareRollups } from "../fill/compare-rollups.ts";

/** What has to be true of the database once everything was sent and scored. */
export type Expected = {
  /** Recordings whose transcripts were taken, by site. */
  sent: ReadonlyMap<string, readonly string[]>;
  /** Requests that reached the judge. */
  judged: number;
};

const countSchema = z.object({ n: z.number() });

/**
 * What is lost, doubled or miscounted, a line each; none when every call sent is there once with one score, the rollups are
 * those that the product counts anew, and the quota's ledger knows every request that was made and no other. Nothing else may
 * have the database open.
 */
export function checkIntegrity(path: string, { sent, judged }: Expected): string[] {
  const sqlite = new DatabaseSync(path);
  const count = (sql: string, ...values: (string | number)[]) =>
    countSchema.parse(sqlite.prepare(sql).get(...values)).n;
  try {
    const lines: string[] = [];
    const expect = (what: string, is: number, should: number) => {
      if (is !== should) lines.push(`${what}: ${is}, not ${should}`);
    };
    let all = 0;
    for (const [siteId, recordings] of sent) {
      all += recordings.length;
      const named = JSON.stringify(recordings);
      const among = "site_id = ?1 AND recording_id IN (SELECT value FROM json_each(?2))";
      const of = (table: string, condition: string) =>
        count(`SELECT count(*) AS n FROM ${table} WHERE ${among} AND ${condition}`, siteId, named);
      const each = recordings.length;
      expect(`${siteId}: calls`, of("call", "agent_state = 'transcribed'"), each);
      expect(`${siteId}: transcripts`, of("transcript", "version = 1"), each);
      expect(`${siteId}: jobs done`, of("scoring_job", "state = 'done'"), each);
      expect(`${siteId}: current scores`, of("score", "is_current = 1"), each);
      expect(`${siteId}: scores of any version`, of("score", "true"), each);
    }
    // What was sent and broken off may have been taken too, but nothing was taken twice, and nothing waits.
    const scored = count("SELECT count(*) AS n FROM score");
    expect(
      "transcripts without a score",
      count("SELECT count(*) AS n FROM transcript") - scored,
      0,
    );
    expect(
      "jobs not done",
      count("SELECT count(*) AS n FROM scoring_job WHERE state <> 'done'"),
      0,
    );
    expect("calls billed", count("SELECT coalesce(sum(calls), 0) AS n FROM daily_cost"), scored);
    if (scored < all) lines.push(`${scored} scores of ${all} calls`);
    const asked = count(
      "SELECT coalesce(sum(requests), 0) AS n FROM provider_quota WHERE window LIKE 'day:%'",
    );
    expect("requests in the quota's ledger", asked, judged);
    return [...lines, ...compareRollups(sqlite, path, null)];
  } finally {
    sqlite.close();
  }
}
