import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import type { FailureKind } from "../../providers/provider.ts";
import { sampleUpload } from "../../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../../testing/scoring-bench.ts";
import { seedSite } from "../../testing/seed-site.ts";
import { answered, failed, judgementOf, standInJudge } from "../../testing/stand-in-judge.ts";
import { startStepped } from "../../testing/stepped-tick.ts";
import { emptyDatabase, rows } from "../../testing/table-rows.ts";
import { CRON_TICK } from "../start-tick.ts";

const MINUTE_MS = 60_000;

let bench: ScoringBench;
beforeEach(async () => {
  await emptyDatabase();
  await seedSite("nordwind");
  bench = scoringBench("nordwind");
  await bench.upload(sampleUpload("first"));
});

const good = () => standInJudge((request) => answered(judgementOf("4", request)));
const bad = (kind: FailureKind = "overload") => standInJudge(() => failed(kind));
const closure = async () =>
  (await rows("SELECT requests, closed_until FROM provider_quota WHERE window LIKE 'closed:%'"))[0];

/** Leaves the provider closed, with its time just over and so many calls waiting. */
async function closedAndOver(calls: number): Promise<void> {
  await bench.tick([bad()]);
  await bench.upload(...Array.from({ length: calls }, (_, index) => sampleUpload(`r${index}`)));
  bench.clock.nowMs += MINUTE_MS;
}

describe("a provider that was left alone", () => {
  test("gets one request first; the others go to the next provider meanwhile", async () => {
    await closedAndOver(3);
    const still = bad();
    const next = standInJudge((request) => answered(judgementOf("4", request)), {
      name: "openai-compatible",
    });
    expect(await bench.tick([still, next])).toMatchObject({ scored: 4 });
    expect(still.asked).toHaveLength(1);
    expect(next.asked).toHaveLength(4);
  });

  test("is open to all once that request went well", async () => {
    await closedAndOver(0);
    const judge = good();
    await bench.tick([judge]);
    expect(await closure()).toEqual({ requests: 0, closed_until: null });
    await bench.upload(...["a", "b", "c"].map((id) => sampleUpload(id)));
    expect(await bench.tick([judge])).toMatchObject({ scored: 3 });
  });

  test.each<FailureKind>(["blocked", "malformed", "wrong_schema", "too_large"])(
    "works again when it answers, be it by %s",
    async (kind) => {
      await closedAndOver(0);
      await bench.tick([bad(kind)]);
      expect(await closure()).toEqual({ requests: 0, closed_until: null });
    },
  );

  test("is closed for the first time again after it has worked", async () => {
    for (let time = 0; time < 3; time++) {
      await bench.tick([bad()]);
      bench.clock.nowMs += 60 * MINUTE_MS;
    }
    expect(await closure()).toMatchObject({ requests: 3 });
    await bench.tick([good()]);
    await bench.upload(sampleUpload("later"));
    await bench.tick([bad()]);
    expect(await closure()).toEqual({
      requests: 1,
      closed_until: bench.clock.nowMs + MINUTE_MS,
    });
  });

  test("is tried by another when the one who tried is never heard of again", async () => {
    await closedAndOver(0);
    const dying = await startStepped(env.DB, (db) => bench.tick([good()], CRON_TICK, db));
    // setup, claim, load, reserve: then it dies with the probe in hand
    for (const fault of ["none", "none", "none", "die_after"] as const) await dying.step(0, fault);
    await bench.upload(sampleUpload("other"));
    const judge = good();
    await bench.tick([judge]);
    expect(judge.asked).toHaveLength(0);
    bench.clock.nowMs += 90_000;
    await bench.tick([judge]);
    expect(judge.asked.length).toBeGreaterThan(0);
    expect(await closure()).toEqual({ requests: 0, closed_until: null });
  });

  test("for several reasons is left alone for the longest", async () => {
    await bench.tick([bad("overload")]);
    bench.clock.nowMs += MINUTE_MS;
    await bench.tick([bad("auth")]);
    const judge = good();
    bench.clock.nowMs += 9 * MINUTE_MS;
    await bench.tick([judge]);
    expect(judge.asked).toHaveLength(0);
    bench.clock.nowMs += MINUTE_MS;
    await bench.tick([judge]);
    expect(judge.asked).toHaveLength(1);
  });

  test.each([
    ["overload", 30],
    ["timeout", 30],
    ["geo_block", 60],
    ["auth", 60],
  ] as const)("for %s is never left alone for more than %d minutes", async (kind, minutes) => {
    for (let time = 0; time < 10; time++) {
      await bench.tick([bad(kind)]);
      const until = Number((await closure())?.["closed_until"]);
      expect(until - bench.clock.nowMs).toBeLessThanOrEqual(minutes * MINUTE_MS);
      bench.clock.nowMs = until;
    }
  });
});
