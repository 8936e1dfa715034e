import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";

import { REVIEW_PRIORITY, REVIEW_REASONS } from "#shared/contracts/reviews.ts";

import { openDatabase, type Database } from "../db/client.ts";
import { LONDON, seedSite } from "../qa-api/testing/seed-site.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { seedPerson } from "../testing/signed-in.ts";
import { emptyDatabase, rows as rowsOf } from "../testing/table-rows.ts";
import {
  claimNext,
  countWaiting,
  MOST_COUNTED,
  MOST_LOOKED_AT,
  readQueue,
  type QueueFilter,
} from "./review-queue.repository.ts";
import { putUpForReview } from "./sampling.repository.ts";
import { viewQueue } from "./view-queue.usecase.ts";

/*
 * At a million calls in two years some seven thousand wait at once: a tenth of 45 days. So many are open here, each reason's as
 * thinly spread among the heavier ones as they would be.
 */

const OPEN = 7000;
const NOW_MS = Date.parse("2026-11-24T09:30:00Z");
const NO_FILTER: QueueFilter = { reason: null, agentUser: null, campaignId: null };
/** What no page may read more than. */
const MOST_ROWS = 2000;

let me: string;
let other: string;
beforeAll(async () => {
  await emptyDatabase();
  await seedSite(env.DB, LONDON);
  me = await seedPerson(LONDON.id, "reviewer");
  other = await seedPerson(LONDON.id, "manager");
  await env.DB.batch([
    env.DB.prepare(
      `WITH RECURSIVE n (at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM n WHERE at + 1 < ?2)
       INSERT INTO call (site_id, recording_id, agent_user, agent_name, campaign_id, started_at, local_date, duration_sec,
                         agent_state, is_sample, created_at, updated_at)
       SELECT ?1, 'call-' || at, 'agent-' || (at % 60), 'Agent ' || (at % 60), 'campaign-' || (at % 4), at,
              date('2026-11-23', '-' || (at % 45) || ' days'), 60, 'complete', 0, at, at
       FROM n`,
    ).bind(LONDON.id, OPEN),
    // Of a hundred: 1 disputed, 9 auto-fails, 2 for a person, 1 injection, 60 flagged, 7 hardly understood, 5 outliers, 20 samples, 5 of which
    // are flagged as well.
    env.DB.prepare(
      `INSERT INTO review_item (site_id, recording_id, state, reasons, priority, agent_user, campaign_id, local_date, total, created_at)
       SELECT site_id, recording_id, 'open',
              CASE WHEN part < 1 THEN '{"disputed":1,"flagged":1}' WHEN part < 10 THEN '{"auto_fail":1}'
                   WHEN part < 12 THEN '{"needs_person":1}' WHEN part < 13 THEN '{"injection":1}'
                   WHEN part < 68 THEN '{"flagged":1}' WHEN part < 73 THEN '{"flagged":1,"sample":1}'
                   WHEN part < 80 THEN '{"low_confidence":1}' WHEN part < 85 THEN '{"outlier":1}' ELSE '{"sample":1}' END,
              CASE WHEN part < 1 THEN 100 WHEN part < 10 THEN 90 WHEN part < 12 THEN 80 WHEN part < 13 THEN 70
                   WHEN part < 73 THEN 60 WHEN part < 80 THEN 40 WHEN part < 85 THEN 30 ELSE 20 END,
              agent_user, campaign_id, local_date, 50, created_at
       FROM (SELECT *, (started_at * 7919 / 60) % 100 AS part FROM call)`,
    ),
  ]);
});

const NOBODY = { personId: "nobody", toMark: new Map() };
const CLOCK = { timeZone: LONDON.timeZone, nowMs: NOW_MS };
const everything = (filter: Partial<QueueFilter>): QueueFilter => ({ ...NO_FILTER, ...filter });

async function metered<T>(work: (db: Database) => Promise<T>): Promise<{ got: T; rows: number }> {
  const { binding, rowsRead } = meterRows(env.DB);
  return { got: await work(openDatabase(binding)), rows: rowsRead() };
}

type Waiting = QueueFilter & { id: string; reasons: string; weight: number };

/** The whole queue, read without an index or a bound, in its order. */
async function waiting(): Promise<Waiting[]> {
  const { results } = await env.DB.prepare(
    `SELECT recording_id AS id, reasons, priority AS weight, agent_user AS agentUser, campaign_id AS campaignId FROM review_item NOT INDEXED
     ORDER BY priority DESC, local_date DESC, recording_id`,
  ).all<Waiting>();
  return results;
}

const byAgent = { agentUser: "agent-59" };
const byCampaign = { campaignId: "campaign-3" };
const CHOSEN: Partial<QueueFilter>[] = [
  {},
  ...REVIEW_REASONS.map((reason) => ({ reason })),
  byAgent,
  byCampaign,
  { ...byAgent, reason: "sample" },
  { ...byAgent, campaignId: "campaign-0" },
  { ...byCampaign, reason: "flagged" },
  { ...byCampaign, reason: "sample" },
  { ...byAgent, ...byCampaign, reason: "flagged" },
  { agentUser: "nobody" },
  { campaignId: "nowhere", reason: "flagged" },
];

describe.each(CHOSEN)("the queue of %j", (chosen) => {
  const filter = everything(chosen);

  test("is the most pressing of what matches, for few rows read", async () => {
    const { got, rows } = await metered((db) => viewQueue(db, LONDON.id, filter, NOBODY, CLOCK));
    expect(rows).toBeLessThan(MOST_ROWS);
    const wanted = (await matching(filter)).map(({ id }) => id);
    expect(got.items.map(({ recordingId }) => recordingId)).toEqual(wanted.slice(0, 100));
    expect(got.isCut).toBe(wanted.length > 100);
  });

  test("gives its first call that nobody has, for few rows read", async () => {
    const db = openDatabase(env.DB);
    const [head, , third] = (await readQueue(db, LONDON.id, filter, 3)).map(
      ({ recordingId }) => recordingId,
    );
    const until = NOW_MS + 60_000;
    const claim = (personId: string, notThese: string[]) =>
      metered((own) => claimNext(own, LONDON.id, personId, filter, notThese, NOW_MS, until));
    const mine = await claim(me, []);
    expect(mine.got).toBe(head ?? null);
    expect(mine.rows).toBeLessThan(MOST_ROWS / 2);
    // Mine again; somebody else's comes after it.
    expect((await claim(me, [])).got).toBe(head ?? null);
    const [, second] = (await readQueue(db, LONDON.id, filter, 2)).map((item) => item.recordingId);
    const theirs = await claim(other, second === undefined ? [] : [second]);
    expect(theirs.got).toBe(third ?? null);
    expect(theirs.rows).toBeLessThan(MOST_ROWS / 2);
    await env.DB.prepare("UPDATE review_item SET claimed_by = NULL, claimed_until = NULL").run();
  });
});

test("each reason is counted whatever is more pressing, up to fifty", async () => {
  const all = await waiting();
  const counted = await countWaiting(openDatabase(env.DB), LONDON.id);
  for (const reason of REVIEW_REASONS) {
    const those = all.filter(({ reasons }) => reasons.includes(`"${reason}"`)).length;
    expect(those).toBeGreaterThan(40);
    expect([reason, counted[reason]]).toEqual([reason, Math.min(those, MOST_COUNTED)]);
  }
});

test("what waited too long is let go of for about as many rows as there are of it", async () => {
  const old = "local_date < '2026-10-12' AND reasons ->> 'disputed' IS NULL";
  const open = `SELECT count(*) AS n FROM review_item WHERE state = 'open'`;
  const count = async (sql: string) => Number((await rowsOf(sql))[0]?.["n"]);
  const [toExpire, before] = [await count(`${open} AND ${old}`), await count(open)];
  expect([toExpire > 100, before > 20 * toExpire]).toEqual([true, true]);
  const { rows } = await metered((db) =>
    putUpForReview(
      db,
      { siteId: LONDON.id, timeZone: LONDON.timeZone, sampledThrough: null },
      "2026-11-26",
      { outlier: [], sample: [], nowMs: NOW_MS },
    ),
  );
  expect(await count(`${open} AND ${old}`)).toBe(0);
  expect(await count(open)).toBe(before - toExpire);
  expect(rows).toBeLessThan(3.5 * toExpire);
});

/** What a filter lets through, by its words. */
async function matching({ reason, agentUser, campaignId }: QueueFilter) {
  const has = (await waiting()).filter(
    ({ reasons }) => reason === null || reasons.includes(`"${reason}"`),
  );
  if (agentUser === null && campaignId === null) return has;
  const also = has.filter(({ weight }) => reason !== null && weight > REVIEW_PRIORITY[reason]);
  const own = has.filter((item) => !also.includes(item));
  return [...also.slice(0, MOST_LOOKED_AT), ...own.slice(0, MOST_LOOKED_AT)].filter(
    (item) =>
      (agentUser === null || item.agentUser === agentUser) &&
      (campaignId === null || item.campaignId === campaignId),
  );
}
