import { expect, test } from "vitest";

import { generateSampleHistory } from "./generate-sample-history.ts";
import { insertSampleHistory } from "./insert-sample-history.ts";
import { migratedSqlite } from "./testing/migrated-sqlite.ts";

const HISTORY = generateSampleHistory({
  seed: 7,
  today: "2026-11-23",
  timeZone: "America/New_York",
});

function siteWith(...siteIds: string[]) {
  const opened = migratedSqlite();
  const insert = opened.sqlite.prepare(
    "insert into site (id, name, time_zone, created_at) values (?, 'Northgate', 'America/New_York', 0)",
  );
  for (const siteId of siteIds) insert.run(siteId);
  return opened;
}

/** The calls of every rollup level of a date: the site, each agent, each campaign. */
const LEVELS = `
  with levelled as (
    select site_id, local_date, '' as agent_user, '' as campaign_id, recording_id, is_sample from call
    union all select site_id, local_date, agent_user, '', recording_id, is_sample from call
    union all select site_id, local_date, '', campaign_id, recording_id, is_sample from call)`;

const RECOUNTED = `site_id, local_date, agent_user, campaign_id, total_calls, sample_calls, scored_calls, flagged_calls,
  sum_total, min_total, max_total, cost_usd`;

test("the rollups equal a recount of the rows", async () => {
  const { sqlite, db, batches } = siteWith("demo", "other");
  expect(await insertSampleHistory(db, "demo", HISTORY)).toBe(true);

  const recounted = sqlite
    .prepare(
      `${LEVELS}
       select l.site_id, l.local_date, l.agent_user, l.campaign_id,
         count(*) as total_calls, sum(l.is_sample) as sample_calls, count(s.total) as scored_calls,
         coalesce(sum(s.flagged), 0) as flagged_calls, round(coalesce(sum(s.total), 0), 1) as sum_total,
         min(s.total) as min_total, max(s.total) as max_total, coalesce(sum(s.cost_usd), 0) as cost_usd
       from levelled l left join score s using (site_id, recording_id)
       group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
    )
    .all();
  const kept = sqlite
    .prepare(`select ${RECOUNTED} from daily_stat where local_date <> '' order by 1, 2, 3, 4`)
    .all();
  expect(kept).toEqual(recounted);

  const criteriaRecounted = sqlite
    .prepare(
      `${LEVELS}
       select l.site_id, l.local_date, l.agent_user, l.campaign_id, c.value ->> 'id' as criterion_id,
         count(*) as marked, sum(cast(c.value ->> 'mark' as integer)) as sum_mark
       from levelled l join score s using (site_id, recording_id), json_each(s.criteria) c
       where c.value ->> 'mark' <> 'NA'
       group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`,
    )
    .all();
  const criteriaKept = sqlite
    .prepare("select * from daily_criterion_stat where local_date <> '' order by 1, 2, 3, 4, 5")
    .all();
  expect(criteriaKept).toEqual(criteriaRecounted);
  expect(batches).toHaveLength(1);
  expect(batches[0]).toBeLessThan(40);
});

test("every row arrives as it was generated", async () => {
  const { sqlite, db } = siteWith("demo");
  await insertSampleHistory(db, "demo", HISTORY);
  const stored = (table: string) =>
    sqlite.prepare(`select * from ${table} where site_id = 'demo' order by recording_id`).all();
  const expected = (rows: readonly { recording_id: string }[]) =>
    rows
      .map((row) => ({ site_id: "demo", ...row }))
      .toSorted((a, b) => (a.recording_id < b.recording_id ? -1 : 1));
  // Columns that a generated call has nothing for keep what the table gives them.
  expect(stored("call")).toMatchObject(expected(HISTORY.calls));
  expect(stored("transcript")).toMatchObject(expected(HISTORY.transcripts));
  expect(stored("score")).toMatchObject(expected(HISTORY.scores));
});

test("a second insert changes nothing", async () => {
  const { sqlite, db } = siteWith("demo");
  await insertSampleHistory(db, "demo", HISTORY);
  const sums = () => sqlite.prepare("select sum(total_calls) as calls from daily_stat").get();
  const before = sums();
  expect(await insertSampleHistory(db, "demo", HISTORY)).toBe(false);
  expect(sums()).toEqual(before);
});

test("real calls of the same day are counted with them", async () => {
  const { sqlite, db } = siteWith("demo");
  sqlite.exec(`insert into call
    (site_id, recording_id, agent_user, campaign_id, started_at, local_date, agent_state, created_at, updated_at)
    values ('demo', 'real', '1001', 'SUPPORT', 0, '2026-11-20', 'skipped', 0, 0)`);
  await insertSampleHistory(db, "demo", HISTORY);
  const sampled = HISTORY.calls.filter((call) => call.local_date === "2026-11-20").length;
  const counted = sqlite
    .prepare(
      "select total_calls, sample_calls from daily_stat where local_date = '2026-11-20' and agent_user = '' and campaign_id = ''",
    )
    .get();
  expect(counted).toEqual({ total_calls: sampled + 1, sample_calls: sampled });
});
