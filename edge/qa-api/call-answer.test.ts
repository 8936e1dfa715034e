import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";

import { callAnswerSchema } from "#shared/contracts/qa-api.ts";
import type { Mark } from "#shared/scoring/score-call.ts";

import { openDatabase } from "../db/client.ts";
import { sampleUpload } from "../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../testing/scoring-bench.ts";
import { seedSite } from "../testing/seed-site.ts";
import { answered, judgementOf, standInJudge } from "../testing/stand-in-judge.ts";
import { emptyDatabase } from "../testing/table-rows.ts";
import { storedAnswer } from "./testing/stored-answer.ts";

const SITE = "nordwind";
let bench: ScoringBench;
beforeEach(async () => {
  await emptyDatabase();
  await seedSite(SITE);
  bench = scoringBench(SITE);
});

/** The call as the API answers it. */
const call = async () =>
  callAnswerSchema.parse(await storedAnswer(openDatabase(env.DB), SITE, "1"));
const gemini = (mark: Mark) => standInJudge((request) => answered(judgementOf(mark, request)));
const groq = (mark: Mark) =>
  standInJudge((request) => answered(judgementOf(mark, request)), { name: "openai-compatible" });

test("a call that one judge was enough for has no opinions beside its score", async () => {
  await bench.upload(sampleUpload("1"));
  await bench.tick([gemini("4")]);
  expect(await call()).toMatchObject({
    total_score: 80,
    first_opinion: null,
    second_opinion: null,
  });
});

test("where a second judge agreed its opinion stands beside the score", async () => {
  await bench.upload(sampleUpload("1"));
  await bench.tick([gemini("3"), groq("3")]);
  expect(await call()).toMatchObject({
    processing_status: "complete",
    llm_provider: "gemini",
    total_score: 60,
    cost_usd: 0.004,
    first_opinion: null,
    second_opinion: { llm_provider: "openai-compatible", total_score: 60, cost_usd: 0.002 },
  });
});

test("where two judges disagree both opinions are given, with their evidence and the reason", async () => {
  await bench.upload(sampleUpload("1"));
  await bench.tick([gemini("3"), groq("2")]);
  expect(await call()).toMatchObject({
    processing_status: "error",
    status_reason: expect.stringContaining("more than 10 points apart"),
    total_score: null,
    first_opinion: {
      llm_provider: "gemini",
      total_score: 60,
      flagged: false,
      evidence: expect.arrayContaining([
        expect.objectContaining({
          id: "greeting",
          mark: "3",
          quotes: [expect.objectContaining({ segment: 0 })],
        }),
      ]),
    },
    second_opinion: { total_score: 40, flagged: true, flag_reason: "Score 40 is below 60" },
  });
});

test("a score that was made before stays, beside the opinions that disagree now", async () => {
  await bench.upload(sampleUpload("1"));
  await bench.tick([gemini("4")]);
  await bench.upload(sampleUpload("1", {}, ["Thank you for calling.", "Another text."]));
  await bench.tick([gemini("3"), groq("2")]);
  expect(await call()).toMatchObject({
    total_score: 80,
    first_opinion: { total_score: 60 },
    second_opinion: { total_score: 40 },
  });
});

test("what the agent says about its transcript is given as it came", async () => {
  const upload = sampleUpload("1");
  const about = {
    left_out: [
      {
        start_sec: 3,
        end_sec: 4.5,
        reason: "repetition",
        outcome: "inaudible",
        speaker: "agent",
      } as const,
    ],
    redacted_spans: [{ kind: "card", start_sec: 8, end_sec: 12, speaker: null } as const],
  };
  await bench.upload({
    ...upload,
    transcript: { ...upload.transcript, ...about, confidence: 0.61, low_confidence: true },
  });
  const { low_confidence, ...rest } = await call();
  expect(low_confidence).toBe(true);
  expect(rest).toMatchObject({ ...about, transcript_confidence: 0.61 });
});

test("an agent that says nothing about it is taken as sure", async () => {
  await bench.upload(sampleUpload("1"));
  expect(await call()).toMatchObject({
    transcript_confidence: null,
    low_confidence: false,
    left_out: [],
    redacted_spans: [],
  });
});
