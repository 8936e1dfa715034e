import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { openDatabase } from "../../db/client.ts";
import { recountRollups, storedRollups } from "../../testing/recount-rollups.ts";
import { sampleUpload } from "../../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../../testing/scoring-bench.ts";
import { seedSite } from "../../testing/seed-site.ts";
import { answered, failed, judgementOf, standInJudge } from "../../testing/stand-in-judge.ts";
import { emptyDatabase, rows, wholeState } from "../../testing/table-rows.ts";
import { CRON_TICK } from "../start-tick.ts";
import { claimJobs } from "./ledger.repository.ts";

const SITE = "nordwind";
const MINUTE_MS = 60_000;
let bench: ScoringBench;
beforeEach(async () => {
  await emptyDatabase();
  await seedSite(SITE);
  bench = scoringBench(SITE);
});

const kindJudge = () => standInJudge((request) => answered(judgementOf("4", request)));
const job = async () =>
  (await rows("SELECT state, attempts, next_at, lease_token, last_error FROM scoring_job"))[0];
const scoreCount = async () => (await rows("SELECT count(*) AS scores FROM score"))[0]?.["scores"];
const claim = (leaseToken: string, limit = 5) =>
  claimJobs(openDatabase(env.DB), {
    leaseToken,
    nowMs: bench.clock.nowMs,
    leaseMs: 5 * MINUTE_MS,
    limit,
  });

describe("a claim", () => {
  test("takes the longest due first, and never what somebody else has", async () => {
    for (const id of ["1", "2", "3"]) {
      await bench.upload(sampleUpload(id));
      bench.clock.nowMs += 1000;
    }
    expect((await claim("a", 2)).map((job) => job.recordingId).toSorted()).toEqual(["1", "2"]);
    expect((await claim("b", 2)).map((job) => job.recordingId)).toEqual(["3"]);
    expect(await claim("c")).toEqual([]);
  });

  test("finds its jobs by the index on when they are due", async () => {
    const plan = await rows(
      "EXPLAIN QUERY PLAN SELECT site_id, recording_id, transcript_version FROM scoring_job WHERE state IN ('due', 'leased', 'held') AND run_id IS NULL AND next_at <= 1 ORDER BY next_at, site_id, recording_id, transcript_version LIMIT 5",
    );
    expect(JSON.stringify(plan)).toContain("scoring_job_next");
    expect(JSON.stringify(plan)).not.toContain("TEMP B-TREE");
  });

  test("takes over what a dead tick had, once its lease has run out", async () => {
    await bench.upload(sampleUpload("1"));
    await claim("dead");
    bench.clock.nowMs += 5 * MINUTE_MS - 1;
    expect(await claim("early")).toEqual([]);
    bench.clock.nowMs += 1;
    expect(await claim("heir")).toMatchObject([{ recordingId: "1", attempts: 0 }]);
  });
});

describe("a tick that dies", () => {
  test("before it commits leaves the job to another, which scores it once", async () => {
    await bench.upload(sampleUpload("1"));
    await claim("dead");
    expect(await bench.tick([kindJudge()])).toMatchObject({ scored: 0 });
    bench.clock.nowMs += 5 * MINUTE_MS;
    expect(await bench.tick([kindJudge()])).toMatchObject({ scored: 1 });
    expect(await scoreCount()).toBe(1);
    expect(await storedRollups(SITE)).toEqual(await recountRollups(SITE));
  });

  test("because the database does is told so, and the job waits for its lease to end", async () => {
    await bench.upload(sampleUpload("1"));
    const judge = standInJudge(() => {
      throw new Error("D1_ERROR: Network connection lost.");
    });
    await expect(bench.tick([judge])).rejects.toThrow("Network connection lost");
    expect(await job()).toMatchObject({ state: "leased", attempts: 0 });
    bench.clock.nowMs += 5 * MINUTE_MS;
    expect(await bench.tick([kindJudge()])).toMatchObject({ scored: 1 });
  });

  test("but wakes again after its lease was taken over commits nothing", async () => {
    await bench.upload(sampleUpload("1"));
    const sleepy = standInJudge(async (request) => {
      bench.clock.nowMs += 5 * MINUTE_MS;
      await claim("heir");
      return answered(judgementOf("4", request));
    });
    const before = await wholeState();
    expect(await bench.tick([sleepy])).toMatchObject({ scored: 0, lost: 1 });
    expect(await job()).toMatchObject({ state: "leased", lease_token: "heir" });
    expect(await scoreCount()).toBe(0);
    const after = await wholeState();
    const changed = Object.keys(after).filter(
      (table) => JSON.stringify(after[table]) !== JSON.stringify(before[table]),
    );
    // the job is the heir's now, and the judge was paid all the same
    expect(changed).toEqual(["scoring_job", "daily_cost"]);
    expect(await rows("SELECT calls, cost_usd FROM daily_cost")).toEqual([
      { calls: 0, cost_usd: 0.002 },
    ]);
  });

  test("but wakes after somebody else has finished changes nothing either", async () => {
    await bench.upload(sampleUpload("1"));
    const sleepy = standInJudge(async (request) => {
      bench.clock.nowMs += 5 * MINUTE_MS;
      expect(await bench.tick([kindJudge()])).toMatchObject({ scored: 1 });
      return answered(judgementOf("1", request));
    });
    expect(await bench.tick([sleepy])).toMatchObject({ scored: 0, lost: 1 });
    expect(await rows("SELECT version, total FROM score")).toEqual([{ version: 1, total: 80 }]);
    expect(await storedRollups(SITE)).toEqual(await recountRollups(SITE));
  });

  test("with its lease gone cannot set the job aside", async () => {
    await bench.upload(sampleUpload("1"));
    const sleepy = standInJudge(async () => {
      bench.clock.nowMs += 5 * MINUTE_MS;
      await claim("heir");
      return failed("our_bug");
    });
    await bench.tick([sleepy]);
    expect(await job()).toMatchObject({ state: "leased", lease_token: "heir", last_error: null });
  });
});

test("ticks that run at the same time score each call once", async () => {
  const ids = Array.from({ length: 24 }, (_, index) => `r${index}`);
  await bench.upload(...ids.map((id, index) => sampleUpload(id, { agent_user: `10${index % 3}` })));
  const judge = standInJudge(async (request) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
    return answered(judgementOf("4", request));
  });
  for (let round = 0; round < 4; round++) {
    await Promise.all([
      bench.tick([judge], CRON_TICK),
      bench.tick([judge], CRON_TICK),
      bench.tick([judge], CRON_TICK),
    ]);
  }
  expect(judge.asked).toHaveLength(24);
  expect(await rows("SELECT count(*) AS scores, max(version) AS version FROM score")).toEqual([
    { scores: 24, version: 1 },
  ]);
  expect(await storedRollups(SITE)).toEqual(await recountRollups(SITE));
});

describe("our own code that throws", () => {
  const broken = () =>
    standInJudge(() => {
      throw new TypeError("undefined is not a customer");
    });

  test("is tried again later, and given up as failed after three times", async () => {
    await bench.upload(sampleUpload("1"));
    await bench.tick([broken()]);
    expect(await job()).toMatchObject({
      state: "due",
      attempts: 1,
      next_at: bench.clock.nowMs + 2 * MINUTE_MS,
      last_error: "our own code failed: TypeError",
    });
    for (let time = 0; time < 2; time++) {
      bench.clock.nowMs += 10 * MINUTE_MS;
      await bench.tick([broken()]);
    }
    expect(await job()).toMatchObject({ state: "failed", attempts: 3 });
  });

  test("over one call does not keep the others from being scored", async () => {
    await bench.upload(sampleUpload("bad", {}, ["Broken."]), sampleUpload("good"));
    const judge = standInJudge((request) => {
      if (request.segments[0]?.text === "Broken.") throw new TypeError("broken");
      return answered(judgementOf("4", request));
    });
    expect(await bench.tick([judge])).toMatchObject({ scored: 1, set_aside: 1 });
  });
});
