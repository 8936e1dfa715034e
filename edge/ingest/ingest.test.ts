import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { OLDEST_AGENT_VERSION } from "#shared/contracts/agent-versions.ts";
import type { Call } from "#shared/contracts/call.ts";
import callBatch from "#shared/contracts/fixtures/call-batch.json" with { type: "json" };
import heartbeat from "#shared/contracts/fixtures/heartbeat.json" with { type: "json" };
import transcriptBatch from "#shared/contracts/fixtures/transcript-batch.json" with { type: "json" };
import { ingestAnswerSchema } from "#shared/contracts/ingest-answer.ts";
import type { TranscriptUpload } from "#shared/contracts/transcript.ts";

import manifest from "../../package.json" with { type: "json" };
import { openDatabase } from "../db/client.ts";
import { countStatements } from "../db/count-statements.ts";
import { recountRollups, storedRollups } from "../testing/recount-rollups.ts";
import { sampleCall, sampleUpload } from "../testing/sample-upload.ts";
import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { emptyDatabase, rows, wholeState } from "../testing/table-rows.ts";
import { jsonPost, testApp } from "../testing/test-app.ts";
import { ingestTranscripts } from "./ingest-transcripts.usecase.ts";

const app = testApp();
let site: SeededSite;
beforeEach(async () => {
  await emptyDatabase();
  site = await seedSite("nordwind");
});

async function send(path: string, body: unknown): Promise<string[]> {
  const response = await app.request(path, jsonPost(site.ingestToken, body));
  expect(response.status).toBe(200);
  return ingestAnswerSchema.parse(await response.json()).results.map(({ result }) => result);
}
const sendCalls = (...calls: Call[]) => send("/ingest/calls", { site_id: "nordwind", calls });
const sendTranscripts = (...transcripts: TranscriptUpload[]) =>
  send("/ingest/transcripts", { site_id: "nordwind", transcripts });
const storedState = async (recordingId: string) =>
  (await rows("SELECT agent_state FROM call WHERE recording_id = ?", recordingId))[0]?.[
    "agent_state"
  ];
const jobs = () =>
  rows("SELECT recording_id, transcript_version, state FROM scoring_job ORDER BY 1, 2");
const totalCalls = async () =>
  Object.fromEntries(
    Object.entries((await storedRollups("nordwind")).stats).map(([key, stat]) => [
      key,
      stat.total_calls,
    ]),
  );

describe("the messages of the contract are taken in", () => {
  test("calls", async () => {
    expect(await send("/ingest/calls", callBatch)).toEqual(["accepted", "accepted", "accepted"]);
    expect(await totalCalls()).toEqual({
      "||": 3,
      "||2026-11-23": 3,
      "1007||2026-11-23": 1,
      "1011||2026-11-23": 1,
      "|SUPPORT|2026-11-23": 2,
    });
  });

  test("transcripts, with a scoring job that is worked on at once", async () => {
    const wakes = app.wakes();
    expect(await send("/ingest/transcripts", transcriptBatch)).toEqual(["accepted"]);
    expect(await jobs()).toEqual([{ recording_id: "184201", transcript_version: 1, state: "due" }]);
    expect(app.wakes()).toBe(wakes + 1);
  });

  test("heartbeats, of which the latest is kept", async () => {
    const beat = async (sent_at: string, outbox_depth: number) =>
      app.request(
        "/ingest/heartbeat",
        jsonPost(site.ingestToken, { ...heartbeat, sent_at, outbox_depth }),
      );
    expect((await beat("2026-11-24T05:12:09Z", 3)).status).toBe(204);
    await beat("2026-11-24T05:13:09.500Z", 2);
    await beat("2026-11-24T05:12:39Z", 9);
    expect(await rows("SELECT body->>'outbox_depth' AS depth FROM agent_heartbeat")).toEqual([
      { depth: 2 },
    ]);
  });

  test("heartbeats of an older agent, which say less, and of a newer one, which say more", async () => {
    const { outbox_refused, watch_uptime_sec, source_error, last_run, ...first } = heartbeat;
    const { skipped, pauses, paused_sec, ...firstRun } = last_run;
    const older = { ...first, last_run: firstRun };
    const newer = { ...heartbeat, sent_at: "2026-11-24T06:00:00Z", mood: "good" };
    const stored = async (body: unknown) => {
      const response = await app.request("/ingest/heartbeat", jsonPost(site.ingestToken, body));
      expect(response.status).toBe(204);
      const [row] = await rows("SELECT body FROM agent_heartbeat");
      return JSON.parse(String(row?.["body"]));
    };
    expect(await stored(older)).toEqual(older);
    expect(await stored(newer)).toEqual({
      ...older,
      sent_at: "2026-11-24T06:00:00Z",
      outbox_refused,
      watch_uptime_sec,
      source_error,
      last_run: { ...firstRun, skipped, pauses, paused_sec },
    });
  });

  test("the settings of a site are answered", async () => {
    await env.DB.prepare("UPDATE site SET initial_prompt = 'Nordwind Energy'").run();
    const response = await app.request("/ingest/settings", {
      headers: { Authorization: `Bearer ${site.ingestToken}` },
    });
    expect(await response.json()).toEqual({
      site_id: "nordwind",
      time_zone: "America/New_York",
      min_call_sec: 30,
      language: "en",
      initial_prompt: "Nordwind Energy",
      campaigns: [],
      agent_versions: { wanted: manifest.version, oldest: OLDEST_AGENT_VERSION },
    });
  });
});

describe("what was sent before", () => {
  test("is a duplicate and changes nothing", async () => {
    await sendTranscripts(sampleUpload("1"), sampleUpload("2"));
    const before = await wholeState();
    const wakes = app.wakes();
    app.clock.nowMs += 60_000;
    expect(await sendTranscripts(sampleUpload("1"), sampleUpload("2"))).toEqual([
      "duplicate",
      "duplicate",
    ]);
    expect(await sendCalls(sampleCall("1"))).toEqual(["duplicate"]);
    expect(await wholeState()).toEqual(before);
    expect(app.wakes()).toBe(wakes);
  });

  test("is stored once when it comes twice in one batch, or twice at once", async () => {
    expect(await sendTranscripts(sampleUpload("1"), sampleUpload("1"))).toEqual([
      "accepted",
      "duplicate",
    ]);
    await Promise.all([sendTranscripts(sampleUpload("2")), sendTranscripts(sampleUpload("2"))]);
    expect(await jobs()).toEqual([
      { recording_id: "1", transcript_version: 1, state: "due" },
      { recording_id: "2", transcript_version: 1, state: "due" },
    ]);
    expect((await totalCalls())["||2026-11-23"]).toBe(2);
  });

  test("a transcript of some runs ago is recognised too", async () => {
    await sendTranscripts(sampleUpload("1"));
    await sendTranscripts(sampleUpload("1", {}, ["Another text altogether."]));
    expect(await sendTranscripts(sampleUpload("1"))).toEqual(["duplicate"]);
  });
});

describe("another transcript of the same recording", () => {
  test("becomes a new version with its own job; the job of the older one is closed", async () => {
    await sendTranscripts(sampleUpload("1"));
    expect(await sendTranscripts(sampleUpload("1", {}, ["Another text."]))).toEqual(["accepted"]);
    expect(await jobs()).toEqual([
      { recording_id: "1", transcript_version: 1, state: "done" },
      { recording_id: "1", transcript_version: 2, state: "due" },
    ]);
    expect(await rows("SELECT last_error FROM scoring_job WHERE transcript_version = 1")).toEqual([
      { last_error: "superseded by transcript version 2" },
    ]);
    expect((await totalCalls())["||2026-11-23"]).toBe(1);
  });

  test("in one batch becomes the next version, and only the newest is to be scored", async () => {
    await sendTranscripts(
      sampleUpload("1", {}, ["First text."]),
      sampleUpload("1", {}, ["Second text."]),
    );
    const versions = await rows(
      "SELECT version, segments->>'$[0].text' AS text FROM transcript ORDER BY version",
    );
    expect(versions).toEqual([
      { version: 1, text: "First text." },
      { version: 2, text: "Second text." },
    ]);
    expect(await jobs()).toEqual([{ recording_id: "1", transcript_version: 2, state: "due" }]);
  });
});

describe("the state of a call", () => {
  test.each<[Call["state"], Call["state"]]>([
    ["transcribed", "pending"],
    ["transcribed", "failed"],
    ["transcribing", "found"],
    ["skipped", "pending"],
    ["failed", "transcribing"],
  ])("%s is not undone by a late %s", async (newer, older) => {
    await sendCalls(sampleCall("1", { state: newer, agent_user: "1011" }));
    expect(await sendCalls(sampleCall("1", { state: older }))).toEqual(["duplicate"]);
    expect(await storedState("1")).toBe(newer);
    expect(await storedRollups("nordwind")).toEqual(await recountRollups("nordwind"));
  });

  test.each<[Call["state"], Call["state"]]>([
    ["found", "pending"],
    ["lost", "transcribed"],
    ["failed", "transcribed"],
    ["lost", "failed"],
  ])("%s moves on to %s", async (older, newer) => {
    await sendCalls(sampleCall("1", { state: older }));
    expect(await sendCalls(sampleCall("1", { state: newer }))).toEqual(["accepted"]);
    expect(await storedState("1")).toBe(newer);
  });

  test("is the furthest one when a batch holds several", async () => {
    const states = ["pending", "transcribed", "transcribing"] as const;
    expect(await sendCalls(...states.map((state) => sampleCall("1", { state })))).toEqual([
      "duplicate",
      "accepted",
      "duplicate",
    ]);
    expect(await storedState("1")).toBe("transcribed");
  });

  test("is transcribed once there is a transcript, whatever the message says", async () => {
    await sendTranscripts(sampleUpload("1", { state: "transcribing" }));
    expect(await storedState("1")).toBe("transcribed");
  });
});

describe("calls are counted", () => {
  test("once, however often their state changes", async () => {
    for (const state of ["found", "pending", "transcribing"] as const) {
      await sendCalls(sampleCall("1", { state }));
    }
    await sendTranscripts(sampleUpload("1"));
    expect(await totalCalls()).toEqual({
      "||": 1,
      "||2026-11-23": 1,
      "1007||2026-11-23": 1,
      "|SUPPORT|2026-11-23": 1,
    });
  });

  test("by the state they are in, with the reason of skipped ones", async () => {
    const states = async () =>
      (await rows("SELECT local_date, states FROM daily_stat WHERE states <> '{}' ORDER BY 1")).map(
        (row): unknown => ({ ...row, states: JSON.parse(String(row["states"])) }),
      );
    await sendCalls(sampleCall("1", { state: "found" }), sampleCall("2", { state: "pending" }));
    await sendCalls(
      sampleCall("1", { state: "skipped", state_reason: "too_short" }),
      sampleCall("3", { state: "skipped", state_reason: "words that are no code" }),
      sampleCall("4", { state: "lost", local_date: "2026-11-24" }),
    );
    const first = { pending: 1, "skipped:other": 1, "skipped:too_short": 1 };
    expect(await states()).toEqual([
      {
        local_date: "",
        states: { lost: 1, pending: 1, "skipped:other": 1, "skipped:too_short": 1 },
      },
      { local_date: "2026-11-23", states: first },
      { local_date: "2026-11-24", states: { lost: 1 } },
    ]);
    await sendCalls(sampleCall("4", { state: "failed", local_date: "2026-11-25" }));
    expect((await states()).slice(1)).toEqual([
      { local_date: "2026-11-23", states: first },
      { local_date: "2026-11-25", states: { failed: 1 } },
    ]);
  });

  test("with a new revision of the site for whatever a list would show, and none for a repeat", async () => {
    const revision = async () => {
      const [row] = await rows("SELECT revision FROM daily_stat WHERE local_date = ''");
      return Number(row?.["revision"] ?? 0);
    };
    await sendCalls(sampleCall("1", { state: "pending" }));
    const first = await revision();
    await sendCalls(sampleCall("1", { state: "pending" }));
    expect(await revision()).toBe(first);
    await sendCalls(sampleCall("1", { state: "pending", agent_name: "Somebody Else" }));
    expect(await revision()).toBe(first + 1);
  });

  test("where they belong now, when agent, campaign or date become known or change", async () => {
    await sendCalls(sampleCall("1", { agent_user: null, campaign_id: null, state: "pending" }));
    await sendCalls(sampleCall("1", { state: "pending" }), sampleCall("2", { state: "pending" }));
    await sendCalls(
      sampleCall("1", { local_date: "2026-11-24", campaign_id: "SALES", state: "pending" }),
      sampleCall("2", { agent_user: "1011", state: "pending" }),
    );
    expect(await totalCalls()).toEqual({
      "||": 2,
      "||2026-11-23": 1,
      "||2026-11-24": 1,
      "1007||2026-11-24": 1,
      "1011||2026-11-23": 1,
      "|SALES|2026-11-24": 1,
      "|SUPPORT|2026-11-23": 1,
    });
  });
});

test("the largest batch takes few statements, and its text arrives unharmed", async () => {
  const { binding, statementsUsed } = countStatements(env.DB);
  const uploads = Array.from({ length: 50 }, (_, index) =>
    sampleUpload(`r${index}`, {}, [`It's "call" number ${index} \\ with ünïcode 🎧.`, "Bye."]),
  );
  const results = await ingestTranscripts(openDatabase(binding), "nordwind", uploads, 0);
  expect(results.every(({ result }) => result === "accepted")).toBe(true);
  expect(statementsUsed()).toBeLessThanOrEqual(10);
  expect(
    await rows("SELECT segments->>'$[0].text' AS text FROM transcript WHERE recording_id = 'r7'"),
  ).toEqual([{ text: `It's "call" number 7 \\ with ünïcode 🎧.` }]);
});
