import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";

import { seedBusySite } from "../qa-api/testing/busy-site.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { visitor } from "../testing/page-forms.ts";
import { seedSite } from "../testing/seed-site.ts";
import { seedPerson, signedInAs } from "../testing/signed-in.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { testApp } from "../testing/test-app.ts";

const SITE = "busy";
/** What a GET may read of D1's daily allowance. */
const MOST_ROWS = 2000;
const meter = meterRows(env.DB);
const app = testApp(Date.parse("2026-11-23T12:00:00Z"), { DB: meter.binding });

let personId: string;
/** All flagged calls, lowest first. */
let flagged: string[];
beforeAll(async () => {
  await emptyDatabase();
  await seedSite(SITE);
  await seedBusySite(env.DB, SITE, "2026-11-23", 6000);
  personId = await seedPerson(SITE, "manager");
  flagged = (
    await rows(
      "SELECT recording_id FROM score WHERE flagged = 1 AND is_current = 1 ORDER BY total, local_date, recording_id",
    )
  ).map((row) => String(row["recording_id"]));
});

/** Everything of a review that is not said is as a form without words leaves it. */
const reviewed = (ids: readonly string[]) =>
  env.DB.prepare(
    `INSERT OR IGNORE INTO review (id, site_id, recording_id, is_current, scorecard_id, scorecard_version, reviewer_id, cause, marks,
       comments, auto_fails, flagged, comment, is_blind, local_date, created_at)
     SELECT value, ?1, value, 1, 'default', 2, ?2, 'review', '{}', '{}', '[]', 0, '', 0, '2026-11-23', 0 FROM json_each(?3)`,
  )
    .bind(SITE, personId, JSON.stringify(ids))
    .run();

async function overview() {
  const manager = visitor(app, await signedInAs(SITE, personId));
  const before = meter.rowsRead();
  const { text } = await manager.open("/?days=90");
  const panel = text.slice(
    text.indexOf('id="worst-heading"'),
    text.indexOf('id="leaderboard-heading"'),
  );
  const calls = [...panel.matchAll(/href="\/calls\/([^"]+)"/g)].map(([, id]) => id);
  return { panel, calls, rowsRead: meter.rowsRead() - before };
}

test("the lowest flagged calls that nobody reviewed are listed, also when the lowest are all reviewed", async () => {
  expect(flagged.length).toBeGreaterThan(200);
  const idsOf = async () => (await overview()).calls.toSorted();
  const totals = async (ids: readonly (string | undefined)[]) =>
    (
      await rows(
        "SELECT total FROM score WHERE is_current = 1 AND recording_id IN (SELECT value FROM json_each(?)) ORDER BY 1",
        JSON.stringify(ids),
      )
    ).map((row) => row["total"]);
  expect(await totals(await idsOf())).toEqual(await totals(flagged.slice(0, 5)));
  await reviewed(flagged.slice(0, 60));
  const later = await overview();
  expect(later.calls).toHaveLength(5);
  expect(later.calls.filter((id) => flagged.indexOf(id ?? "") < 60)).toEqual([]);
  expect(await totals(later.calls)).toEqual(await totals(flagged.slice(60, 65)));
  expect(later.rowsRead).toBeLessThan(MOST_ROWS);
});

test("when nothing is left of those it looks through, it says of how many", async () => {
  await reviewed(flagged.slice(0, 200));
  const { calls, panel, rowsRead } = await overview();
  expect(calls).toEqual([]);
  expect(panel).toContain(
    `Nothing is left of the 80 lowest of ${flagged.length.toLocaleString("en")} flagged calls`,
  );
  expect(rowsRead).toBeLessThan(MOST_ROWS);
});
