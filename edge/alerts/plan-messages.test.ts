import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import type { Call } from "#shared/contracts/call.ts";

import { openDatabase } from "../db/client.ts";
import { ingestCalls } from "../ingest/ingest-calls.usecase.ts";
import { runCron } from "../run-cron.ts";
import { letterText } from "../sending/letter-text.ts";
import { sampleCall, sampleUpload } from "../testing/sample-upload.ts";
import { scoringBench } from "../testing/scoring-bench.ts";
import { seedSite } from "../testing/seed-site.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { hear, letters, planAt, saidIn, seedAlerts } from "./testing/alerted-site.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (iso: string) => Date.parse(iso);

beforeEach(async () => {
  await emptyDatabase();
});

/** Uploads and scores calls by the built-in rules. */
async function scored(
  recordingIds: readonly string[],
  differences: Partial<Call>,
  texts?: string[],
) {
  const bench = scoringBench("nordwind", at("2026-11-24T06:00:00Z"));
  await bench.upload(...recordingIds.map((id) => sampleUpload(id, differences, texts)));
  await runCron({ ...env, SCORING_PROVIDERS: "rules" }, at("2026-11-24T06:00:30Z"));
}

async function waiting(ids: readonly string[], localDate: string) {
  const calls = ids.map((id) =>
    sampleCall(id, {
      local_date: localDate,
      started_at: `${localDate}T15:00:00Z`,
      state: "pending",
    }),
  );
  await ingestCalls(openDatabase(env.DB), "nordwind", calls, at("2026-11-20T00:00:00Z"));
}

describe("the daily digest", () => {
  test.each([
    ["America/New_York", "2026-11-24T12:59:00Z", "2026-11-24T13:00:00Z", "2026-11-23"],
    ["Europe/Berlin", "2026-11-24T06:59:00Z", "2026-11-24T07:00:00Z", "2026-11-23"],
    ["Asia/Kolkata", "2026-11-24T02:29:00Z", "2026-11-24T02:30:00Z", "2026-11-23"],
    // The mornings after the clocks were changed.
    ["Europe/Berlin", "2026-03-29T05:59:00Z", "2026-03-29T06:00:00Z", "2026-03-28"],
    ["America/New_York", "2026-11-01T12:59:00Z", "2026-11-01T13:00:00Z", "2026-10-31"],
  ])("of a site in %s is due at eight by its clock, once", async (zone, before, due, date) => {
    await seedSite("nordwind", zone);
    await seedAlerts("nordwind", {}, { day: "2026-01-01" });
    await planAt(at(before));
    expect(await letters("daily_digest")).toEqual([]);
    for (let minute = 0; minute < 26; minute += 5)
      await planAt(at(due) + minute * MINUTE + 4 * MINUTE);
    expect(await letters("daily_digest")).toHaveLength(1);
    expect(await rows("SELECT kind, period FROM message")).toEqual([
      { kind: "daily_digest", period: date },
    ]);
    expect(await rows("SELECT recipient, via, state FROM delivery")).toEqual([
      { recipient: "channel:mail-nordwind", via: "email", state: "due" },
    ]);
  });

  test("gives each count with what it is a part of, and links to the flagged calls", async () => {
    await seedSite("nordwind");
    await seedAlerts("nordwind");
    await scored(["good"], {});
    await scored(["bad"], { agent_name: "Dana <b>&Reyes" }, [
      "Hello.",
      "My bill is wrong.",
      "Bye.",
    ]);
    await waiting(["w1", "w2"], "2026-11-23");
    await ingestCalls(
      openDatabase(env.DB),
      "nordwind",
      [sampleCall("s1", { state: "skipped", state_reason: "too_short" })],
      0,
    );
    await planAt(at("2026-11-24T13:00:00Z"));
    const [letter] = await letters("daily_digest");
    expect(letter?.event).toMatchObject({
      type: "digest.daily",
      data: {
        date: "2026-11-23",
        recorded: 5,
        skipped: 1,
        eligible: 4,
        transcribed: 2,
        waiting: 2,
        scored: 2,
        flagged: 1,
        flagged_calls: [{ recording_id: "bad" }],
      },
    });
    const text = letterText(letter ?? fail());
    expect(text).toMatch(/Eligible +4 {2}\(of 5 recorded; 1 skipped\)/);
    expect(text).toMatch(/Transcribed +2 {2}\(of 4 eligible; 2 waiting\)/);
    expect(text).toMatch(/Scored +2 {2}\(of 2 transcribed\)/);
    expect(text).toMatch(/Flagged +1 {2}\(of 2 scored, 50.0 %\)/);
    expect(text).toContain("https://qa.nordwind.example/calls/bad");
    expect(text).not.toContain("My bill is wrong");
  });

  test("has no words of the calls unless that is switched on", async () => {
    await seedSite("nordwind");
    await seedAlerts("nordwind");
    await scored(["bad"], {}, ["Hello.", "My secret is bananas.", "Bye."]);
    const [row] = await rows("SELECT summary FROM score");
    const summary = String(row?.["summary"]);
    expect(summary).not.toBe("");
    await planAt(at("2026-11-24T13:00:00Z"));
    expect(saidIn((await letters("daily_digest"))[0])).not.toContain(summary.slice(0, 30));
    await env.DB.prepare("DELETE FROM message").run();
    await env.DB.prepare(
      "UPDATE site_alerts SET digest_through = '2026-11-01', checked_at = 0, settings = json_set(settings, '$.with_texts', json('true'))",
    ).run();
    await planAt(at("2026-11-24T13:00:00Z"));
    expect(saidIn((await letters("daily_digest"))[0])).toContain(summary.slice(0, 30));
  });

  test.each([
    ["managers", false],
    ["everybody", true],
  ])(
    "shows telephone numbers in summaries whole only where %s see them",
    async (shownTo, whole) => {
      await seedSite("nordwind");
      await seedAlerts("nordwind", { with_texts: true });
      await scored(["bad"], {}, ["Hello.", "My secret is bananas.", "Bye."]);
      await env.DB.batch([
        env.DB.prepare("UPDATE score SET summary = 'Wants a call on 727 555 1212.'"),
        env.DB.prepare("UPDATE site SET numbers_shown_to = ?").bind(shownTo),
      ]);
      await planAt(at("2026-11-24T13:00:00Z"));
      const said = saidIn((await letters("daily_digest"))[0]);
      expect(said).toContain("Wants a call on");
      expect(said.includes("727 555 1212")).toBe(whole);
    },
  );

  test("of a day without calls says so", async () => {
    await seedSite("nordwind");
    await seedAlerts("nordwind");
    await planAt(at("2026-11-24T13:00:00Z"));
    expect((await letters())[0]).toMatchObject({
      subject: "Site nordwind, Mon 23 Nov: no calls",
      lead: "No calls were recorded on this day.",
    });
  });

  test("waits two hours for the night's scoring, then says that it is not finished", async () => {
    await seedSite("nordwind");
    await seedAlerts("nordwind", { quota_on: false });
    await scoringBench("nordwind", at("2026-11-24T06:00:00Z")).upload(sampleUpload("late"));
    await planAt(at("2026-11-24T13:00:00Z"));
    await planAt(at("2026-11-24T14:55:00Z"));
    expect(await letters("daily_digest")).toEqual([]);
    await planAt(at("2026-11-24T15:00:00Z"));
    expect(saidIn((await letters("daily_digest"))[0])).toContain(
      "Scoring is not finished: 1 call still waits for a judge",
    );
  });

  test("that nobody wants is not kept for whoever comes later", async () => {
    await seedSite("nordwind");
    await seedAlerts("nordwind", { daily_on: false });
    await planAt(at("2026-11-24T13:00:00Z"));
    expect(await rows("SELECT digest_through FROM site_alerts")).toEqual([
      { digest_through: "2026-11-23" },
    ]);
    expect(await letters()).toEqual([]);
  });
});

function fail(): never {
  throw new Error("there is no letter");
}

describe("a pipeline that is silent", () => {
  const began = at("2026-11-24T15:00:00Z");

  /** The kinds and subjects of the alerts planned so far. */
  const told = async () =>
    (await letters())
      .filter(({ event }) => event.type.startsWith("alert."))
      .map(({ title }) => title);

  beforeEach(async () => {
    await seedSite("nordwind");
    await seedAlerts("nordwind", { daily_on: false });
  });

  test("is told of once per cool-down while it lasts, and once when it is over", async () => {
    await hear("nordwind", began);
    for (let minute = 0; minute <= 25 * 60; minute += 30) await planAt(began + minute * MINUTE);
    expect(await told()).toEqual([
      "The on-prem agent is silent",
      "Still: The on-prem agent is silent",
      "Still: The on-prem agent is silent",
    ]);
    const back = began + 26 * HOUR;
    await hear("nordwind", back);
    await planAt(back);
    await planAt(back + 10 * MINUTE);
    expect((await told()).slice(3)).toEqual(["Over: The on-prem agent is silent"]);
    expect(await rows("SELECT rule, state FROM alert_state")).toEqual([
      { rule: "agent_silent", state: "resolved" },
    ]);
  });

  test("that comes and goes is told of once in a cool-down", async () => {
    for (let hour = 0; hour < 10; hour += 1) {
      await hear("nordwind", began + hour * HOUR);
      await planAt(began + hour * HOUR);
      await planAt(began + hour * HOUR + 45 * MINUTE);
    }
    expect(await told()).toEqual([
      "The on-prem agent is silent",
      "Over: The on-prem agent is silent",
    ]);
  });

  test("with nobody to tell is told of to whoever comes", async () => {
    await env.DB.prepare("UPDATE alert_channel SET topics = '[]'").run();
    await hear("nordwind", began);
    for (const hours of [1, 2, 3]) await planAt(began + hours * HOUR);
    expect(await told()).toEqual([]);
    await env.DB.prepare(`UPDATE alert_channel SET topics = '["alerts"]'`).run();
    await planAt(began + 4 * HOUR);
    expect(await told()).toEqual(["The on-prem agent is silent"]);
  });

  test("because it was never set up is no alarm", async () => {
    await planAt(began);
    expect(await told()).toEqual([]);
  });

  test("by a rule that is switched off says nothing, and is resolved in silence", async () => {
    await hear("nordwind", began);
    await planAt(began + HOUR);
    expect(await told()).toHaveLength(1);
    await env.DB.prepare(
      "UPDATE site_alerts SET settings = json_set(settings, '$.agent_silent_on', json('false'))",
    ).run();
    await planAt(began + 2 * HOUR);
    expect(await told()).toHaveLength(1);
    expect(await rows("SELECT state FROM alert_state")).toEqual([{ state: "resolved" }]);
  });

  test("no transcripts by nine of yesterday's recordings", async () => {
    await waiting(["a", "b"], "2026-11-23");
    await planAt(at("2026-11-24T13:59:00Z"));
    expect(await told()).toEqual([]);
    await planAt(at("2026-11-24T14:05:00Z"));
    expect(await told()).toEqual(["No transcripts this morning"]);
    expect(saidIn((await letters())[0])).toContain(
      "Of 2 recordings of Mon 23 Nov none has a transcript",
    );
    // Midnight answers nothing; the next morning does.
    await planAt(at("2026-11-25T06:00:00Z"));
    expect(await told()).toHaveLength(1);
    await planAt(at("2026-11-25T14:05:00Z"));
    expect((await told()).slice(1)).toEqual(["Over: No transcripts this morning"]);
  });

  test("a day on which nothing was recorded needs no transcripts", async () => {
    await planAt(at("2026-11-24T14:05:00Z"));
    expect(await told()).toEqual([]);
  });

  test("a backlog that grew three mornings in a row", async () => {
    await env.DB.prepare(
      `UPDATE site_alerts SET settings = json_set(settings, '$.backlog_min_calls', 5, '$.no_transcripts_on', json('false'))`,
    ).run();
    for (const [day, calls] of [
      ["20", 2],
      ["21", 3],
      ["22", 1],
      ["23", 4],
    ] as const) {
      await waiting(
        Array.from({ length: calls }, (_, one) => `${day}-${one}`),
        `2026-11-${day}`,
      );
      const morning = at(`2026-11-${Number(day) + 1}T14:05:00Z`);
      await planAt(morning);
      await planAt(morning + HOUR);
    }
    expect(await told()).toEqual(["The backlog of recordings grows"]);
    expect(saidIn((await letters())[0])).toContain("10 recordings of earlier days wait");
    await planAt(at("2026-11-25T14:05:00Z"));
    expect((await told()).slice(1)).toEqual(["Over: The backlog of recordings grows"]);
  });

  test("a disk that is nearly full, without going back and forth at the limit", async () => {
    for (const [hour, gigabytes] of [
      [0, 4.9],
      [1, 5.2],
      [2, 4.8],
      [3, 5.6],
    ] as const) {
      await hear("nordwind", began + hour * HOUR, { disk_free_bytes: gigabytes * 1e9 });
      await planAt(began + hour * HOUR);
    }
    expect(await told()).toEqual([
      "The on-prem disk is nearly full",
      "Over: The on-prem disk is nearly full",
    ]);
  });
});

describe("judges that may not be asked", () => {
  const noon = at("2026-11-24T17:00:00Z");
  const gemini = { SCORING_PROVIDERS: "gemini", GEMINI_API_KEY: "key" };

  beforeEach(async () => {
    await seedSite("nordwind");
    await seedAlerts("nordwind", { daily_on: false });
    await scoringBench("nordwind", noon).upload(sampleUpload("1"));
  });

  const close = (untilMs: number) =>
    env.DB.prepare(
      `INSERT OR REPLACE INTO provider_quota (provider, model, window, requests, tokens, closed_until, updated_at)
       VALUES ('gemini', ?, 'closed:day_limit', 1, 0, ?, 0)`,
    )
      .bind(env.GEMINI_MODEL, untilMs)
      .run();

  test("are told of when none is left while calls wait, not for a limit of the minute", async () => {
    await close(noon + 2 * MINUTE);
    await planAt(noon, gemini);
    expect(await letters()).toEqual([]);
    await close(noon + 10 * HOUR);
    await planAt(noon + 6 * MINUTE, gemini);
    const [letter] = await letters();
    expect(letter).toMatchObject({ title: "No judge can be asked" });
    expect(saidIn(letter)).toContain("1 call waits to be scored. Gemini is left alone until");
    await close(noon);
    await planAt(noon + 11 * HOUR, gemini);
    expect((await letters())[1]).toMatchObject({ title: "Over: No judge can be asked" });
  });
});
