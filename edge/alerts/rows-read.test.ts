import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";

import { openDatabase } from "../db/client.ts";
import { seedBusySite } from "../qa-api/testing/busy-site.ts";
import { sendDue } from "../sending/send-due.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { createMessageServer, STAND_IN } from "../testing/message-server/message-server.ts";
import { seedSite } from "../testing/seed-site.ts";
import { rows } from "../testing/table-rows.ts";
import { planMessages } from "./plan-messages.ts";
import { hear, seedAlerts } from "./testing/alerted-site.ts";

const MORNING = Date.parse("2026-11-24T14:30:00Z");
const MINUTE = 60_000;

const meter = meterRows(env.DB);

beforeAll(async () => {
  await seedSite("busy");
  await seedAlerts("busy", { agent_silent_on: false }, { day: "2026-11-22" });
  await seedBusySite(env.DB, "busy", "2026-11-23", 6000);
  await hear("busy", MORNING);
  await env.DB.prepare(
    "UPDATE alert_cursor SET place = (SELECT max(rowid) - 100 FROM score)",
  ).run();
});

async function rowsReadAt(nowMs: number): Promise<number> {
  const before = meter.rowsRead();
  const bindings = { ...env, DB: meter.binding, SCORING_PROVIDERS: "rules" };
  await planMessages(openDatabase(meter.binding), bindings, nowMs, () => true);
  return meter.rowsRead() - before;
}

test("of 6,000 calls planning reads those that are new, and a bounded number of others", async () => {
  // A hundred new scores, yesterday's digest with its ten calls, and stuck jobs, which are counted up to 500.
  const due = await rowsReadAt(MORNING + 3 * 60 * MINUTE);
  expect(await rows("SELECT kind FROM message WHERE kind = 'daily_digest'")).toHaveLength(1);
  expect(due).toBeLessThan(1500);
  const check = await rowsReadAt(MORNING + 3 * 60 * MINUTE + 5 * MINUTE);
  expect(check).toBeLessThan(600);
  const idle = await rowsReadAt(MORNING + 3 * 60 * MINUTE + 6 * MINUTE);
  expect(idle).toBeLessThan(20);
});

test("sending reads and writes what it sends, however much was sent before", async () => {
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO delivery (id, site_id, message_id, kind, recipient, via, state, next_at, created_at, round_at)
       WITH RECURSIVE n(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < 5000)
       SELECT 'old' || at, 'busy', 'm', 'test', 'channel:x', 'slack', 'sent', at, at, at FROM n`,
    ),
  ]);
  const before = meter.rowsRead();
  const server = createMessageServer();
  const report = await sendDue(openDatabase(meter.binding), {
    fetch: server.fetch,
    now: () => MORNING + 4 * 60 * MINUTE,
    timeoutMs: 5000,
    resend: { apiKey: STAND_IN.resendKey, baseUrl: "https://api.resend.com" },
    allowLoopback: false,
  });
  expect(report.sent).toBeGreaterThan(0);
  expect(meter.rowsRead() - before).toBeLessThan(60);
});
