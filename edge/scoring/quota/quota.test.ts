import { beforeEach, describe, expect, test } from "vitest";

import type { ProviderLimits } from "../../providers/provider.ts";
import { sampleUpload } from "../../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../../testing/scoring-bench.ts";
import { seedSite } from "../../testing/seed-site.ts";
import {
  answered,
  failed,
  judgementOf,
  NO_LIMITS,
  standInJudge,
} from "../../testing/stand-in-judge.ts";
import { emptyDatabase, rows } from "../../testing/table-rows.ts";

const MINUTE_MS = 60_000;
const START_MS = Date.parse("2026-11-24T06:00:30Z");
/** Midnight in Los Angeles. */
const DAY_END_MS = Date.parse("2026-11-24T08:00:00Z");

let bench: ScoringBench;
beforeEach(async () => {
  await emptyDatabase();
  await seedSite("nordwind");
  bench = scoringBench("nordwind", START_MS);
  await bench.upload(...["1", "2", "3"].map((id) => sampleUpload(id)));
});

const first = (limits: Partial<ProviderLimits> = {}) =>
  standInJudge((request) => answered(judgementOf("4", request)), {
    limits: { ...NO_LIMITS, ...limits },
  });
const second = (limits: Partial<ProviderLimits> = {}) =>
  standInJudge((request) => answered(judgementOf("4", request)), {
    name: "openai-compatible",
    limits: { ...NO_LIMITS, ...limits },
  });
const heldUntil = async () =>
  (await rows("SELECT DISTINCT next_at FROM scoring_job WHERE state = 'held'")).map(
    (row) => row["next_at"],
  );

describe("quota", () => {
  test("is counted per minute and day, with the tokens that were really used", async () => {
    await bench.tick([first()]);
    expect(
      await rows("SELECT provider, window, requests, tokens FROM provider_quota ORDER BY window"),
    ).toEqual([
      { provider: "gemini", window: "day:2026-11-23", requests: 3, tokens: 3600 },
      { provider: "gemini", window: "minute:2026-11-24T06:00", requests: 3, tokens: 3600 },
    ]);
  });

  test.each<[string, Partial<ProviderLimits>, number]>([
    ["requests", { requestsPerMinute: 2 }, 2],
    // each request is estimated at 1000 tokens and takes 1200
    ["tokens", { tokensPerMinute: 2300 }, 2],
  ])(
    "of a minute, once its %s are used, is waited for with the same judge",
    async (_, limits, asks) => {
      const judge = first(limits);
      const next = second();
      expect(await bench.tick([judge, next])).toMatchObject({ scored: asks });
      expect(judge.asked).toHaveLength(asks);
      expect(next.asked).toHaveLength(0);
      expect(await heldUntil()).toEqual([Date.parse("2026-11-24T06:01:00Z")]);
      bench.clock.nowMs = Date.parse("2026-11-24T06:01:00Z");
      expect(await bench.tick([judge, next])).toMatchObject({ scored: 3 - asks });
    },
  );

  test.each<[string, Partial<ProviderLimits>]>([
    ["requests", { requestsPerDay: 1 }],
    ["tokens", { tokensPerDay: 1500 }],
  ])("of a day, once its %s are used, makes way for the next judge", async (_, limits) => {
    const [judge, next] = [first(limits), second()];
    expect(await bench.tick([judge, next])).toMatchObject({ scored: 3 });
    expect([judge.asked.length, next.asked.length]).toEqual([1, 2]);
  });

  test("that is used up everywhere holds the job until the first judge returns", async () => {
    const judges = [
      first({ requestsPerDay: 1 }),
      second({ requestsPerDay: 1, dayTimeZone: "UTC" }),
    ];
    expect(await bench.tick(judges)).toMatchObject({ scored: 2, set_aside: 1 });
    expect(await heldUntil()).toEqual([DAY_END_MS]);
    bench.clock.nowMs = DAY_END_MS;
    expect(await bench.tick(judges)).toMatchObject({ scored: 1 });
    expect(await rows("SELECT max(attempts) AS attempts FROM scoring_job")).toEqual([
      { attempts: 0 },
    ]);
  });

  test("is never exceeded by ticks that run at the same time", async () => {
    await bench.upload(...Array.from({ length: 12 }, (_, index) => sampleUpload(`r${index}`)));
    const judge = first({ requestsPerMinute: 4 });
    await Promise.all([bench.tick([judge]), bench.tick([judge]), bench.tick([judge])]);
    expect(judge.asked).toHaveLength(4);
  });

  test("a call that is larger than a judge's minute goes to the next at once", async () => {
    const [judge, next] = [first({ tokensPerMinute: 999 }), second()];
    expect(await bench.tick([judge, next])).toMatchObject({ scored: 3 });
    expect(judge.asked).toHaveLength(0);
  });

  test("of minutes long past is forgotten, of days is kept", async () => {
    await bench.tick([first()]);
    bench.clock.nowMs += 2 * 60 * MINUTE_MS;
    await bench.upload(sampleUpload("4"));
    await bench.tick([first()]);
    expect(await rows("SELECT window FROM provider_quota ORDER BY window")).toEqual([
      { window: "day:2026-11-23" },
      { window: "day:2026-11-24" },
      { window: "minute:2026-11-24T08:00" },
    ]);
  });
});

describe("a judge that asked to be left alone", () => {
  test("is, by every job and tick, for as long as it said", async () => {
    const judge = standInJudge(() => failed("minute_limit", 90_000));
    await bench.tick([judge]);
    // the three calls were asked about beside each other
    expect(judge.asked).toHaveLength(3);
    bench.clock.nowMs += 89_999;
    await bench.upload(sampleUpload("4"));
    await bench.tick([judge]);
    expect(judge.asked).toHaveLength(3);
    expect(await heldUntil()).toEqual([START_MS + 90_000]);
  });

  test("is left alone longer each time it is overloaded again", async () => {
    const judge = standInJudge(() => failed("overload"));
    const waits: number[] = [];
    for (let time = 0; time < 7; time++) {
      await bench.tick([judge]);
      const until = Math.max(...(await heldUntil()).map(Number));
      waits.push((until - bench.clock.nowMs) / MINUTE_MS);
      bench.clock.nowMs = until;
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30]);
    // three at first, beside each other; then one probe each time
    expect(judge.asked).toHaveLength(3 + 6);
  });

  test("for the day is not asked before its own midnight, whatever delay it named", async () => {
    const judge = standInJudge(() => failed("day_limit", 36_000));
    await bench.tick([judge]);
    expect(judge.asked).toHaveLength(3);
    bench.clock.nowMs = DAY_END_MS - 1;
    await bench.tick([judge]);
    expect(judge.asked).toHaveLength(3);
    bench.clock.nowMs = DAY_END_MS;
    await bench.tick([judge]);
    expect(judge.asked).toHaveLength(4);
  });

  test("because of its key is found in the quota table by the name of that failure", async () => {
    await bench.tick([standInJudge(() => failed("auth"))]);
    expect(
      await rows("SELECT window, closed_until FROM provider_quota WHERE closed_until IS NOT NULL"),
    ).toEqual([{ window: "closed:auth", closed_until: START_MS + 10 * MINUTE_MS }]);
  });
});
