import * as fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";

import type {
  FailureKind,
  JudgeOutcome,
  JudgeRequest,
  ProviderName,
} from "../providers/provider.ts";
import { salesCard } from "../scorecards/testing/sales-card.ts";
import { scorecardBench } from "../scorecards/testing/scorecard-bench.ts";
import { recountRollups, storedRollups } from "../testing/recount-rollups.ts";
import { SAMPLE_TEXTS, sampleUpload } from "../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../testing/scoring-bench.ts";
import { seedSite } from "../testing/seed-site.ts";
import {
  answered,
  failed,
  judgementOf,
  NO_LIMITS,
  standInJudge,
} from "../testing/stand-in-judge.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { CRON_TICK } from "./start-tick.ts";
import { JOBS_AT_ONCE } from "./work-through.ts";

const SITE = "nordwind";
const MINUTE_MS = 60_000;
const MAX_STATEMENTS = 39;
const MAX_REQUESTS = 10;

let bench: ScoringBench;
async function newBench(): Promise<ScoringBench> {
  await emptyDatabase();
  await seedSite(SITE);
  return scoringBench(SITE);
}
beforeEach(async () => {
  bench = await newBench();
});

type Behaviour = "good" | "near" | "invents" | FailureKind;
const BEHAVIOURS: readonly Behaviour[] = [
  "good",
  "good",
  "near",
  "near",
  "invents",
  "malformed",
  "truncated",
  "blocked",
  "too_large",
  "overload",
  "minute_limit",
  "day_limit",
  "our_bug",
];

function behave(behaviour: Behaviour, request: JudgeRequest): JudgeOutcome {
  if (behaviour === "good") return answered(judgementOf("2", request));
  if (behaviour === "near") return answered(judgementOf("3", request));
  if (behaviour === "invents") {
    return answered(judgementOf("5", request, { closing: { evidence: ["Never said by anyone"] } }));
  }
  return { ...failed(behaviour), stated: { requestsPerDay: { limit: 900, remaining: 5 } } };
}

const BEGIN_RUNS_FOR_MS = 15_000;

describe("whatever judges do, a tick stays under 40 statements and within 10 requests", () => {
  test("and leaves no call leased, and the rollups equal to a recount", async () => {
    const startedAtMs = Date.now();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...BEHAVIOURS), { minLength: 20, maxLength: 60 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 9 }),
        async (behaviours, judgeCount, calls) => {
          // An interrupt would leave the last run going on into the next test.
          if (Date.now() - startedAtMs > BEGIN_RUNS_FOR_MS) return;
          bench = await newBench();
          const first = Array.from({ length: calls }, (_, index) => sampleUpload(`r${index}`));
          await bench.upload(...first);
          await bench.tick([standInJudge((request) => answered(judgementOf("4", request)))]);
          await bench.upload(
            ...first.map(({ call }) =>
              sampleUpload(call.recording_id, {}, [...SAMPLE_TEXTS, "Said once more."]),
            ),
          );
          let turn = 0;
          const judges = Array.from({ length: judgeCount }, (_, index) =>
            standInJudge(
              (request) => behave(behaviours[turn++ % behaviours.length] ?? "good", request),
              { model: `m${index}`, limits: { ...NO_LIMITS, requestsPerMinute: 7 } },
            ),
          );
          for (let tick = 0; tick < 6; tick++) {
            judges.forEach(({ asked }) => asked.splice(0));
            const report = await bench.tick(judges, CRON_TICK);
            expect(report.statements).toBeLessThanOrEqual(MAX_STATEMENTS);
            const requests = judges.reduce((sum, { asked }) => sum + asked.length, 0);
            expect(requests).toBeLessThanOrEqual(MAX_REQUESTS);
            bench.clock.nowMs += 20 * MINUTE_MS;
          }
          expect(await storedRollups(SITE)).toEqual(await recountRollups(SITE));
          expect(await rows("SELECT * FROM scoring_job WHERE state = 'leased'")).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  }, 40_000);
});

test("so does it with new calls, second opinions, tries and re-scores all at once, until all are done", async () => {
  let turn = 0;
  const fickle = (name: ProviderName) =>
    standInJudge(
      (request) => {
        turn += 1;
        if (turn % 7 === 0) return failed("malformed");
        return turn % 5 === 0
          ? failed("minute_limit", 30_000)
          : answered(judgementOf("3", request));
      },
      { name },
    );
  const judges = [fickle("gemini"), fickle("openai-compatible")];
  const ids = Array.from({ length: 6 }, (_, index) => `r${index}`);
  await bench.upload(...ids.map((id) => sampleUpload(id)));
  await bench.tick([standInJudge((request) => answered(judgementOf("4", request)))]);
  const cards = scorecardBench(SITE, bench);
  await cards.publish("sales", { ...salesCard(), flag_below: 60 });
  await cards.tryOn("sales", { recording_ids: ids });
  await cards.rescore("sales", { recording_ids: ids });
  let scored = 0;
  for (let tick = 0; tick < 40; tick++) {
    if (tick < 4) await bench.upload(sampleUpload(`new${tick}`), sampleUpload(`newer${tick}`));
    judges.forEach(({ asked }) => asked.splice(0));
    const report = await bench.tick(judges, CRON_TICK);
    expect(report.statements).toBeLessThanOrEqual(MAX_STATEMENTS);
    expect(judges.reduce((sum, { asked }) => sum + asked.length, 0)).toBeLessThanOrEqual(
      MAX_REQUESTS,
    );
    scored += report.scored;
    bench.clock.nowMs += MINUTE_MS;
  }
  expect(scored).toBe(6 + 8);
  expect(
    await rows("SELECT kind, state, count(*) AS n FROM scorecard_run_call GROUP BY 1, 2"),
  ).toEqual([
    { kind: "rescore", state: "done", n: 6 },
    { kind: "try", state: "done", n: 6 },
  ]);
  expect(
    await rows(
      "SELECT count(second_opinion) AS second, count(*) AS n FROM score WHERE is_current = 1",
    ),
  ).toEqual([{ second: 14, n: 14 }]);
  expect(await storedRollups(SITE)).toEqual(await recountRollups(SITE));
});

test("four calls are scored by one tick, not all at once", async () => {
  await bench.upload(...Array.from({ length: 8 }, (_, index) => sampleUpload(`r${index}`)));
  let open = 0;
  let mostOpen = 0;
  const judge = standInJudge(async (request) => {
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
    open -= 1;
    return answered(judgementOf("4", request));
  });
  const report = await bench.tick([judge], CRON_TICK);
  expect(report.scored).toBe(4);
  expect(report.statements).toBeLessThanOrEqual(MAX_STATEMENTS);
  expect(mostOpen).toBeGreaterThan(1);
  expect(mostOpen).toBeLessThanOrEqual(JOBS_AT_ONCE);
  expect(JOBS_AT_ONCE).toBeLessThan(6);
});

test("no question is asked whose answer might come after the lease", async () => {
  await bench.upload(sampleUpload("1"));
  const slow = standInJudge(() => {
    bench.clock.nowMs += 4 * MINUTE_MS;
    return failed("malformed");
  });
  expect(await bench.tick([slow], CRON_TICK)).toMatchObject({ lost: 0 });
  expect(slow.asked).toHaveLength(1);
});

test("a call that kills the ticks that work on it is soon worked on alone, and given up after five; the others are scored", async () => {
  const ids = ["a", "b", "c", "d"];
  await bench.upload(sampleUpload("poison", {}, ["Poison."]), ...ids.map((id) => sampleUpload(id)));
  let deaths = 0;
  let killedAlone = 0;
  for (let tick = 0; tick < 10; tick++) {
    let asked = 0;
    let isDead = false;
    const judge = standInJudge((request) => {
      asked += 1;
      isDead ||= request.segments[0]?.text === "Poison.";
      // the platform ends the whole invocation, whatever else it was working on
      if (isDead) throw new Error("D1_ERROR: Network connection lost.");
      return answered(judgementOf("4", request));
    });
    await bench.tick([judge], CRON_TICK).catch(() => undefined);
    deaths += isDead ? 1 : 0;
    killedAlone += isDead && asked === 1 ? 1 : 0;
    bench.clock.nowMs += 6 * MINUTE_MS;
  }
  expect(deaths).toBe(5);
  expect(killedAlone).toBeGreaterThanOrEqual(3);
  expect(await rows("SELECT recording_id, state, last_error FROM scoring_job ORDER BY 1")).toEqual([
    ...ids.map((recording_id) => ({ recording_id, state: "done", last_error: null })),
    { recording_id: "poison", state: "failed", last_error: expect.stringContaining("5 times") },
  ]);
});
