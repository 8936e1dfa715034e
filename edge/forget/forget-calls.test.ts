import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";

import {
  FORGOTTEN_REASON,
  forgetAnswerSchema,
  forgottenPageSchema,
  MAX_FORGOTTEN_PER_PAGE,
} from "#shared/contracts/forget.ts";
import { ingestAnswerSchema } from "#shared/contracts/ingest-answer.ts";

import { recountSite } from "../admin/sites.repository.ts";
import { openDatabase } from "../db/client.ts";
import { storedAnswer } from "../qa-api/testing/stored-answer.ts";
import { saidOf } from "../testing/said-of.ts";
import { sampleUpload } from "../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../testing/scoring-bench.ts";
import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { seedPerson } from "../testing/signed-in.ts";
import { answered, judgementOf, standInJudge } from "../testing/stand-in-judge.ts";
import { emptyDatabase, everythingStored, rows } from "../testing/table-rows.ts";
import { testApp } from "../testing/test-app.ts";
import { forgetCalls } from "./forget-calls.usecase.ts";

const SITE = "nordwind";
/** Words that only this caller's call has; whatever keeps one of them is found. */
const TEXTS = [
  "Thank you for calling Nordwind, this is Dana. How can I help?",
  "Zanzibar, my number is 7275551212, the quagmire again.",
  "I'm sorry about that quagmire.",
];
const TELLTALE = /zanzibar|quagmire|7275551212|1795424551\.77/gi;

let site: SeededSite;
let bench: ScoringBench;
let personId: string;
beforeEach(async () => {
  await emptyDatabase();
  site = await seedSite(SITE);
  await seedSite("other");
  bench = scoringBench(SITE);
  personId = await seedPerson(SITE, "manager");
});

const db = () => openDatabase(env.DB);
const forget = (...ids: string[]) =>
  forgetCalls(db(), SITE, ids, { actor: "token:ingest:1", nowMs: bench.clock.nowMs });
const judge = standInJudge((request) => answered(judgementOf("2", request)));
const post = (path: string, body: unknown, token = site.ingestToken) =>
  testApp(bench.clock.nowMs).request(path, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });

/** Every place in the whole database where a word of the caller's still stands. */
const leftOfCaller = async () =>
  [...(await everythingStored()).matchAll(TELLTALE)].map(({ index, input }) =>
    input.slice(Math.max(0, index - 60), index + 30),
  );

/** The caller's call with everything that can be said of it, and another's. */
async function everythingSaid(): Promise<void> {
  await bench.upload(sampleUpload("77", {}, TEXTS), sampleUpload("78"));
  await bench.tick([judge]);
  const found = [{ quote: "zanzibar", segment: 1, start_sec: 5, end_sec: 10 }];
  const opinion = JSON.stringify({
    provider: {
      name: "gemini",
      model: "b",
      promptVersion: "c",
    },
    scorecard: {
      id: "default",
      version: 2,
    },
    score: {
      total: 40,
      flagged: true,
      flagReason: null,
    },
    criteria: [
      {
        id: "needs",
        mark: "2",
        rationale: "quagmire",
        evidence: found,
      },
    ],
    autoFails: [
      {
        id: "abuse",
        evidence: found,
      },
    ],
    excerpt: null,
    summary: "zanzibar",
    strengths: ["quagmire"],
    improvements: ["quagmire"],
    inputTokens: 1,
    outputTokens: 1,
    costUsd: 0,
    latencyMs: 1,
    rawAnswer: "zanzibar",
  });
  const now = bench.clock.nowMs;
  await env.DB.batch([
    env.DB.prepare(
      `UPDATE score SET second_opinion = ?1, summary = 'A quagmire.', strengths = '["zanzibar"]', improvements = '["zanzibar"]',
         criteria = json_set(criteria, '$[0].rationale', 'zanzibar'), auto_fails = ?1 -> '$.autoFails',
         injections = '[{"segment":1,"start_sec":5,"text":"zanzibar"}]', raw_answer = 'quagmire'
       WHERE recording_id = '77'`,
    ).bind(opinion),
    env.DB.prepare(
      "UPDATE scoring_job SET opinions = ?, last_error = 'zanzibar' WHERE recording_id = '77'",
    ).bind(`[${opinion}]`),
    ...["77", "78"].flatMap((id) =>
      saidOf(id, { personId, word: id === "77" ? "zanzibar" : "ordinary", nowMs: now }),
    ),
    env.DB.prepare(
      "INSERT INTO message (id, site_id, kind, period, letter, created_at) VALUES ('m', 'nordwind', 'daily_digest', '2026-11-23', ?, 1)",
    ).bind(
      JSON.stringify({
        subject: "Yesterday",
        title: "Yesterday",
        lead: "",
        tone: "plain",
        parts: [
          {
            kind: "list",
            title: "Flagged",
            items: [{ title: "Dana", href: "https://qa.example/calls/77", text: "zanzibar" }],
            rest: null,
          },
        ],
        footer: "",
        event: { type: "digest.daily", data: {} },
      }),
    ),
  ]);
}

test("nothing of the caller is left in any table, the numbers are, and another caller's call is untouched", async () => {
  await everythingSaid();
  const figures = async () => ({
    score: await rows(
      "SELECT total, flagged, cost_usd, input_tokens FROM score ORDER BY recording_id",
    ),
    daily: await rows(
      "SELECT local_date, agent_user, campaign_id, total_calls, scored_calls, sum_total, marks, states FROM daily_stat ORDER BY 1, 2, 3",
    ),
    team: await rows("SELECT * FROM team_stat"),
  });
  const before = await figures();
  const [other, marks] = [await storedAnswer(db(), SITE, "78"), await marksOf("77")];
  expect(await leftOfCaller()).not.toEqual([]);
  bench.clock.nowMs += 1000;
  const [forgotten] = await forget("77");
  expect(forgotten?.removed).toEqual({
    calls: 1,
    transcripts: 1,
    scores: 1,
    jobs: 1,
    tries: 1,
    reviews: 1,
    disputes: 1,
    coaching_clips: 1,
    calibration_marks: 1,
    notices: expect.any(Number),
    sounds: 0,
  });
  expect(await leftOfCaller()).toEqual([]);
  expect(await figures()).toEqual(before);
  expect(await marksOf("77")).toEqual(marks);
  expect(await storedAnswer(db(), SITE, "78")).toEqual(other);
  expect((await everythingStored()).includes("ordinary")).toBe(true);
  // what is counted anew from the rows comes to the same
  await recountSite(db(), SITE);
  expect(await figures()).toEqual(before);
});

const marksOf = async (recordingId: string) =>
  (await storedAnswer(db(), SITE, recordingId))?.evidence.map(({ id, mark }) => [id, mark]);

test("a repeat answers the same and removes what came since; each time is in the audit log, without a word of it", async () => {
  await everythingSaid();
  const first = await forget("77", "unknown");
  expect(first.map((one) => [one.recording_id, one.removed.calls])).toEqual([
    ["77", 1],
    ["unknown", 0],
  ]);
  await env.DB.prepare("UPDATE review SET comment = 'zanzibar once more' WHERE id = '77'").run();
  bench.clock.nowMs += 60_000;
  expect(await forget("77", "unknown")).toEqual(first);
  expect(await leftOfCaller()).toEqual([]);
  expect(
    await rows(
      "SELECT actor, action, detail FROM audit_event WHERE action = 'caller.forget' ORDER BY at",
    ),
  ).toEqual(
    [0, 2].map((before) => ({
      actor: "token:ingest:1",
      action: "caller.forget",
      detail: `{"recording_ids":["77","unknown"],"forgotten_before":${before}}`,
    })),
  );
});

test("an agent that sends it again, an old one too, does not bring it back", async () => {
  await everythingSaid();
  const body = { site_id: SITE, transcripts: [sampleUpload("77", {}, TEXTS), sampleUpload("79")] };
  expect(
    (await post("/ingest/forget", { site_id: SITE, recording_ids: ["77", "never seen"] })).status,
  ).toBe(200);
  const answer = ingestAnswerSchema.parse(await (await post("/ingest/transcripts", body)).json());
  expect(answer.results).toEqual([
    { index: 0, recording_id: "77", result: "rejected", reason: FORGOTTEN_REASON },
    { index: 1, recording_id: "79", result: "accepted", reason: null },
  ]);
  const calls = [sampleUpload("never seen", {}, TEXTS).call, sampleUpload("77", {}, TEXTS).call];
  expect((await post("/ingest/calls", { site_id: SITE, calls })).status).toBe(422);
  expect(await leftOfCaller()).toEqual([]);
  expect(await rows("SELECT recording_id FROM call ORDER BY 1")).toEqual(
    ["77", "78", "79"].map((recording_id) => ({ recording_id })),
  );
});

test("a call that is being judged gets no score any more", async () => {
  await bench.upload(sampleUpload("77", {}, TEXTS));
  const slow = standInJudge(async (request) => {
    await forget("77");
    return answered(judgementOf("2", request));
  });
  await bench.tick([slow]);
  expect(await rows("SELECT count(*) AS scores FROM score")).toEqual([{ scores: 0 }]);
  expect(await leftOfCaller()).toEqual([]);
  expect(await bench.tick([judge])).toMatchObject({ scored: 0 });
});

test("the agent of a site forgets only its own site's calls", async () => {
  await everythingSaid();
  const other = await seedSite("third");
  const asked = { site_id: SITE, recording_ids: ["77"] };
  expect((await post("/ingest/forget", asked, other.ingestToken)).status).toBe(403);
  expect((await post("/ingest/forget", asked, site.readToken)).status).toBe(403);
  const own = await post("/ingest/forget", { ...asked, site_id: "third" }, other.ingestToken);
  expect(forgetAnswerSchema.parse(await own.json()).forgotten[0]?.removed.calls).toBe(0);
  expect(await leftOfCaller()).not.toEqual([]);
  const none = await post("/ingest/forget", { site_id: SITE, recording_ids: [] });
  expect([none.status, await none.text()]).toEqual([400, expect.stringContaining("recording_ids")]);
});

test("an agent learns page by page what is forgotten at its own site, in the order of the ids' bytes", async () => {
  const page = async (after: string, who = site) => {
    const body = { site_id: who.siteId, after };
    const response = await post("/ingest/forgotten", body, who.ingestToken);
    expect(response.status).toBe(200);
    return forgottenPageSchema.parse(await response.json());
  };
  expect(await page("")).toEqual({ recording_ids: [], more: false });
  const odd = ["\u{1f600}", "\uff5e", "z", "10-1"];
  await forget(...odd);
  expect(await page("")).toEqual({
    recording_ids: ["10-1", "z", "\uff5e", "\u{1f600}"],
    more: false,
  });
  const other = await seedSite("third");
  expect(await page("", other)).toEqual({ recording_ids: [], more: false });
  const refused = { site_id: "third", after: "" };
  expect((await post("/ingest/forgotten", refused)).status).toBe(403);
  expect((await post("/ingest/forgotten", { site_id: SITE })).status).toBe(400);

  const many = Array.from({ length: MAX_FORGOTTEN_PER_PAGE }, (_, index) => `m${index + 10_000}`);
  await env.DB.prepare(
    "INSERT INTO forgotten_call SELECT ?1, value, 1, 'x', '{}' FROM json_each(?2)",
  )
    .bind(SITE, JSON.stringify(many))
    .run();
  const first = await page("");
  expect([first.recording_ids.length, first.more]).toEqual([MAX_FORGOTTEN_PER_PAGE, true]);
  const rest = await page(first.recording_ids.at(-1) ?? "");
  expect(rest.more).toBe(false);
  expect([...first.recording_ids, ...rest.recording_ids].toSorted()).toEqual(
    [...odd, ...many].toSorted(),
  );
});

test("the audit log is only added to", async () => {
  await forget("77");
  for (const table of ["audit_event", "transcript_view"]) {
    if (table === "transcript_view")
      await env.DB.prepare(
        "INSERT INTO transcript_view VALUES ('nordwind', 0, 'person:1', '77', 1, 'call page')",
      ).run();
    for (const change of [`DELETE FROM ${table}`, `UPDATE ${table} SET actor = 'nobody'`]) {
      await expect(env.DB.prepare(change).run()).rejects.toThrow("only added to");
    }
  }
});
