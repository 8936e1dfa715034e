import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import {
  createMessageServer,
  STAND_IN,
  type MessageServer,
} from "../testing/message-server/message-server.ts";
import { valueOf, visitor, type Visitor } from "../testing/page-forms.ts";
import { sampleUpload } from "../testing/sample-upload.ts";
import { scoringBench } from "../testing/scoring-bench.ts";
import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { signedIn } from "../testing/signed-in.ts";
import { answered, judgementOf, standInJudge } from "../testing/stand-in-judge.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { testApp, type TestApp } from "../testing/test-app.ts";
import { seedAlerts } from "./testing/alerted-site.ts";

const NOW_MS = Date.parse("2026-11-24T14:00:00Z");
const HOOK = `http://127.0.0.1:8789${STAND_IN.hookPath}`;
const SLACK = `http://127.0.0.1:8789${STAND_IN.slackPath}`;

let app: TestApp;
let server: MessageServer;
let admin: Visitor;
let site: SeededSite;

beforeEach(async () => {
  await emptyDatabase();
  site = await seedSite("nordwind");
  app = testApp(NOW_MS, { RESEND_API_KEY: STAND_IN.resendKey, ALERTS_ALLOW_LOOPBACK: "1" });
  server = createMessageServer({ now: () => app.clock.nowMs });
  vi.spyOn(globalThis, "fetch").mockImplementation(server.fetch);
  admin = visitor(app, await signedIn("nordwind", "admin"));
});
afterEach(() => {
  vi.restoreAllMocks();
});

const add = (kind: string, address: string, topics: readonly string[] = ["alerts"]) =>
  admin.send("/settings/alerts/channels", { kind, label: `Our ${kind}`, address, topics });
const idOf = async (kind: string) =>
  String((await rows("SELECT id FROM alert_channel WHERE kind = ?", kind))[0]?.["id"]);
const log = () => rows("SELECT kind, via, state, last_error FROM delivery ORDER BY rowid");

describe("a channel", () => {
  test("of a webhook shows its secret once, and messages signed with it are taken", async () => {
    const added = await add("webhook", HOOK);
    expect(added.status).toBe(200);
    const secret = /value="(whsec_[^"]+)"/.exec(added.text)?.[1] ?? "";
    expect(secret).toMatch(/^whsec_.{32}$/);
    server.expectSecret(secret);
    const page = await admin.open("/settings/alerts");
    expect(page.text).not.toContain(secret);
    const tested = await admin.send(`/settings/alerts/channels/${await idOf("webhook")}/test`, {});
    expect(tested.location).toBe("/settings/alerts/log?done=tested");
    expect(server.received).toMatchObject([{ type: "test", data: { site_id: "nordwind" } }]);
    expect(await log()).toEqual([
      { kind: "test", via: "webhook", state: "sent", last_error: null },
    ]);
  });

  test("of Slack is tested, and its address is shown nowhere", async () => {
    expect((await add("slack", SLACK)).location).toBe("/settings/alerts?done=added");
    await admin.send(`/settings/alerts/channels/${await idOf("slack")}/test`, {});
    expect(server.posted).toHaveLength(1);
    const shown = [
      await admin.open("/settings/alerts"),
      await admin.open("/settings/alerts/log"),
      await admin.open("/settings/audit"),
      await admin.open("/api/admin/alert-channels"),
    ];
    for (const { status, text } of shown) {
      expect(status).toBe(200);
      expect(text).not.toContain("stand-in");
    }
    expect(shown[0]?.text).toContain("127.0.0.1:8789/…");
  });

  test("of e-mail needs a sender; the log says so, and what is sent again arrives", async () => {
    await add("email", "Owner@Nordwind.example");
    await admin.send(`/settings/alerts/channels/${await idOf("email")}/test`, {});
    const page = await admin.open("/settings/alerts/log");
    expect(page.text).toContain("No sender is set");
    await env.DB.prepare(
      `UPDATE site_alerts SET settings = json_set(settings, '$.sender', 'qa@${STAND_IN.domain}')`,
    ).run();
    const [row] = await rows("SELECT id FROM delivery");
    const again = await admin.send(`/settings/alerts/log/${String(row?.["id"])}/again`, {});
    expect(again.location).toBe("/settings/alerts/log?done=again");
    expect(server.emails).toMatchObject([{ to: ["owner@nordwind.example"] }]);
    expect((await admin.open("/settings/alerts/log")).text).toContain("Our email");
  });

  test("that is removed gets nothing more", async () => {
    await add("slack", SLACK);
    const id = await idOf("slack");
    await admin.send(`/settings/alerts/channels/${id}/remove`, {});
    expect(await rows("SELECT * FROM alert_channel")).toEqual([]);
    expect((await admin.send(`/settings/alerts/channels/${id}/test`, {})).status).toBe(404);
  });

  test.each([
    ["email", "nobody", "an e-mail address"],
    ["email", "a@b.example\nBcc: c@d.example", "an e-mail address"],
    ["slack", "https://example.com/services/T0/B0/x", "https://hooks.slack.com/services/"],
    ["slack", "http://hooks.slack.com/services/T0/B0/x", "https://hooks.slack.com/services/"],
    ["webhook", "http://example.com/hook", "an https address"],
    ["webhook", "https://10.0.0.1/hook", "a host&#39;s name"],
    ["webhook", "https://0x7f000001/hook", "a host&#39;s name"],
    ["webhook", "https://2130706433/hook", "a host&#39;s name"],
    ["webhook", "https://[::1]/hook", "a host&#39;s name"],
    ["webhook", "https://[::ffff:169.254.169.254]/", "a host&#39;s name"],
    ["webhook", "https://localhost/hook", "a public host"],
    ["webhook", "https://db.internal/hook", "a public host"],
    ["webhook", "https://printer.local./hook", "a public host"],
    ["webhook", "https://intranet/hook", "a public host"],
    ["webhook", "https://user:pw@example.com/", "without user and password"],
    ["webhook", "ftp://example.com/", "an https address"],
    ["webhook", "file:///etc/passwd", "an https address"],
  ])("%s at %s is refused with what to give", async (kind, address, advice) => {
    app = testApp(NOW_MS, { ALERTS_ALLOW_LOOPBACK: "" });
    admin = visitor(app, await signedIn("nordwind", "admin"));
    const answer = await add(kind, address);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(advice);
    expect(await rows("SELECT * FROM alert_channel")).toEqual([]);
  });

  test("needs something to get", async () => {
    const answer = await add("slack", SLACK, []);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain("choose at least one");
  });

  test("that its form sends twice is added once", async () => {
    const form_id = valueOf((await admin.open("/settings/alerts")).text, "form_id");
    const form = { form_id, kind: "slack", label: "QA", address: SLACK, topics: "alerts" };
    expect((await admin.send("/settings/alerts/channels", form)).status).toBe(303);
    expect((await admin.send("/settings/alerts/channels", form)).status).toBe(409);
    expect(await rows("SELECT label FROM alert_channel")).toEqual([{ label: "QA" }]);
  });
});

describe("the settings", () => {
  const form = {
    digest_hour: "7",
    sender: "Nightshift <qa@nordwind.example>",
    public_url: "https://QA.nordwind.example/",
    daily_on: "1",
    pipeline_cool_down_min: "720",
    auto_fail_cool_down_min: "30",
    agent_silent_on: "1",
    agent_silent_min: "45",
    no_transcripts_hour: "9",
    backlog_days: "3",
    backlog_min_calls: "50",
    disk_below_gb: "2,5",
  };

  test("are stored as the form has them, begin with the next digest, and are in the audit log", async () => {
    expect((await admin.send("/settings/alerts", form)).location).toBe(
      "/settings/alerts?done=saved",
    );
    const answer = await app.request("/api/qa/alert-settings", {
      headers: { Authorization: `Bearer ${site.readToken}` },
    });
    expect(await answer.json()).toMatchObject({
      digest_hour: 7,
      public_url: "https://qa.nordwind.example",
      daily_on: true,
      weekly_team_on: false,
      disk_below_gb: 2.5,
    });
    // Nine o'clock in New York: this morning's digest is past.
    expect(await rows("SELECT digest_through, week_through FROM site_alerts")).toEqual([
      { digest_through: "2026-11-23", week_through: "2026-11-22" },
    ]);
    expect(await rows("SELECT action FROM audit_event")).toEqual([{ action: "alerts.change" }]);
    await admin.send("/settings/alerts", form);
    expect(await rows("SELECT action FROM audit_event")).toHaveLength(1);
  });

  test.each([
    ["sender", "qa@nordwind.example\r\nBcc: x@y.example", "an address such as"],
    ["sender", "Nightshift", "an address such as"],
    ["public_url", "http://qa.nordwind.example", "https address"],
    ["public_url", "javascript:alert(1)", "https address"],
    ["agent_silent_min", "1", "at least 10"],
    ["disk_below_gb", "", "write a number here"],
  ])("with %s %j are refused beside the field", async (name, value, advice) => {
    const answer = await admin.send("/settings/alerts", { ...form, [name]: value });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(advice);
    expect(await rows("SELECT * FROM site_alerts")).toEqual([]);
  });
});

test("the preview is what would be sent: hostile names stay text, styles are allowed in the frame alone", async () => {
  const bench = scoringBench("nordwind", NOW_MS);
  const agent_name = `<img src=x onerror=alert(1)> & "Dana" <!channel>`;
  await bench.upload(sampleUpload("bad", { agent_name }));
  await bench.tick([standInJudge((request) => answered(judgementOf("1", request)))]);
  const page = await admin.open("/settings/alerts/preview?kind=daily");
  expect(page.status).toBe(200);
  expect(page.text).toContain('<iframe class="letter-frame"');
  expect(page.text).toContain("&amp;lt;!channel&amp;gt;");
  expect(page.headers.get("Content-Security-Policy")).toContain("frame-src 'self'");
  const framed = await admin.open("/settings/alerts/preview/html?kind=daily");
  expect(framed.headers.get("Content-Security-Policy")).toContain("sandbox");
  expect(framed.headers.get("Content-Security-Policy")).toContain("frame-ancestors 'self'");
  expect(framed.headers.get("X-Frame-Options")).toBe("SAMEORIGIN");
  expect(framed.text).not.toContain("<img");
  expect(framed.text).toContain("&lt;img src=x");
  expect(framed.text).toContain("https://nightshift.test/calls/bad");
  const weekly = await admin.open("/settings/alerts/preview?kind=weekly");
  expect(weekly.text).toContain("16 Nov – 22 Nov 2026");
  expect(await rows("SELECT * FROM message")).toEqual([]);
});

test("whoever reads summaries in the preview is written down; without summaries nothing is read", async () => {
  const bench = scoringBench("nordwind", NOW_MS);
  await bench.upload(sampleUpload("bad"));
  await bench.tick([standInJudge((request) => answered(judgementOf("1", request)))]);
  const reads = () => rows("SELECT recording_id, place FROM transcript_view");
  await seedAlerts("nordwind");
  await admin.open("/settings/alerts/preview?kind=daily");
  expect(await reads()).toEqual([]);
  await env.DB.prepare(
    "UPDATE site_alerts SET settings = json_set(settings, '$.with_texts', json('true'))",
  ).run();
  await admin.open("/settings/alerts/preview?kind=weekly");
  expect(await reads()).toEqual([]);
  const { text } = await admin.open("/settings/alerts/preview/html?kind=daily");
  expect(text).toContain("A call about a bill.");
  expect(await reads()).toEqual([{ recording_id: "bad", place: "digest" }]);
});

test("an agent stops their weekly mail and has it again", async () => {
  const cookie = await signedIn("nordwind", "agent");
  const agent = visitor(app, cookie);
  await env.DB.prepare(
    "UPDATE person SET email = 'dana@nordwind.example' WHERE role = 'agent'",
  ).run();
  expect((await agent.open("/notices")).text).not.toContain("Your week by e-mail");
  await admin.send("/settings/alerts/channels", {
    kind: "slack",
    label: "QA",
    address: SLACK,
    topics: "alerts",
  });
  await env.DB.prepare(
    "UPDATE site_alerts SET settings = json_set(settings, '$.weekly_agents_on', json('true'))",
  ).run();
  expect((await agent.open("/notices")).text).toContain("Stop it");
  await agent.send("/notices/weekly", { wanted: "0" });
  expect(await rows("SELECT count(*) AS n FROM mail_opt_out")).toEqual([{ n: 1 }]);
  expect((await agent.open("/notices")).text).toContain("Send it every Monday");
  await agent.send("/notices/weekly", { wanted: "1" });
  expect(await rows("SELECT count(*) AS n FROM mail_opt_out")).toEqual([{ n: 0 }]);
});

test("another site's messages and channels are out of reach", async () => {
  await add("slack", SLACK);
  const id = await idOf("slack");
  await admin.send(`/settings/alerts/channels/${id}/test`, {});
  const [row] = await rows("SELECT id FROM delivery");
  await seedSite("other");
  const stranger = visitor(app, await signedIn("other", "admin"));
  for (const path of [
    `/settings/alerts/channels/${id}/test`,
    `/settings/alerts/channels/${id}/remove`,
    `/settings/alerts/log/${String(row?.["id"])}/again`,
  ]) {
    expect((await stranger.send(path, {})).status).toBe(404);
  }
  expect((await stranger.open("/settings/alerts/log")).text).toContain("Nothing was sent yet");
  expect(server.posted).toHaveLength(1);
});
