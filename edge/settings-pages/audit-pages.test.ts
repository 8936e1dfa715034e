import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";

import { noteListening } from "../audio/listening.repository.ts";
import { noteTranscriptViews } from "../audit/transcript-views.repository.ts";
import { openDatabase } from "../db/client.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { visitor, type Visitor } from "../testing/page-forms.ts";
import { seedSite } from "../testing/seed-site.ts";
import { seedPerson, signedIn, signedInAs } from "../testing/signed-in.ts";
import { emptyDatabase } from "../testing/table-rows.ts";
import { testApp, type TestApp } from "../testing/test-app.ts";

const SITE = "nordwind";

let app: TestApp;
let manager: Visitor;
let personId: string;

beforeEach(async () => {
  await emptyDatabase();
  await seedSite(SITE, "Europe/London");
  await seedSite("other");
  app = testApp();
  personId = await seedPerson(SITE, "manager");
  manager = visitor(app, await signedInAs(SITE, personId));
});

async function happened(count: number, actor: string, action: string, siteId = SITE) {
  const insert = env.DB.prepare(
    "INSERT INTO audit_event (id, site_id, at, actor, action, detail) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const events = Array.from({ length: count }, (_, at) =>
    // every other one at the same moment
    insert.bind(
      crypto.randomUUID(),
      siteId,
      1000 + Math.floor(at / 2),
      actor,
      action,
      `{"n":"${action} ${at}"}`,
    ),
  );
  await env.DB.batch(events);
}

const shown = (text: string) =>
  [...text.matchAll(/<bdi class="clamp">([^<]*)</g)].map(([, n]) => n);
const olderOf = (text: string) =>
  /<a href="(\/settings\/audit\?[^"]*before[^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&") ??
  null;

test("the audit log names people, newest first, and no other site's", async () => {
  await happened(2, `person:${personId}`, "settings.change");
  await happened(1, "command line", "token.create", "other");
  const { text } = await manager.open("/settings/audit");
  expect(shown(text)).toEqual(["settings.change 1", "settings.change 0"]);
  expect(text).toContain("<bdi>Test manager</bdi>");
  expect(text).not.toContain("command line");
});

test("the audit log is read page by page, each event once", async () => {
  await happened(120, "command line", "settings.change");
  const seen: (string | undefined)[] = [];
  let path: string | null = "/settings/audit";
  while (path !== null) {
    const { text } = await manager.open(path);
    seen.push(...shown(text));
    path = olderOf(text);
  }
  expect(seen).toEqual(Array.from({ length: 120 }, (_, at) => `settings.change ${119 - at}`));
});

test("the audit log is filtered by who and what; a rare filter goes on from where it stopped looking", async () => {
  await happened(1, "command line", "site.create");
  await happened(900, `person:${personId}`, "settings.change");
  const first = await manager.open("/settings/audit?action=site.create");
  expect(first.text).toContain("Nothing back to");
  const older = olderOf(first.text) ?? "";
  expect(shown((await manager.open(older)).text)).toEqual(["site.create 0"]);
  expect(shown((await manager.open("/settings/audit?actor=command+line")).text)).toEqual([]);
});

test("the audit log is a file as well, safe for spreadsheets", async () => {
  await happened(1, "command line", "=cmd|calc");
  expect((await manager.open("/settings/audit.csv")).status).toBe(403);
  const admin = visitor(app, await signedIn(SITE, "admin"));
  const { text, headers } = await admin.open("/settings/audit.csv");
  expect(headers.get("Content-Type")).toBe("text/csv; charset=utf-8");
  expect(text.split("\r\n").slice(0, 2)).toEqual([
    "at,actor,name,action,detail",
    "1970-01-01T00:00:01.000Z,command line,command line,'=cmd|calc,n: =cmd|calc 0",
  ]);
  expect(headers.get("Link")).toBeNull();
  // who takes it away is in it
  const rows: unknown = JSON.parse((await admin.open("/settings/audit.json")).text);
  expect(rows).toMatchObject([
    { action: "audit.export", detail: { what: "audit log" } },
    { action: "=cmd|calc" },
  ]);
});

test("who read which call, page by page and by call; a file of it is an admin's", async () => {
  const insert = env.DB.prepare("INSERT INTO transcript_view VALUES (?, ?, ?, ?, ?, 'call page')");
  await env.DB.batch(
    Array.from({ length: 120 }, (_, at) =>
      insert.bind(SITE, 3_600_000 * Math.floor(at / 3), `person:${personId}`, `call-${at}`, at),
    ),
  );
  const seen = new Set<string>();
  let path: string | null = "/settings/reading";
  while (path !== null) {
    const { text, status } = await manager.open(path);
    expect(status).toBe(200);
    expect(text).toContain("<bdi>Test manager</bdi>");
    for (const [, id = ""] of text.matchAll(/<bdi>(call-\d+)</g)) seen.add(id);
    path =
      /<a href="(\/settings\/reading\?before[^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&") ??
      null;
  }
  expect(seen.size).toBe(120);
  const one = await manager.open("/settings/reading?call=call-7");
  expect([...one.text.matchAll(/<bdi>(call-\d+)</g)].map(([, id]) => id)).toEqual(["call-7"]);
  expect((await manager.open("/settings/reading.json")).status).toBe(403);
  const admin = visitor(app, await signedIn(SITE, "admin"));
  expect(JSON.parse((await admin.open("/settings/reading.json")).text)).toHaveLength(120);
});

test("who listened to a call stands beside who read it, also where the one was in the hour before", async () => {
  const db = openDatabase(env.DB);
  const person = {
    kind: "session",
    siteId: SITE,
    personId,
    role: "manager",
    agentUser: null,
    name: "",
    unreadNotices: 0,
  } as const;
  const read = { actor: `person:${personId}`, nowMs: 3_500_000, place: "call page" } as const;
  await noteTranscriptViews(db, SITE, read, ["call-1", "call-2"]);
  await noteListening(db, person, "call-1", 3_550_000);
  await noteListening(db, person, "call-1", 3_650_000);
  const admin = visitor(app, await signedIn(SITE, "admin"));
  const seen: unknown = JSON.parse((await admin.open("/settings/reading.json")).text);
  const row = (recording_id: string, place: string, listened_at: string) =>
    expect.objectContaining({ recording_id, place, listened_at });
  expect(seen).toEqual([
    row("call-1", "sound", "1970-01-01T01:00:50.000Z"),
    row("call-2", "call page", ""),
    row("call-1", "call page", "1970-01-01T00:59:10.000Z"),
  ]);
  const { text } = await manager.open("/settings/reading?call=call-1");
  expect(text.match(/data-label="Listened">[^<–]*\d{2}:\d{2}/g)).toHaveLength(2);
});

test("the audit log shows hostile text as text", async () => {
  await happened(1, "<script>alert(1)</script>", "<img src=x>\u202e");
  const { text } = await manager.open("/settings/audit");
  expect(text).not.toMatch(/<script>alert|<img/);
});

test("the audit log answers mistyped places with its beginning, and is no reviewer's", async () => {
  await happened(1, "command line", "site.create");
  const { status, text } = await manager.open("/settings/audit?before=now&actor=&action=");
  expect(status).toBe(200);
  expect(shown(text)).toHaveLength(1);
  const reviewer = visitor(app, await signedIn(SITE, "reviewer"));
  expect((await reviewer.open("/settings/audit")).status).toBe(403);
  expect((await reviewer.open("/settings/audit.csv")).status).toBe(403);
});

test("the list of readings reads no more rows the longer the audit log is", async () => {
  await happened(500, "command line", "settings.change");
  const recordings = Array.from({ length: 20 }, (_, at) => `r${at}`);
  const view = { actor: `person:${personId}`, nowMs: 7_200_000, place: "search" as const };
  await noteTranscriptViews(openDatabase(env.DB), SITE, view, recordings);
  const meter = meterRows(env.DB);
  const metered = visitor(
    testApp(undefined, { DB: meter.binding }),
    await signedInAs(SITE, personId),
  );
  expect((await metered.open("/settings/reading")).text).toContain("r19");
  expect(meter.rowsRead()).toBeLessThan(100);
});
