import { beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";

import {
  createdSignInLinkSchema,
  createdTokenSchema,
  tokenRowsSchema,
} from "#shared/contracts/admin.ts";
import { personRowsSchema } from "#shared/contracts/people.ts";
import { settingsAnswerSchema } from "#shared/contracts/settings.ts";

import { spendLink } from "../testing/seed-link.ts";
import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { seedPerson, signedIn, signedInAs } from "../testing/signed-in.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { testApp } from "../testing/test-app.ts";

const NOW_MS = Date.parse("2026-11-24T06:00:00Z");
const DAY_MS = 24 * 3_600_000;

let app: ReturnType<typeof testApp>;
let site: SeededSite;
let admin: string;
beforeEach(async () => {
  await emptyDatabase();
  site = await seedSite("nordwind");
  admin = await signedIn("nordwind", "admin");
  app = testApp(NOW_MS);
});

const as = (cookie: string) => (path: string, method: string, body?: unknown) =>
  app.request(path, {
    method,
    headers: {
      Cookie: cookie,
      Origin: "https://nightshift.test",
      "Content-Type": "application/json",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const asAdmin = (path: string, method = "GET", body?: unknown) => as(admin)(path, method, body);
const withToken = (token: string, path = "/api/qa/health") =>
  app.request(path, { headers: { Authorization: `Bearer ${token}` } });

async function newToken(body: object) {
  const response = await asAdmin("/api/admin/tokens", "POST", body);
  expect(response.status).toBe(201);
  return createdTokenSchema.parse(await response.json());
}
const tokens = async () => tokenRowsSchema.parse(await (await asAdmin("/api/admin/tokens")).json());

describe("a token", () => {
  test("is made, shown once, used, and revoked for good", async () => {
    const made = await newToken({ scope: "read", label: "Grafana" });
    expect(made.token).toMatch(/^ns_read_/);
    expect((await withToken(made.token)).status).toBe(200);

    const listed = await (await asAdmin("/api/admin/tokens")).text();
    expect(listed).not.toContain(made.token);
    expect(JSON.stringify(await rows("SELECT * FROM access_token"))).not.toContain(made.token);

    expect((await asAdmin(`/api/admin/tokens/${made.id}`, "DELETE")).status).toBe(204);
    expect((await withToken(made.token)).status).toBe(401);
    expect((await asAdmin(`/api/admin/tokens/${made.id}`, "DELETE")).status).toBe(404);
    expect((await tokens()).find((token) => token.id === made.id)).toMatchObject({
      state: "revoked",
      revoked_at: "2026-11-24T06:00:00.000Z",
    });
  });

  test("of scope ingest speaks for its own site only", async () => {
    const made = await newToken({ scope: "ingest", label: "agent" });
    const settings = await withToken(made.token, "/ingest/settings");
    expect(await settings.json()).toMatchObject({ site_id: "nordwind" });
    expect((await withToken(made.token)).status).toBe(403);
  });

  test("that expires works until then, and not a moment longer", async () => {
    const made = await newToken({ scope: "read", label: "audit", expires_in_days: 7 });
    expect(made.expires_at).toBe("2026-12-01T06:00:00.000Z");
    app.clock.nowMs = NOW_MS + 7 * DAY_MS - 1;
    expect((await withToken(made.token)).status).toBe(200);
    app.clock.nowMs += 1;
    expect((await withToken(made.token)).status).toBe(401);
    expect((await tokens()).find((token) => token.id === made.id)?.state).toBe("expired");
  });

  test("tells when it was last used, and writes that down once in a quarter of an hour", async () => {
    const made = await newToken({ scope: "read", label: "Grafana" });
    const lastUse = async () =>
      (await tokens()).find((token) => token.id === made.id)?.last_used_at ?? null;
    expect(await lastUse()).toBeNull();
    await withToken(made.token);
    expect(await lastUse()).toBe("2026-11-24T06:00:00.000Z");
    app.clock.nowMs += 14 * 60_000;
    await withToken(made.token);
    expect(await lastUse()).toBe("2026-11-24T06:00:00.000Z");
    app.clock.nowMs += 2 * 60_000;
    await withToken(made.token);
    expect(await lastUse()).toBe("2026-11-24T06:16:00.000Z");
  });

  test.each([
    [{}],
    [{ scope: "read" }],
    [{ scope: "admin", label: "x" }],
    [{ scope: "read", label: "   " }],
    [{ scope: "read", label: "x".repeat(121) }],
    [{ scope: "read", label: "x", expires_in_days: 0 }],
    [{ scope: "read", label: "x", site_id: "other" }],
    [[]],
    ["read"],
  ])("is not made of %j", async (body) => {
    const before = await rows("SELECT * FROM access_token");
    expect((await asAdmin("/api/admin/tokens", "POST", body)).status).toBe(400);
    expect(await rows("SELECT * FROM access_token")).toEqual(before);
    expect(await rows("SELECT * FROM audit_event")).toEqual([]);
  });
});

describe("a sign-in link", () => {
  test("signs in as often as it says, in the role it says", async () => {
    const response = await asAdmin("/api/admin/sign-in-links", "POST", {
      person_id: await seedPerson("nordwind", "manager"),
      uses: 2,
      valid_hours: 1,
    });
    const link = createdSignInLinkSchema.parse(await response.json());
    expect(link.expires_at).toBe("2026-11-24T07:00:00.000Z");
    const open = () => spendLink(app, new URL(link.url).searchParams.get("code") ?? "");
    const first = await open();
    expect(first.status).toBe(303);
    const manager = as(first.headers.get("Set-Cookie")?.split(";")[0] ?? "");
    expect((await manager("/api/qa/settings", "GET")).status).toBe(200);
    expect((await manager("/api/admin/tokens", "GET")).status).toBe(403);
    expect((await open()).status).toBe(303);
    expect((await open()).status).toBe(410);
  });
});

describe("a person", () => {
  const people = async () =>
    personRowsSchema.parse(await (await asAdmin("/api/admin/people")).json());
  const add = async (body: object) => {
    const response = await asAdmin("/api/admin/people", "POST", body);
    return { status: response.status, body: await response.json<{ id: string }>() };
  };

  test("is added, changed and disabled, and that ends their session", async () => {
    const { status, body } = await add({ name: "Jo Field", role: "reviewer", email: "JO@X.org" });
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: "Jo Field", role: "reviewer", email: "jo@x.org" });
    const theirs = as(await signedInAs("nordwind", body.id));
    expect((await theirs("/api/qa/health", "GET")).status).toBe(200);

    const change = (changed: object) => asAdmin(`/api/admin/people/${body.id}`, "PATCH", changed);
    expect((await change({ role: "manager" })).status).toBe(200);
    expect((await change({ disabled: true })).status).toBe(200);
    expect((await theirs("/api/qa/health", "GET")).status).toBe(401);
    expect(await rows("SELECT * FROM session WHERE person_id = ?", body.id)).toEqual([]);
    const link = await asAdmin("/api/admin/sign-in-links", "POST", { person_id: body.id });
    expect(link.status).toBe(404);
    expect((await change({ disabled: false })).status).toBe(200);
    expect(await people()).toContainEqual(
      expect.objectContaining({ id: body.id, role: "manager", disabled_at: null }),
    );
  });

  test("has an address and a ViciDial user of their own", async () => {
    expect((await add({ name: "A", role: "agent", agent_user: "1001" })).status).toBe(201);
    expect((await add({ name: "B", role: "agent", agent_user: "1001" })).status).toBe(409);
    expect((await add({ name: "C", role: "manager", email: "c@x.org" })).status).toBe(201);
    const { body } = await add({ name: "D", role: "manager", email: "d@x.org" });
    expect((await add({ name: "E", role: "reviewer", email: "C@x.org" })).status).toBe(409);
    const taken = await asAdmin(`/api/admin/people/${body.id}`, "PATCH", { email: "c@x.org" });
    expect(taken.status).toBe(409);
    expect((await people()).map(({ name }) => name)).toEqual(["A", "C", "D", "Test admin"]);
  });

  test.each([
    [{ name: "A", role: "agent" }],
    [{ name: "A", role: "manager", agent_user: "1001" }],
    [{ name: "", role: "manager" }],
    [{ name: "A", role: "owner" }],
    [{ name: "A", role: "manager", email: "not an address" }],
    [{ name: "A", role: "manager", site_id: "other" }],
  ])("is not made of %j", async (body) => {
    expect((await add(body)).status).toBe(400);
    expect(await people()).toHaveLength(1);
  });

  test("does not take their own admin rights away, nor is an agent made something else", async () => {
    const [me] = await people();
    const change = (id: string, changed: object) =>
      asAdmin(`/api/admin/people/${id}`, "PATCH", changed);
    expect((await change(me?.id ?? "", { role: "manager" })).status).toBe(409);
    expect((await change(me?.id ?? "", { disabled: true })).status).toBe(409);
    const agent = await seedPerson("nordwind", "agent");
    expect((await change(agent, { role: "manager" })).status).toBe(409);
    expect((await change(agent, { role: "agent" })).status).toBe(400);
    expect((await change("nobody", { disabled: true })).status).toBe(404);
  });

  test("of another site is a stranger", async () => {
    await seedSite("other");
    const stranger = await seedPerson("other", "manager");
    const link = await asAdmin("/api/admin/sign-in-links", "POST", { person_id: stranger });
    expect(link.status).toBe(404);
    const change = await asAdmin(`/api/admin/people/${stranger}`, "PATCH", { disabled: true });
    expect(change.status).toBe(404);
    expect(await people()).toHaveLength(1);
  });
});

describe("settings", () => {
  const settings = async () =>
    settingsAnswerSchema.parse(await (await asAdmin("/api/qa/settings")).json());

  test("begin with the scorecard's and the site's own", async () => {
    expect(await settings()).toEqual({
      site_id: "nordwind",
      name: "Site nordwind",
      time_zone: "America/New_York",
      min_call_sec: 30,
      language: "en",
      initial_prompt: null,
      campaigns: [],
      dispute_days: 14,
      transcript_days: 30,
      audio_url: null,
      vicidial_url: null,
      audio_upload: "off",
      audio_days: 30,
      quote_days: null,
      raw_answer_days: null,
      score_days: 0,
      audit_days: 0,
      numbers_shown_to: "managers",
    });
  });

  test("are changed one by one, and reach the agent", async () => {
    const changed = await asAdmin("/api/qa/settings", "PATCH", {
      min_call_sec: 12.5,
      campaigns: [{ campaign_id: "VENTAS", language: "es" }],
    });
    expect(await changed.json()).toEqual(await settings());
    await asAdmin("/api/qa/settings", "PATCH", { initial_prompt: "Nordwind Energy" });
    const told = await withToken(site.ingestToken, "/ingest/settings");
    expect(await told.json()).toEqual({
      site_id: "nordwind",
      time_zone: "America/New_York",
      min_call_sec: 12.5,
      language: "en",
      initial_prompt: "Nordwind Energy",
      campaigns: [
        { campaign_id: "VENTAS", language: "es", min_call_sec: null, initial_prompt: null },
      ],
      agent_versions: {
        wanted: expect.stringMatching(/^\d/),
        oldest: expect.stringMatching(/^\d/),
      },
    });
    const audio_url = "https://audio.example:8443/{date}/{recording_id}.mp3";
    await asAdmin("/api/qa/settings", "PATCH", { audio_url });
    expect(await settings()).toMatchObject({ audio_url, vicidial_url: null });
    await asAdmin("/api/qa/settings", "PATCH", { audio_url: null });
    await asAdmin("/api/qa/settings", "PATCH", { min_call_sec: null, initial_prompt: null });
    expect(await settings()).toMatchObject({ min_call_sec: 30, initial_prompt: null });
  });

  test.each([
    [{}],
    [{ time_zone: "UTC" }],
    [{ site_id: "other" }],
    [{ language: "english" }],
    [{ min_call_sec: -1 }],
    [{ transcript_days: -1 }],
    [{ transcript_days: 1.5 }],
    [{ score_days: 89 }],
    [{ score_days: 120, transcript_days: 121 }],
    [{ score_days: 120, raw_answer_days: 0 }],
    [{ min_call_sec: "30" }],
    [{ initial_prompt: "x".repeat(1001) }],
    [{ campaigns: [{ campaign_id: "A" }, { campaign_id: "A" }] }],
    [{ audio_url: "http://audio.example/{recording_id}.mp3" }],
    [{ audio_url: "https://audio.example/all.mp3" }],
    [{ audio_url: "https://audio.example/{date}.mp3" }],
    [{ audio_url: "https://{recording_id}.example/a.mp3" }],
    [{ audio_url: "https://audio.example/{filename}.mp3?{recording_id}" }],
    [{ audio_url: "https://me:secret@audio.example/{recording_id}" }],
    [{ audio_url: "https://audio.example/{recording_id}; script-src *" }],
    [{ vicidial_url: "javascript:alert({recording_id})" }],
    [{ campaigns: [{ campaign_id: "A", threshold: 3 }] }],
  ])("are not changed by %j", async (body) => {
    const before = await settings();
    expect((await asAdmin("/api/qa/settings", "PATCH", body)).status).toBe(400);
    expect(await settings()).toEqual(before);
  });
});

test("nothing that hangs on a score is kept longer than it, whichever of the two is changed", async () => {
  const change = async (body: object) => {
    const answer = await asAdmin("/api/qa/settings", "PATCH", body);
    return [answer.status, answer.status === 200 ? "" : await answer.text()];
  };
  expect(await change({ quote_days: 200, audio_days: 3650 })).toEqual([200, ""]);
  expect(await change({ score_days: 199 })).toEqual([
    400,
    expect.stringContaining("not shorter than quotes are kept, which is for 200 days (quote_days)"),
  ]);
  // the sound is not uploaded, so its days hold for nothing
  expect(await change({ score_days: 200 })).toEqual([200, ""]);
  for (const longer of [{ transcript_days: 201 }, { transcript_days: 0 }, { quote_days: 0 }]) {
    expect(await change(longer)).toEqual([
      400,
      expect.stringContaining("not longer than scores are kept, 200 days (score_days)"),
    ]);
  }
  expect(await change({ transcript_days: 201, score_days: 0 })).toEqual([200, ""]);
});

test("everything that is changed is in the audit log, with who did it and without secrets", async () => {
  const made = await newToken({ scope: "read", label: "Grafana" });
  await asAdmin("/api/qa/settings", "PATCH", { language: "es" });
  await asAdmin("/api/admin/sign-in-links", "POST", {
    person_id: await seedPerson("nordwind", "manager"),
  });
  await asAdmin(`/api/admin/tokens/${made.id}`, "DELETE");
  await asAdmin(`/api/admin/tokens/${made.id}`, "DELETE");
  const events = await rows("SELECT * FROM audit_event ORDER BY rowid");
  expect(events.map(({ action, actor, at, site_id }) => [action, actor, at, site_id])).toEqual(
    ["token.create", "settings.change", "sign_in_link.create", "token.revoke"].map((action) => [
      action,
      expect.stringMatching(/^person:/),
      NOW_MS,
      "nordwind",
    ]),
  );
  const details = events.map(({ detail }) => z.string().parse(detail));
  expect(details[1]).toBe('{"language":"es"}');
  expect(details.join()).not.toMatch(/ns_(read|link)_/);
});
