import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { DEFAULT_ALERT_SETTINGS } from "#shared/contracts/alerts.ts";

import { openDatabase } from "../db/client.ts";
import { countStatements } from "../db/count-statements.ts";
import type { MessageTurn } from "../testing/message-server/message-faults.ts";
import {
  createMessageServer,
  STAND_IN,
  type MessageServer,
} from "../testing/message-server/message-server.ts";
import { seedSite } from "../testing/seed-site.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { planStatements, sendAgainStatement } from "./deliveries.repository.ts";
import type { Letter } from "./letter.ts";
import { SEND_STATEMENTS, sendDue } from "./send-due.ts";
import type { SendingDeps } from "./sending-deps.ts";

const T0 = Date.parse("2026-11-24T08:00:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Via = "email" | "slack" | "webhook";
const VIAS: readonly Via[] = ["email", "slack", "webhook"];

const LETTER: Letter = {
  subject: "Nordwind, Mon 23 Nov: 78.3 on average",
  title: "Mon 23 Nov",
  lead: "142 of 150 calls are scored",
  tone: "good",
  parts: [{ kind: "text", text: "Hello" }],
  footer: "You get this because",
  event: { type: "digest.daily", data: { date: "2026-11-23" } },
};

let clock: { nowMs: number };
let server: MessageServer;
let deps: SendingDeps;
const db = openDatabase(env.DB);

beforeEach(async () => {
  await emptyDatabase();
  await seedSite("nordwind");
  clock = { nowMs: T0 };
  server = createMessageServer({ now: () => clock.nowMs });
  deps = {
    fetch: server.fetch,
    now: () => clock.nowMs,
    timeoutMs: 100,
    resend: { apiKey: STAND_IN.resendKey, baseUrl: "https://api.resend.com" },
    allowLoopback: true,
  };
  const settings = { ...DEFAULT_ALERT_SETTINGS, sender: `Nightshift <qa@${STAND_IN.domain}>` };
  await env.DB.batch([
    env.DB.prepare(
      "INSERT INTO site_alerts (site_id, settings, digest_through, week_through) VALUES ('nordwind', ?, '', '')",
    ).bind(JSON.stringify(settings)),
    ...(
      [
        ["email", "owner@nordwind.example", null],
        ["slack", `http://127.0.0.1:8789${STAND_IN.slackPath}`, null],
        ["webhook", `http://127.0.0.1:8789${STAND_IN.hookPath}`, STAND_IN.hookSecret],
      ] as const
    ).map(([kind, address, secret]) =>
      env.DB.prepare(
        "INSERT INTO alert_channel (id, site_id, kind, label, address, secret, topics, created_at) VALUES (?1, 'nordwind', ?1, ?1, ?2, ?3, '[]', 0)",
      ).bind(kind, address, secret),
    ),
  ]);
});

async function plan(period: string, ...vias: readonly Via[]): Promise<void> {
  const recipients = vias.map((via) => ({ recipient: `channel:${via}`, via }));
  await env.DB.batch(
    planStatements(
      db,
      [
        {
          id: crypto.randomUUID(),
          siteId: "nordwind",
          kind: "daily_digest",
          period,
          letter: LETTER,
          recipients,
        },
      ],
      clock.nowMs,
    ),
  );
}

const ledger = () =>
  rows(
    `SELECT via, state, attempts, last_status AS status, last_error AS reason, (next_at - ${T0}) / 60000 AS inMin
     FROM delivery ORDER BY via`,
  );
const taken = () => server.emails.length + server.posted.length + server.received.length;

describe("what is due", () => {
  test("is sent once each, within its statements, and it is written down", async () => {
    await plan("2026-11-23", ...VIAS);
    await plan("2026-11-23", ...VIAS);
    const counted = countStatements(env.DB);
    expect(await sendDue(openDatabase(counted.binding), deps)).toEqual({
      sent: 3,
      failed: 0,
      toTryAgain: 0,
    });
    expect(counted.statementsUsed()).toBeLessThanOrEqual(SEND_STATEMENTS);
    expect(await sendDue(db, deps)).toEqual({ sent: 0, failed: 0, toTryAgain: 0 });
    expect(server.requests.map(({ headers }) => headers["user-agent"])).toEqual([
      "nightshift/1",
      "nightshift/1",
      "nightshift/1",
    ]);
    expect(server.emails).toMatchObject([
      { to: ["owner@nordwind.example"], from: "Nightshift <qa@nordwind.example>" },
    ]);
    expect(server.posted).toHaveLength(1);
    expect(server.received).toMatchObject([{ type: "digest.daily", data: LETTER.event.data }]);
    const [mail] = await rows("SELECT state, external_id FROM delivery WHERE via = 'email'");
    expect(mail).toEqual({ state: "sent", external_id: server.emails[0]?.id });
  });

  test("is taken by one of several ticks", async () => {
    await plan("a", ...VIAS);
    const reports = await Promise.all([1, 2, 3].map(() => sendDue(db, deps)));
    expect(reports.reduce((sum, { sent }) => sum + sent, 0)).toBe(3);
    expect(server.requests).toHaveLength(3);
  });

  test("beyond four waits for the next tick", async () => {
    for (const period of ["a", "b"]) await plan(period, ...VIAS);
    expect(await sendDue(db, deps)).toMatchObject({ sent: 4 });
    expect(await sendDue(db, deps)).toMatchObject({ sent: 2 });
  });

  test("is taken over from a tick that died, and an e-mail is not sent twice by it", async () => {
    await plan("a", "email");
    const dying = openDatabase(failingToSettle(env.DB));
    await expect(sendDue(dying, deps)).rejects.toThrow("died");
    expect(await sendDue(db, deps)).toEqual({ sent: 0, failed: 0, toTryAgain: 0 });
    clock.nowMs += 3 * MINUTE;
    expect(await sendDue(db, deps)).toMatchObject({ sent: 1 });
    expect(server.requests).toHaveLength(2);
    expect(server.emails).toHaveLength(1);
    expect(await ledger()).toMatchObject([{ state: "sent", attempts: 2 }]);
  });
});

/** A database whose worker ends before it can say what became of a message. */
function failingToSettle(binding: D1Database): D1Database {
  return new Proxy(binding, {
    get(target, property) {
      if (property === "prepare") {
        return (query: string) => {
          if (query.includes("lease_token = NULL")) throw new Error("died");
          return target.prepare(query);
        };
      }
      const value: unknown = Reflect.get(target, property);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** What one fault does to a row: its state, whether the try counts, after how many minutes it is tried again, in words. */
type Expected = {
  state: "due" | "failed" | "sent";
  attempts?: number;
  inMin?: number;
  says?: string;
};
const AGAIN: Expected = { state: "due", attempts: 1, inMin: 1 };

const CASES: readonly [Via, MessageTurn, Expected][] = [
  ["email", "connection_refused", AGAIN],
  ["email", "hang", { ...AGAIN, says: "No answer within" }],
  ["email", "reset_in_body", AGAIN],
  ["email", "accepted_but_reset", AGAIN],
  ["email", "endless_body", AGAIN],
  ["email", "server_error", { ...AGAIN, says: "HTTP 500" }],
  ["email", "unavailable", AGAIN],
  ["email", "still_sending", { ...AGAIN, says: "still at work" }],
  ["email", "rate_limit", { state: "due", attempts: 0, inMin: 0, says: "fewer messages" }],
  ["email", "rate_limit_without_time", { state: "due", attempts: 0, inMin: 1 }],
  ["email", "daily_quota", { state: "due", attempts: 0, inMin: 60, says: "daily quota" }],
  ["email", "bad_key", { state: "failed", says: "check RESEND_API_KEY" }],
  ["email", "restricted_key", { state: "failed", says: "check RESEND_API_KEY" }],
  ["email", "domain_not_verified", { state: "failed", says: "verify the sender's domain" }],
  ["email", "unprocessable", { state: "failed", says: "invalid_parameter" }],
  ["email", "not_found", { state: "failed", says: "HTTP 404 not_found" }],
  ["email", "redirect", { state: "failed", says: "HTTP 302" }],
  ["email", "html_page", { state: "failed", says: "HTTP 403" }],
  ["slack", "connection_refused", AGAIN],
  ["slack", "hang", AGAIN],
  ["slack", "server_error", AGAIN],
  ["slack", "unavailable", AGAIN],
  ["slack", "rate_limit", { state: "due", attempts: 0, inMin: 0, says: "fewer messages" }],
  ["slack", "no_service", { state: "failed", says: "no longer knows this webhook" }],
  ["slack", "bad_key", { state: "failed", says: "invalid_token" }],
  ["slack", "channel_is_archived", { state: "failed", says: "does not let this webhook post" }],
  ["slack", "action_prohibited", { state: "failed", says: "action_prohibited" }],
  ["slack", "invalid_payload", { state: "failed", says: "invalid_payload" }],
  ["slack", "redirect", { state: "failed", says: "HTTP 302" }],
  ["webhook", "connection_refused", AGAIN],
  ["webhook", "hang", AGAIN],
  ["webhook", "reset_in_body", AGAIN],
  ["webhook", "endless_body", AGAIN],
  ["webhook", "server_error", AGAIN],
  ["webhook", "unavailable", AGAIN],
  ["webhook", "rate_limit", { state: "due", attempts: 0, inMin: 2 }],
  ["webhook", "bad_key", { ...AGAIN, says: "HTTP 401" }],
  ["webhook", "not_found", { ...AGAIN, says: "HTTP 404" }],
  ["webhook", "gone", { state: "failed", says: "wants no more messages" }],
  ["webhook", "redirect", { state: "failed", says: "redirects are not followed" }],
];

describe("a try that comes to nothing", () => {
  test.each(CASES)("by %s: %s", async (via, fault, { says = "", ...expected }) => {
    await plan("a", via);
    server.play(fault);
    await sendDue(db, deps);
    const [row] = await ledger();
    expect(row).toMatchObject(expected);
    expect(row?.["reason"]).toContain(says);
    // Neither keys nor addresses nor what the other side wrote.
    expect(row?.["reason"]).not.toMatch(/re_test|127\.0|services|whsec|dana@|owner@/);
  });

  test.each(CASES.filter(([, , { state }]) => state === "due"))(
    "by %s: %s, is made good by a later one, once",
    async (via, fault) => {
      await plan("a", via);
      server.play(fault);
      await sendDue(db, deps);
      clock.nowMs += 2 * HOUR;
      expect(await sendDue(db, deps)).toMatchObject({ sent: 1 });
      expect(taken()).toBe(1);
    },
  );

  test.each(VIAS)("is given up after eight by %s, and says why", async (via) => {
    await plan("a", via);
    server.play(...Array.from({ length: 20 }, () => "server_error" as const));
    const waits: number[] = [];
    for (let minute = 0; minute < 3 * 60; minute += 1) {
      const before = server.requests.length;
      await sendDue(db, deps);
      if (server.requests.length > before) waits.push(minute);
      clock.nowMs += MINUTE;
    }
    expect(waits).toEqual([0, 1, 3, 7, 15, 31, 63, 123]);
    expect(await ledger()).toMatchObject([{ state: "failed", status: 500 }]);
    expect((await ledger())[0]?.["reason"]).toMatch(/^Given up after 8 tries\. .*HTTP 500/);
  });

  test("because of a quota is given up after a day, whatever was waited", async () => {
    await plan("a", "email");
    server.play(...Array.from({ length: 40 }, () => "daily_quota" as const));
    for (let hour = 0; hour < 26; hour += 1) {
      await sendDue(db, deps);
      clock.nowMs += HOUR;
    }
    expect(await ledger()).toMatchObject([
      { state: "failed", reason: expect.stringContaining("after a day") },
    ]);
    expect(server.requests.length).toBeLessThanOrEqual(24);
  });
});

test("a service that wants less is asked once a tick, others go on", async () => {
  for (const period of ["a", "b"]) await plan(period, "email");
  await plan("c", "slack");
  server.play("rate_limit");
  expect(await sendDue(db, deps)).toEqual({ sent: 1, failed: 0, toTryAgain: 2 });
  expect(server.requests).toHaveLength(2);
});

describe("nothing is sent", () => {
  test("without a key, and the row says what to do", async () => {
    await plan("a", "email");
    await sendDue(db, { ...deps, resend: { ...deps.resend, apiKey: null } });
    expect(await ledger()).toMatchObject([
      { state: "failed", reason: expect.stringContaining("wrangler secret put") },
    ]);
    expect(server.requests).toEqual([]);
  });

  test("to a channel that was removed", async () => {
    await plan("a", "slack");
    await env.DB.prepare("DELETE FROM alert_channel").run();
    await sendDue(db, deps);
    expect(await ledger()).toMatchObject([
      { state: "failed", reason: expect.stringContaining("removed") },
    ]);
  });

  test("to this machine in production", async () => {
    await plan("a", "slack", "webhook");
    await sendDue(db, { ...deps, allowLoopback: false });
    expect(await ledger()).toMatchObject([{ state: "failed" }, { state: "failed" }]);
    expect(server.requests).toEqual([]);
  });
});

test("what is sent again is another message to the services, and only of one's own site", async () => {
  await plan("a", "email");
  await sendDue(db, deps);
  const [row] = await rows("SELECT id FROM delivery");
  const id = String(row?.["id"]);
  expect((await sendAgainStatement(db, "other", id, clock.nowMs).run()).meta.changes).toBe(0);
  expect((await sendAgainStatement(db, "nordwind", id, clock.nowMs).run()).meta.changes).toBe(1);
  expect(await sendDue(db, deps, id)).toMatchObject({ sent: 1 });
  expect(server.emails).toHaveLength(2);
});
