import { expect, test } from "vitest";

import { VERDICTS } from "#shared/contracts/reviews.ts";

import { RECOUNT_ROLLUPS } from "../../edge/scoring/rollups/recount-rollups.ts";
import { generateSampleHistory } from "./generate-sample-history.ts";
import { insertSampleHistory } from "./insert-sample-history.ts";
import { insertSampleReviews } from "./insert-sample-reviews.ts";
import { migratedSqlite } from "./testing/migrated-sqlite.ts";

const HISTORY = generateSampleHistory({ seed: 7, today: "2026-11-23", timeZone: "UTC" });

async function reviewedSite() {
  const opened = migratedSqlite();
  opened.sqlite
    .prepare("insert into site (id, name, time_zone, created_at) values ('demo', 'N', 'UTC', 0)")
    .run();
  await insertSampleHistory(opened.db, "demo", HISTORY);
  const reviews = await insertSampleReviews(opened.db, "demo", HISTORY, 7);
  const all = (sql: string) => opened.sqlite.prepare(sql).all();
  return { ...opened, reviews, all };
}

test("some calls have reviews with every verdict, and some reviews have none", async () => {
  const { all, reviews } = await reviewedSite();
  expect(all("select count(*) as n from review where is_current = 1")).toEqual([{ n: reviews }]);
  const given = all("select verdict, count(*) as n from review group by 1 order by 1");
  expect(given.map(({ verdict }) => verdict)).toEqual([null, ...VERDICTS.toSorted()]);
});

test("a verdict fits the marks that it stands beside", async () => {
  const { all } = await reviewedSite();
  expect(
    all("select * from review where verdict = 'good' and (flagged = 1 or total < 80)"),
  ).toEqual([]);
  expect(all("select * from review where verdict = 'unacceptable' and flagged = 0")).toEqual([]);
});

test("what is reviewed is counted as such, and waits for nobody", async () => {
  const { all, sqlite, reviews } = await reviewedSite();
  const counted =
    "select local_date, agent_user, campaign_id, reviewed_calls from daily_stat order by 1, 2, 3";
  expect(
    all(
      "select reviewed_calls as n from daily_stat where local_date = '' and agent_user = '' and campaign_id = ''",
    ),
  ).toEqual([{ n: reviews }]);
  const kept = all(counted);
  for (const sql of RECOUNT_ROLLUPS) sqlite.prepare(sql).run("demo");
  expect(all(counted)).toEqual(kept);
  expect(
    all(
      "select i.recording_id from review_item as i join review as r using (site_id, recording_id) where i.state = 'open'",
    ),
  ).toEqual([]);
});

test("the same seed gives the same reviews", async () => {
  const read = async () => (await reviewedSite()).all("select * from review order by id");
  expect(await read()).toEqual(await read());
});
