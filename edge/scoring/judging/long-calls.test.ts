import { beforeEach, expect, test } from "vitest";

import type { Provider } from "../../providers/provider.ts";
import { sampleUpload } from "../../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../../testing/scoring-bench.ts";
import { seedSite } from "../../testing/seed-site.ts";
import {
  answered,
  failed,
  judgementOf,
  NO_LIMITS,
  standInJudge,
  type StandInJudge,
} from "../../testing/stand-in-judge.ts";
import { emptyDatabase, rows } from "../../testing/table-rows.ts";

const LONG_CALL = Array.from(
  { length: 100 },
  (_, i) => `Line ${i} of a long call, said at leisure.`,
);

let bench: ScoringBench;
beforeEach(async () => {
  await emptyDatabase();
  await seedSite("nordwind");
  bench = scoringBench("nordwind");
  await bench.upload(sampleUpload("1", {}, LONG_CALL));
});

/** A judge that counts a token a character and takes so many of them. */
function judge(takes: number | null, options: Partial<Provider> = {}): StandInJudge {
  const stand = standInJudge((request) => answered(judgementOf("4", request)), {
    ...options,
    limits: { ...NO_LIMITS, tokensPerMinute: takes, ...options.limits },
  });
  return {
    ...stand,
    estimateTokens: ({ segments }) => segments.reduce((sum, { text }) => sum + text.length, 0),
  };
}
const all = LONG_CALL.join("").length;
const job = async () => (await rows("SELECT state, attempts, last_error FROM scoring_job"))[0];
const excerpts = () => rows("SELECT provider, excerpt FROM score");

test("a call that is too long for the first judge goes whole to the next", async () => {
  const [first, next] = [judge(all - 1), judge(all, { name: "openai-compatible" })];
  await bench.tick([first, next]);
  expect(first.asked).toHaveLength(0);
  expect(next.asked[0]?.segments).toHaveLength(LONG_CALL.length);
  expect(await excerpts()).toEqual([{ provider: "openai-compatible", excerpt: null }]);
});

test("it waits for a judge that takes it whole rather than being given to another in parts", async () => {
  const away = standInJudge(() => failed("overload"), { name: "openai-compatible" });
  const small = judge(all - 1);
  await bench.tick([small, away]);
  expect(small.asked).toHaveLength(0);
  expect(await job()).toMatchObject({ state: "held", attempts: 0 });
});

test("one that is too long for every judge is judged by its parts, and its score says so", async () => {
  const first = judge(Math.round(all * 0.8));
  await bench.tick([first, judge(Math.round(all * 0.9), { name: "openai-compatible" })]);
  const shown = first.asked[0]?.segments ?? [];
  expect(shown.length).toBeLessThan(LONG_CALL.length);
  expect(shown[0]?.text).toBe(LONG_CALL[0]);
  expect(shown.at(-1)?.text).toBe(LONG_CALL.at(-1));
  const [score] = await excerpts();
  expect(score).toMatchObject({ provider: "gemini" });
  expect(JSON.parse(String(score?.["excerpt"]))).toMatchObject({
    rule: "opening-middle-end-1",
    all_words: 900,
    left_out: [{ from_sec: expect.any(Number) }, { to_sec: expect.any(Number) }],
  });
});

test("one of which less than half would fit goes to a person", async () => {
  await bench.tick([judge(Math.round(all * 0.4))]);
  expect(await job()).toMatchObject({
    state: "needs_human",
    last_error: expect.stringContaining("larger than it takes"),
  });
});

test("a refusal as too large teaches the limit, and the parts that fit are asked about in the same tick", async () => {
  const limit = Math.round(all * 0.8);
  const refusing = judge(null);
  const learning: StandInJudge = {
    ...refusing,
    judge: (request) =>
      refusing.estimateTokens(request) > limit
        ? Promise.resolve({
            ...failed("too_large"),
            stated: { tokensPerMinute: { limit, remaining: null } },
          })
        : refusing.judge(request),
  };
  expect(await bench.tick([learning])).toMatchObject({ scored: 1 });
  expect(await rows("SELECT limit_name, value FROM provider_limit")).toEqual([
    { limit_name: "tokensPerMinute", value: limit },
  ]);
  const [score] = await excerpts();
  expect(score?.["excerpt"]).toContain("opening-middle-end-1");
});

test("a context that the model cannot hold limits a call as a minute's tokens do", async () => {
  const small = judge(null, { contextTokens: Math.round(all * 0.8) });
  await bench.tick([small]);
  expect(small.asked[0]?.segments.length).toBeLessThan(LONG_CALL.length);
});
