import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { openDatabase } from "../db/client.ts";
import { readStoredSettings } from "../site-settings/site-settings.repository.ts";
import { valueOf, visitor, type Visitor } from "../testing/page-forms.ts";
import { seedSite } from "../testing/seed-site.ts";
import { signedIn } from "../testing/signed-in.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { testApp, type TestApp } from "../testing/test-app.ts";

const SITE = "nordwind";
const HOSTILE = '"><script>alert(1)</script>\u202eevil';
const db = openDatabase(env.DB);

let app: TestApp;
let admin: Visitor;
let manager: Visitor;
let reviewer: Visitor;

beforeEach(async () => {
  await emptyDatabase();
  await seedSite(SITE, "Europe/London");
  app = testApp();
  admin = visitor(app, await signedIn(SITE, "admin"));
  manager = visitor(app, await signedIn(SITE, "manager"));
  reviewer = visitor(app, await signedIn(SITE, "reviewer"));
});

const stored = () => readStoredSettings(db, SITE);
const changes = () => rows("SELECT action, detail FROM audit_event ORDER BY at, rowid");

describe("the site", () => {
  const FORM = { name: "Site nordwind", min_call_sec: "", language: "en", initial_prompt: "" };

  test("is read by the staff, and changed by admins alone", async () => {
    for (const visit of [manager, reviewer]) {
      const { status, text } = await visit.open("/settings");
      expect(status).toBe(200);
      expect(text).toContain("An admin changes these.");
      expect(text).not.toContain('action="/settings');
      expect((await visit.send("/settings", FORM)).status).toBe(403);
    }
    expect((await admin.open("/settings")).text).toContain('action="/settings"');
  });

  test("is changed in what is new, and the log says what", async () => {
    const form = { ...FORM, name: HOSTILE, min_call_sec: "12,5" };
    const { status, location } = await admin.send("/settings", form);
    expect([status, location]).toEqual([303, "/settings?done=saved"]);
    expect(await stored()).toMatchObject({ name: HOSTILE, min_call_sec: 12.5, language: "en" });
    expect(await changes()).toEqual([
      { action: "settings.change", detail: JSON.stringify({ name: HOSTILE, min_call_sec: 12.5 }) },
    ]);
    const { text } = await admin.open("/settings");
    expect(text).not.toContain("<script>alert");
    expect(text).toContain("<bdi>&quot;&gt;&lt;script&gt;");
  });

  test("is changed once by a form that is sent twice", async () => {
    const form = { ...FORM, language: "de" };
    await admin.send("/settings", form);
    expect((await admin.send("/settings", form)).location).toBe("/settings?done=same");
    expect(await changes()).toHaveLength(1);
  });

  test("keeps campaigns of their own; an emptied row is none", async () => {
    const campaigns = {
      "campaigns.0.campaign_id": "SALES",
      "campaigns.0.min_call_sec": "60",
      "campaigns.0.language": "ES",
      "campaigns.0.initial_prompt": "",
      "campaigns.1.campaign_id": "",
      "campaigns.1.min_call_sec": "",
      "campaigns.1.language": "",
      "campaigns.1.initial_prompt": "",
    };
    await admin.send("/settings", { ...FORM, ...campaigns });
    expect((await stored())?.campaigns).toEqual([
      { campaign_id: "SALES", min_call_sec: 60, language: "es", initial_prompt: null },
    ]);
    await admin.send("/settings", {
      ...FORM,
      ...campaigns,
      "campaigns.0.campaign_id": "",
      "campaigns.0.min_call_sec": "",
      "campaigns.0.language": "",
    });
    expect((await stored())?.campaigns).toEqual([]);
  });

  test("says beside the fields what is wrong, and comes back with what was typed", async () => {
    const { status, text } = await admin.send("/settings", {
      ...FORM,
      name: "",
      min_call_sec: "long",
      language: "English",
      "campaigns.0.campaign_id": "SALES",
      "campaigns.0.min_call_sec": "9999",
      "campaigns.0.language": "",
      "campaigns.0.initial_prompt": "",
    });
    expect(status).toBe(400);
    for (const problem of [
      'id="name.problem">fill this in',
      'id="min_call_sec.problem">write a number here',
      'id="language.problem">an ISO 639 code',
      'id="campaigns.0.min_call_sec.problem">at most 3600',
    ]) {
      expect(text).toContain(problem);
    }
    expect(valueOf(text, "min_call_sec")).toBe("long");
    expect(await changes()).toEqual([]);
  });

  test("says so when a row has no campaign", async () => {
    const { status, text } = await admin.send("/settings", {
      ...FORM,
      "campaigns.0.campaign_id": "",
      "campaigns.0.min_call_sec": "60",
      "campaigns.0.language": "",
      "campaigns.0.initial_prompt": "",
    });
    expect(status).toBe(400);
    expect(text).toContain('id="campaigns.0.campaign_id.problem">fill this in');
  });

  test("keeps texts for less time only for whoever is sure", async () => {
    const keep = (transcript_days: string, score_days = "0", more = {}) =>
      admin.send("/settings/retention", { transcript_days, score_days, ...more });
    const shorter = await keep("7");
    expect(shorter.status).toBe(400);
    expect(shorter.text).toContain("this is shorter than before");
    expect(valueOf(shorter.text, "transcript_days")).toBe("7");
    await keep("7", "0", { sure: "1" });
    expect((await stored())?.transcript_days).toBe(7);
    await keep("0");
    expect((await stored())?.transcript_days).toBe(0);
    expect((await keep("9")).status).toBe(400);
    expect((await keep("")).status).toBe(400);
    expect((await manager.send("/settings/retention", { transcript_days: "0" })).status).toBe(403);
  });

  test("keeps scores for so many days only for whoever is sure, and nothing that hangs on them longer", async () => {
    const keep = (score_days: string, more = {}) =>
      admin.send("/settings/retention", { transcript_days: "30", score_days, ...more });
    expect((await keep("180")).text).toContain("this is shorter than before");
    expect((await stored())?.score_days).toBe(0);
    const tooFew = await keep("30", { sure: "1" });
    expect([tooFew.status, tooFew.text]).toEqual([
      400,
      expect.stringContaining("0, or at least 90"),
    ]);
    expect((await keep("180", { sure: "1" })).status).toBe(303);
    expect((await stored())?.score_days).toBe(180);
    expect((await admin.open("/settings")).text).toContain('value="180"');
    const privacy = { raw_answer_days: "", audit_days: "0", numbers_shown_to: "managers" };
    const longer = await admin.send("/settings/privacy", { quote_days: "0", ...privacy });
    expect([longer.status, longer.text]).toEqual([
      400,
      expect.stringContaining("not longer than scores are kept, 180 days (score_days)"),
    ]);
    expect((await admin.send("/settings/privacy", { quote_days: "180", ...privacy })).status).toBe(
      303,
    );
  });
});

describe("recordings and disputes", () => {
  const FORM = {
    audio_url: "https://recordings.nordwind.test/{date}/{recording_id}.mp3",
    vicidial_url: "https://dialer.nordwind.test/vicidial/call.php?id={uniqueid}",
    dispute_days: "7",
  };

  test("are set by admins alone, and emptied again", async () => {
    expect((await manager.send("/settings/calls", FORM)).status).toBe(403);
    const { status, location } = await admin.send("/settings/calls", FORM);
    expect([status, location]).toEqual([303, "/settings?done=saved"]);
    expect(await stored()).toMatchObject({ ...FORM, dispute_days: 7 });
    expect((await admin.send("/settings/calls", FORM)).location).toBe("/settings?done=same");
    expect((await reviewer.open("/settings")).text).toContain(FORM.audio_url);
    await admin.send("/settings/calls", { audio_url: "", vicidial_url: "", dispute_days: "0" });
    expect(await stored()).toMatchObject({ audio_url: null, vicidial_url: null, dispute_days: 0 });
  });

  test.each([
    ["an unsafe address", { audio_url: "javascript:alert(1)//{recording_id}" }, "audio_url"],
    ["one without encryption", { vicidial_url: "http://d.test/{uniqueid}" }, "vicidial_url"],
    ["one for all calls", { audio_url: "https://r.test/all.mp3" }, "audio_url"],
    ["an unknown placeholder", { audio_url: "https://r.test/{agent}" }, "audio_url"],
    ["a server chosen by the call", { audio_url: "https://{uniqueid}/a" }, "audio_url"],
    ["no days", { dispute_days: "" }, "dispute_days"],
    ["part of a day", { dispute_days: "1.5" }, "dispute_days"],
    ["hostile text", { audio_url: HOSTILE }, "audio_url"],
  ])("%s is refused at its field, and what was typed stays", async (_, wrong, field) => {
    const form = { ...FORM, ...wrong };
    const { status, text } = await admin.send("/settings/calls", form);
    expect(status).toBe(400);
    expect(text).toContain(`id="${field}.problem"`);
    expect(text).toContain(`name="dispute_days"`);
    expect(text).not.toContain("<script>alert");
    expect(valueOf(text, "vicidial_url")).toBe(form.vicidial_url);
    expect(await stored()).toMatchObject({ audio_url: null, dispute_days: 14 });
  });
});

describe("the judges", () => {
  const RULES = '[{"provider":"rules"}]';
  const SECOND = {
    near_threshold_points: "",
    on_injection: "1",
    max_difference_points: "8",
    max_difference_marks: "1",
  };
  const version = async () => valueOf((await admin.open("/settings/judges")).text, "seen_version");
  const settings = () => rows("SELECT version, value FROM setting ORDER BY version");

  test("are read by the staff with their limits and costs", async () => {
    const { status, text } = await reviewer.open("/settings/judges");
    expect(status).toBe(200);
    expect(text).toContain("Requests today");
    expect(text).toContain("Cost today");
    expect(text).not.toContain('action="/settings/judges"');
  });

  test("are changed by an admin, and the site's log says so", async () => {
    const form = { seen_version: await version(), providers: RULES };
    expect((await admin.send("/settings/judges", form)).location).toBe(
      "/settings/judges?done=saved",
    );
    expect((await admin.send("/settings/judges", form)).location).toBe(
      "/settings/judges?done=same",
    );
    expect(await settings()).toHaveLength(1);
    expect((await changes()).map(({ action }) => action)).toEqual(["scoring_settings.change"]);
    expect((await manager.send("/settings/judges", form)).status).toBe(403);
  });

  test("are not changed over somebody else's newer change", async () => {
    const seen = await version();
    await admin.send("/settings/judges", { seen_version: seen, providers: RULES });
    const { status, text } = await admin.send("/settings/judges/second", {
      seen_version: seen,
      ...SECOND,
    });
    expect(status).toBe(409);
    expect(text).toContain("Somebody else changed the judges");
    expect(valueOf(text, "max_difference_points")).toBe("8");
    expect(await settings()).toHaveLength(1);
    expect(await changes()).toHaveLength(1);
  });

  test.each([
    ["no JSON", "[{", "this is no JSON"],
    ["nothing", "[]", "name at least one provider"],
    ["somebody unknown", '[{"provider":"<script>"}]', "one of gemini, openai-compatible, rules"],
    ["a key", '[{"provider":"rules","api_key":"x"}]', "Judge 1: there is no “api_key” here"],
  ])("are refused with %s, and the text comes back", async (_, providers, problem) => {
    const form = { seen_version: await version(), providers };
    const { status, text } = await admin.send("/settings/judges", form);
    expect(status).toBe(400);
    expect(text).toContain(problem);
    expect(text).toContain(
      providers.replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
    );
    expect(await settings()).toEqual([]);
  });

  test("are asked a second time when the site says so", async () => {
    await admin.send("/settings/judges/second", { seen_version: await version(), ...SECOND });
    const [{ value } = { value: "{}" }] = await settings();
    expect(JSON.parse(String(value))).toMatchObject({
      second_judging: {
        near_threshold_points: null,
        on_low_confidence: false,
        on_injection: true,
        max_difference_points: 8,
        max_difference_marks: 1,
      },
    });
    const wrong = { ...SECOND, seen_version: await version(), max_difference_marks: "9" };
    const { status, text } = await admin.send("/settings/judges/second", wrong);
    expect(status).toBe(400);
    expect(text).toContain('id="max_difference_marks.problem">at most 4');
  });

  test("that several sites share are nobody's to change", async () => {
    await seedSite("other");
    const { text } = await admin.open("/settings/judges");
    expect(text).toContain("Several sites share these judges");
    const form = { seen_version: "0", providers: RULES };
    expect((await admin.send("/settings/judges", form)).status).toBe(409);
    expect(await settings()).toEqual([]);
  });
});

describe("the on-prem agent", () => {
  test("was never heard at a new site", async () => {
    expect((await reviewer.open("/settings/agent")).text).toContain("No agent was ever heard");
  });

  test("is told to be silent after a quarter of an hour", async () => {
    const body = JSON.stringify({
      site_id: SITE,
      agent_version: "1.2.3",
      host: "<b>vici</b>",
      sent_at: "2026-11-24T06:00:00Z",
      queue: { pending: 12 },
      outbox_depth: 3,
      model: "small.en",
      disk_free_bytes: 5e9,
      last_run: null,
    });
    await env.DB.prepare(
      "INSERT INTO agent_heartbeat (site_id, received_at, body) VALUES (?, ?, ?)",
    )
      .bind(SITE, app.clock.nowMs, body)
      .run();
    const { text } = await reviewer.open("/settings/agent");
    for (const part of ["Running", "&lt;b&gt;vici&lt;/b&gt;", "1.2.3", "small.en", "5.0 GB"]) {
      expect(text).toContain(part);
    }
    expect(text).toContain("Waiting to be transcribed");
    app.clock.nowMs += 16 * 60_000;
    expect((await reviewer.open("/settings/agent")).text).toContain("Silent for 16 min");
  });
});
