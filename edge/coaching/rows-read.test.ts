import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";

import { seedBusySite } from "../qa-api/testing/busy-site.ts";
import { asker } from "../testing/ask.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { seedSite } from "../testing/seed-site.ts";
import { seedPerson, signedInAs } from "../testing/signed-in.ts";
import { testApp } from "../testing/test-app.ts";

const NOW_MS = Date.parse("2026-11-23T12:00:00Z");
const meter = meterRows(env.DB);
const ask = asker(testApp(NOW_MS, { DB: meter.binding }));
let manager: string;
let agent: string;

/** A year of disputes and tasks on a busy site: 2,000 of each, a review for every dispute, and 500 notices for each person. */
beforeAll(async () => {
  await seedSite("busy");
  await seedBusySite(env.DB, "busy", "2026-11-23", 6000);
  const managerId = await seedPerson("busy", "manager");
  const agentId = await seedPerson("busy", "agent", "1001");
  const numbers = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1999)";
  await env.DB.batch([
    env.DB.prepare("DROP TRIGGER dispute_opened"),
    env.DB.prepare("DROP TRIGGER coaching_task_made"),
    env.DB.prepare(
      `${numbers} INSERT INTO review (id, site_id, recording_id, is_current, score_version, scorecard_id, scorecard_version,
         reviewer_id, cause, marks, comments, auto_fails, total, flagged, comment, is_blind, local_date, created_at)
       SELECT 'v' || i, 'busy', printf('r%06d', i), 1, 1, 'default', 1, ?1, 'review', '{}', '{}', '[]', 80, 0, '', 0,
              '2026-11-01', ?2 - i * 3600000 FROM n`,
    ).bind(managerId, NOW_MS),
    env.DB.prepare(
      `${numbers} INSERT INTO dispute (id, site_id, recording_id, score_version, review_id, agent_user, opened_by, opened_at,
         reasons, comment, state, decided_by, decided_at, answer)
       SELECT 'd' || i, 'busy', printf('r%06d', i), 1, 'v' || i, '1001', ?1, ?2 - i * 3600000, '{"greeting":"No."}', '',
              iif(i % 4 = 0, 'open', 'declined'), ?3, ?2, 'No.' FROM n`,
    ).bind(agentId, NOW_MS, managerId),
    env.DB.prepare(
      `${numbers} INSERT INTO coaching_task (id, site_id, agent_user, title, text, created_by, due_date, state, created_at,
         acknowledged_at, done_at)
       SELECT 't' || i, 'busy', '1001', 'Task', '', ?1, date('2026-11-23', (20 - i) || ' days'),
              iif(i % 4 = 0, 'open', 'done'), ?2 - i * 3600000, ?2, iif(i % 4 = 0, NULL, ?2 - i * 3600000) FROM n`,
    ).bind(managerId, NOW_MS),
    env.DB.prepare(
      `INSERT INTO coaching_clip (task_id, place, site_id, recording_id, transcript_version, from_segment, to_segment, from_sec,
         to_sec, criterion_id, note, created_at)
       SELECT 't1', value + 1, 'busy', printf('r%06d', value), 1, 0, 2, 0, 5, 'greeting', '', 0
       FROM json_each('[0,1,2,3,4,5,6,7,8,9]')`,
    ),
    env.DB.prepare(
      `${numbers} INSERT INTO notice (id, site_id, person_id, kind, recording_id, created_at)
       SELECT 'n' || i, 'busy', iif(i % 2, ?1, ?2), 'dispute_opened', printf('r%06d', i), ?3 - i FROM n WHERE i < 1000`,
    ).bind(managerId, agentId, NOW_MS),
  ]);
  manager = await signedInAs("busy", managerId);
  agent = await signedInAs("busy", agentId);
});

/** Every signed-in request counts at most 50 unread notices. */
const UNREAD = 60;

test.each([
  ["/disputes", 60, () => manager],
  ["/disputes?state=declined", 60, () => manager],
  ["/disputes?state=all&agent=1001", 60, () => manager],
  ["/coaching", 50, () => manager],
  ["/coaching?list=overdue", 50, () => manager],
  ["/coaching?list=done", 50, () => manager],
  ["/coaching?list=done&agent=1001", 50, () => manager],
  ["/coaching/t1", 10, () => manager],
  ["/coaching/new?call=r000000", 20, () => manager],
  ["/me/coaching", 100, () => agent],
  ["/notices", 60, () => agent],
])("%s reads a bounded number of rows", async (path, size, who) => {
  const before = meter.rowsRead();
  const page = await ask(who(), path);
  expect([path, page.status]).toEqual([path, 200]);
  await page.text();
  const read = meter.rowsRead() - before;
  // The rates of /disputes are of 300 disputes, 200 reviews and 30 days.
  const rates = path.startsWith("/disputes") ? 300 + 200 * 4 + 40 : 0;
  expect(read).toBeLessThanOrEqual(3 * size + 100 + UNREAD + rates);
});
