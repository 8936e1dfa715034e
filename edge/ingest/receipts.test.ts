import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { apiErrorSchema } from "#shared/contracts/api-error.ts";
import answerFixture from "#shared/contracts/fixtures/receipts-answer.json" with { type: "json" };
import queryFixture from "#shared/contracts/fixtures/receipts-query.json" with { type: "json" };
import transcriptBatch from "#shared/contracts/fixtures/transcript-batch.json" with { type: "json" };
import { MAX_RECEIPTS_PER_QUERY, receiptsAnswerSchema } from "#shared/contracts/receipts.ts";

import { openDatabase } from "../db/client.ts";
import { countStatements } from "../db/count-statements.ts";
import { sampleCall, sampleTranscript, sampleUpload } from "../testing/sample-upload.ts";
import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { emptyDatabase, wholeState } from "../testing/table-rows.ts";
import { jsonPost, testApp } from "../testing/test-app.ts";
import { readReceipts } from "./receipts.repository.ts";

const app = testApp();
let site: SeededSite;
beforeEach(async () => {
  await emptyDatabase();
  site = await seedSite("nordwind");
});

const post = (path: string, body: unknown, token: string | null = site.ingestToken) =>
  app.request(path, jsonPost(token, body));
const ask = async (recordingIds: string[], who = site) => {
  const body = { site_id: who.siteId, recording_ids: recordingIds };
  const response = await post("/ingest/receipts", body, who.ingestToken);
  expect(response.status).toBe(200);
  return receiptsAnswerSchema.parse(await response.json()).receipts;
};
const store = (...transcripts: unknown[]) =>
  post("/ingest/transcripts", { site_id: "nordwind", transcripts });

test("the messages of the contract: what was taken in is receipted", async () => {
  await post("/ingest/transcripts", transcriptBatch);
  const response = await post("/ingest/receipts", queryFixture);
  expect(await response.json()).toEqual(answerFixture);
});

test("only stored transcripts are receipted: not calls alone, not what was never sent", async () => {
  await store(sampleUpload("1"));
  await post("/ingest/calls", { site_id: "nordwind", calls: [sampleCall("2")] });
  expect(await ask(["3", "2", "1"])).toEqual([
    { recording_id: "1", word_count: sampleUpload("1").transcript.word_count },
  ]);
});

test("each version has its receipt, and an id asked for twice is answered once", async () => {
  await store({ call: sampleCall("1"), transcript: sampleTranscript(["One two three."]) });
  await store({ call: sampleCall("1"), transcript: sampleTranscript(["Four five."]) });
  expect(await ask(["1", "1"])).toEqual([
    { recording_id: "1", word_count: 3 },
    { recording_id: "1", word_count: 2 },
  ]);
});

test("a site learns nothing of another's recordings", async () => {
  await store(sampleUpload("1"));
  expect(await ask(["1"], await seedSite("southwind"))).toEqual([]);
});

test("asking changes nothing", async () => {
  await store(sampleUpload("1"));
  const before = await wholeState();
  await ask(["1", "2"]);
  expect(await wholeState()).toEqual(before);
});

describe("a query is refused", () => {
  const refusal = async (body: unknown, token: string | null = site.ingestToken) => {
    const response = await post("/ingest/receipts", body, token);
    return [response.status, apiErrorSchema.parse(await response.json()).error.code];
  };
  test("without a token, and with one for reading", async () => {
    expect(await refusal(queryFixture, null)).toEqual([401, "unauthorized"]);
    expect(await refusal(queryFixture, site.readToken)).toEqual([403, "wrong_scope"]);
  });
  test("for another site", async () => {
    const other = await seedSite("southwind");
    expect(await refusal(queryFixture, other.ingestToken)).toEqual([403, "wrong_site"]);
  });
  test.each([
    ["for nothing", []],
    ["for too much", Array.from({ length: MAX_RECEIPTS_PER_QUERY + 1 }, (_, id) => String(id))],
    ["for an id that is none", ["x".repeat(65)]],
    ["for a number", [1]],
  ])("%s", async (_, recordingIds) => {
    expect(await refusal({ site_id: "nordwind", recording_ids: recordingIds })).toEqual([
      400,
      "invalid_request",
    ]);
  });
});

test("the largest query is one statement that reads a key for each id, however much is stored", async () => {
  const stored = Array.from({ length: 100 }, (_, index) => sampleUpload(`r${index}`));
  await store(...stored.slice(0, 50));
  await store(...stored.slice(50));
  const { binding, statementsUsed } = countStatements(env.DB);
  const asked = Array.from({ length: MAX_RECEIPTS_PER_QUERY }, (_, index) => `r${index * 10}`);
  expect(await readReceipts(openDatabase(binding), "nordwind", asked)).toHaveLength(10);
  expect(statementsUsed()).toBe(1);

  const sent: string[] = [];
  const listening = new Proxy(env.DB, {
    get: (target, property) =>
      property === "prepare"
        ? (query: string) => {
            sent.push(query);
            return target.prepare(query);
          }
        : Reflect.get(target, property),
  });
  await readReceipts(openDatabase(listening), "nordwind", asked);
  const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sent[0]}`)
    .bind("nordwind", JSON.stringify(asked))
    .all<{ detail: string }>();
  const plan = results.map(({ detail }) => detail);
  expect(plan).toContainEqual(
    expect.stringMatching(/^SEARCH t USING INDEX .*\(site_id=\? AND recording_id=\?\)$/),
  );
  expect(plan.filter((step) => step.startsWith("SCAN"))).toEqual([
    expect.stringMatching(/^SCAN asked VIRTUAL TABLE/),
  ]);
});
