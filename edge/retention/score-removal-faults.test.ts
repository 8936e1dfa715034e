import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { STANDARD_CRITERION_IDS } from "#shared/scorecard/scorecard.ts";

import type { SignedIn } from "../auth/principal.ts";
import { extendTask, makeTask } from "../coaching/coaching.usecase.ts";
import { openDatabase } from "../db/client.ts";
import { readCallRecord } from "../qa-api/call-record.repository.ts";
import { submitReview } from "../reviews/submit-review.usecase.ts";
import { interceptDatabase } from "../testing/intercept-database.ts";
import { saidOf } from "../testing/said-of.ts";
import { scoringBench, type ScoringBench } from "../testing/scoring-bench.ts";
import { seedSite } from "../testing/seed-site.ts";
import { seedPerson } from "../testing/signed-in.ts";
import { answered, judgementOf, standInJudge } from "../testing/stand-in-judge.ts";
import { emptyDatabase, rows, wholeState } from "../testing/table-rows.ts";
import { removeOldScores } from "./remove-old-scores.usecase.ts";
import {
  allRollups,
  DAY_MS,
  judgeByLastWord,
  keepScoresFor,
  rated,
} from "./testing/score-days-bench.ts";

const SITE = "nordwind";

let bench: ScoringBench;
let personId: string;
beforeEach(async () => {
  await emptyDatabase();
  await seedSite(SITE);
  bench = scoringBench(SITE);
  personId = await seedPerson(SITE, "manager");
  await keepScoresFor(SITE, 90);
});

const remove = (binding = env.DB) => removeOldScores(openDatabase(binding), bench.clock.nowMs);
const pass = (days: number) => (bench.clock.nowMs += days * DAY_MS);
async function scored(...uploads: ReturnType<typeof rated>[]): Promise<void> {
  await bench.upload(...uploads);
  await bench.tick([judgeByLastWord]);
}
const manager = (): SignedIn => ({
  kind: "session",
  siteId: SITE,
  personId,
  name: "Mona",
  role: "manager",
  agentUser: null,
  unreadNotices: 0,
});
const scoredCalls = () => rows("SELECT DISTINCT recording_id AS id FROM score ORDER BY 1");

test("a removal that breaks off in the middle has removed nothing, and is made up for", async () => {
  await scored(rated("1", "2"), rated("2", "5"));
  await env.DB.batch(saidOf("1", { personId, word: "said", nowMs: bench.clock.nowMs }));
  pass(91);
  const before = await wholeState();
  const breaking = new Proxy(env.DB, {
    get(target, property) {
      if (property === "batch") {
        return (statements: D1PreparedStatement[]) => {
          const broken = target.prepare("INSERT INTO site (id) VALUES (NULL)");
          return target.batch(statements.toSpliced(Math.ceil(statements.length / 2), 0, broken));
        };
      }
      const value: unknown = Reflect.get(target, property);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  await expect(remove(breaking)).rejects.toThrow("NOT NULL constraint failed");
  expect(await wholeState()).toEqual(before);
  expect(await rows("SELECT scores_kept_from AS kept FROM site")).toEqual([{ kept: "" }]);
  // the answer is lost after it was done: the next tick finds nothing left to do
  const deaf = interceptDatabase(env.DB, async (execute) => {
    const outcome = await execute();
    if (Array.isArray(outcome)) throw new Error("the connection is gone");
    return outcome;
  });
  await expect(remove(deaf)).rejects.toThrow("the connection is gone");
  expect(await scoredCalls()).toEqual([]);
  expect(await remove()).toBe(0);
});

test("two ticks at once remove each call once", async () => {
  await scored(rated("1", "2"), rated("2", "5"), rated("3", "3"));
  const counted = await allRollups();
  pass(91);
  await Promise.all([remove(), remove(), remove()]);
  expect(await scoredCalls()).toEqual([]);
  expect(await allRollups()).toEqual(counted);
});

test("a call that is being judged when its time comes gets no score", async () => {
  await bench.upload(rated("1", "2"));
  pass(91);
  const slow = standInJudge(async (request) => {
    expect(await remove()).toBe(1);
    return answered(judgementOf("2", request));
  });
  await bench.tick([slow]);
  expect(await scoredCalls()).toEqual([]);
  expect(await rows("SELECT * FROM scoring_job")).toEqual([]);
  expect(await bench.tick([judgeByLastWord])).toMatchObject({ scored: 0 });
});

test("a review that is sent just when its call loses its score is refused, and counts nothing", async () => {
  await scored(rated("1", "2"));
  const db = openDatabase(env.DB);
  const call = await readCallRecord(db, SITE, "1");
  if (call === null) throw new Error();
  pass(91);
  await remove();
  const before = await wholeState();
  const review = {
    marks: Object.fromEntries(STANDARD_CRITERION_IDS.map((id) => [id, "3" as const])),
    comments: {},
    auto_fails: [],
    comment: "She gave her number, 727 555 1212.",
    verdict: null,
    is_blind: false,
  };
  await expect(
    submitReview(db, call, defaultScorecard, review, manager(), bench.clock.nowMs, null),
  ).rejects.toMatchObject({ code: "score_removed", status: 410 });
  expect(await wholeState()).toEqual(before);
});

describe("nor is a clip kept of it", () => {
  const clip = { recording_id: "1", from_line: 0, to_line: 1, criterion: null, note: "Listen." };
  const task = {
    agent_user: "1007",
    title: "Ask",
    text: "",
    coach_id: null,
    due_date: "2027-03-01",
  };
  /** A database in which a removal comes when the call was read, in one batch, and before the next one stores something. */
  function removing(): D1Database {
    let hasRead = false;
    return new Proxy(env.DB, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property);
        if (property !== "batch") return typeof value === "function" ? value.bind(target) : value;
        return async (statements: D1PreparedStatement[]) => {
          if (hasRead) await remove();
          hasRead = true;
          return target.batch(statements);
        };
      },
    });
  }
  beforeEach(async () => {
    await scored(rated("1", "2"));
    pass(91);
  });

  test("where it is added to a task", async () => {
    const { nowMs } = bench.clock;
    const id = await makeTask(openDatabase(env.DB), manager(), task, null, nowMs);
    await expect(
      extendTask(openDatabase(removing()), manager(), id, clip, nowMs),
    ).rejects.toMatchObject({ code: "score_removed" });
    expect(await scoredCalls()).toEqual([]);
    expect(await rows("SELECT * FROM coaching_clip")).toEqual([]);
  });

  test("where a task is made with it", async () => {
    await makeTask(openDatabase(removing()), manager(), task, clip, bench.clock.nowMs);
    expect(await scoredCalls()).toEqual([]);
    expect(await rows("SELECT * FROM coaching_clip")).toEqual([]);
  });
});
