import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { EXPIRED_REASON, ingestAnswerSchema } from "#shared/contracts/ingest-answer.ts";
import { receiptsAnswerSchema } from "#shared/contracts/receipts.ts";

import { recountSite } from "../admin/sites.repository.ts";
import { openDatabase } from "../db/client.ts";
import { ingestTranscripts } from "../ingest/ingest-transcripts.usecase.ts";
import { interceptDatabase } from "../testing/intercept-database.ts";
import { sampleCall } from "../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../testing/scoring-bench.ts";
import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { jsonPost, testApp } from "../testing/test-app.ts";
import { removeOldScores } from "./remove-old-scores.usecase.ts";
import { removeOldTexts } from "./remove-old-texts.usecase.ts";
import {
  allRollups,
  DAY_MS,
  judgeByLastWord,
  keepScoresFor,
  rated,
} from "./testing/score-days-bench.ts";

const SITE = "nordwind";
const OLD = "2026-11-23";
const YOUNG = "2026-11-24";

let site: SeededSite;
let bench: ScoringBench;
beforeEach(async () => {
  await emptyDatabase();
  site = await seedSite(SITE);
  bench = scoringBench(SITE);
  await keepScoresFor(SITE, 90);
});

const db = () => openDatabase(env.DB);
const remove = () => removeOldScores(db(), bench.clock.nowMs);
const post = async (path: string, body: object) => {
  const message = jsonPost(site.ingestToken, { site_id: SITE, ...body });
  return testApp(bench.clock.nowMs).request(path, message);
};
const send = async (...transcripts: ReturnType<typeof rated>[]) =>
  ingestAnswerSchema.parse(await (await post("/ingest/transcripts", { transcripts })).json())
    .results;
const scoredCalls = async () =>
  (await rows("SELECT recording_id AS id FROM score ORDER BY 1")).map(({ id }) => id);
async function scored(...uploads: ReturnType<typeof rated>[]): Promise<void> {
  await bench.upload(...uploads);
  await bench.tick([judgeByLastWord]);
}
/** One call of a day that loses its scores, which it does, and one of the day after. */
async function oneRemoved(): Promise<void> {
  await scored(rated("old", "2"), rated("young", "5", { local_date: YOUNG }));
  bench.clock.nowMs += 90 * DAY_MS;
  expect(await remove()).toBe(1);
}

describe("of a day whose scores were removed", () => {
  test("no transcript is taken in, neither again nor for the first time; others of the batch are", async () => {
    await oneRemoved();
    const counted = await allRollups();
    expect(
      await send(
        rated("old", "2"),
        rated("late", "1"),
        rated("another", "3", { local_date: YOUNG }),
      ),
    ).toEqual([
      { index: 0, recording_id: "old", result: "rejected", reason: EXPIRED_REASON },
      { index: 1, recording_id: "late", result: "rejected", reason: EXPIRED_REASON },
      { index: 2, recording_id: "another", result: "accepted", reason: null },
    ]);
    expect((await post("/ingest/transcripts", { transcripts: [rated("late", "1")] })).status).toBe(
      422,
    );
    const asked = await post("/ingest/receipts", { recording_ids: ["old", "late", "young"] });
    const { receipts } = receiptsAnswerSchema.parse(await asked.json());
    expect(receipts.map(({ recording_id }) => recording_id)).toEqual(["young"]);
    await bench.tick([judgeByLastWord]);
    expect(await scoredCalls()).toEqual(["another", "young"]);
    const ofDay = (rollups: unknown[]) =>
      JSON.stringify(
        rollups.filter((row) => JSON.stringify(row).includes(`"local_date":"${OLD}"`)),
      );
    expect(ofDay(await allRollups())).toBe(ofDay(counted));
  });

  test("nor while a removal begins just then", async () => {
    await scored(rated("old", "2"));
    bench.clock.nowMs += 91 * DAY_MS;
    // after the batch was looked through, and before it is stored
    const late = interceptDatabase(env.DB, async (execute) => {
      const isStoring =
        (await rows("SELECT scores_kept_from <> '' AS begun FROM site"))[0]?.["begun"] === 0;
      const outcome = await execute();
      if (isStoring) await remove();
      return outcome;
    });
    await ingestTranscripts(openDatabase(late), SITE, [rated("late", "1")], bench.clock.nowMs);
    expect(await rows("SELECT * FROM transcript")).toEqual([]);
    expect(await rows("SELECT * FROM scoring_job")).toEqual([]);
  });

  test("a call of it is not taken to another day, or it would be scored and counted once more", async () => {
    await oneRemoved();
    const counted = await allRollups();
    const calls = [sampleCall("old", { local_date: YOUNG, agent_user: "1008" })];
    const told = await post("/ingest/calls", { calls });
    expect(ingestAnswerSchema.parse(await told.json()).results).toMatchObject([
      { recording_id: "old", result: "duplicate" },
    ]);
    expect(await send(rated("old", "1", { local_date: YOUNG }))).toMatchObject([
      { recording_id: "old", result: "rejected", reason: EXPIRED_REASON },
    ]);
    await bench.tick([judgeByLastWord]);
    expect(await scoredCalls()).toEqual(["young"]);
    expect(await allRollups()).toEqual(counted);
  });

  test("a call itself is, and counts as one without a score", async () => {
    await oneRemoved();
    const calls = [sampleCall("told late", { state: "skipped", state_reason: "too_short" })];
    expect((await post("/ingest/calls", { calls })).status).toBe(200);
    const figures = () =>
      rows(
        "SELECT total_calls, scored_calls FROM daily_stat WHERE local_date = ? AND agent_user = '' AND campaign_id = ''",
        OLD,
      );
    expect(await figures()).toEqual([{ total_calls: 2, scored_calls: 1 }]);
    await recountSite(db(), SITE);
    expect(await figures()).toEqual([{ total_calls: 2, scored_calls: 1 }]);
    expect(
      await rows("SELECT total_calls, scored_calls FROM daily_stat WHERE local_date = ''"),
    ).toEqual([{ total_calls: 3, scored_calls: 2 }]);
  });
});

/** A database in which something happens after a removal has looked which calls there are, and before it removes. */
function justBeforeRemoval(happens: () => Promise<unknown>): D1Database {
  let roundTrips = 0;
  return interceptDatabase(env.DB, async (execute) => {
    roundTrips += 1;
    if (roundTrips === 3) await happens();
    return execute();
  });
}

test("what comes for a call that a removal has just passed goes with the next one", async () => {
  await scored(rated("z", "2"));
  const calls = [sampleCall("a", { state: "pending" })];
  await post("/ingest/calls", { calls });
  bench.clock.nowMs += 91 * DAY_MS;
  const late = justBeforeRemoval(() => bench.upload(rated("a", "1")));
  expect(await removeOldScores(openDatabase(late), bench.clock.nowMs)).toBe(1);
  expect(await rows("SELECT recording_id FROM transcript")).toEqual([{ recording_id: "a" }]);
  expect(await remove()).toBe(1);
  expect(await rows("SELECT recording_id FROM transcript")).toEqual([]);
  expect(await remove()).toBe(0);
});

test("so does a scored call that is moved to where a removal has just passed", async () => {
  const MOVED_TO = "2026-11-21";
  await scored(
    rated("first", "2", { local_date: "2026-11-20" }),
    rated("last", "2", { local_date: "2026-11-22" }),
    rated("young", "5", { local_date: YOUNG }),
  );
  bench.clock.nowMs += 90 * DAY_MS;
  const moving = justBeforeRemoval(() =>
    post("/ingest/calls", { calls: [sampleCall("young", { local_date: MOVED_TO })] }),
  );
  expect(await removeOldScores(openDatabase(moving), bench.clock.nowMs)).toBe(2);
  expect(await scoredCalls()).toEqual(["young"]);
  expect(await remove()).toBe(1);
  expect(await scoredCalls()).toEqual([]);
});

test("a call that is scored late for a day that is still kept counts, and goes with its day", async () => {
  bench.clock.nowMs += 89 * DAY_MS;
  await scored(rated("late", "2"));
  const counted = await allRollups();
  expect(await scoredCalls()).toEqual(["late"]);
  bench.clock.nowMs += 2 * DAY_MS;
  expect(await remove()).toBe(1);
  expect(await allRollups()).toEqual(counted);
});

test("a scored call that turns out to be of a removed day goes too; the day keeps its extremes, and the call its place in them", async () => {
  await oneRemoved();
  await scored(rated("moved", "1", { local_date: YOUNG }));
  await post("/ingest/calls", { calls: [sampleCall("moved", { local_date: "2026-11-20" })] });
  await post("/ingest/calls", { calls: [sampleCall("young")] });
  const ofOldDays = () =>
    rows(
      `SELECT local_date, scored_calls, min_total, max_total FROM daily_stat
       WHERE agent_user = '' AND campaign_id = '' AND local_date <> '' AND scored_calls > 0 ORDER BY 1`,
    );
  const extremes = [
    { local_date: "2026-11-20", scored_calls: 1, min_total: 20, max_total: 20 },
    { local_date: OLD, scored_calls: 2, min_total: 40, max_total: 100 },
  ];
  expect(await ofOldDays()).toEqual(extremes);
  const counted = await allRollups();
  expect(await remove()).toBe(2);
  expect(await scoredCalls()).toEqual([]);
  expect(await allRollups()).toEqual(counted);
  expect(await ofOldDays()).toEqual(extremes);
});

test.each([
  ["behind the last", ""],
  ["among those that go", "- 2"],
])(
  "where the last of a table goes, what comes next is still removed, counted and told of: places %s",
  async (_, back) => {
    await env.DB.batch([
      env.DB.prepare("INSERT OR REPLACE INTO alert_cursor VALUES ('test', 0)"),
      env.DB.prepare(
        "INSERT INTO tracker VALUES ('t', 'nordwind', 'bills', '[\"bill\"]', 1, 0, 0, 'x')",
      ),
    ]);
    await scored(...Array.from({ length: 5 }, (_, at) => rated(`r${at}`, "2")));
    await env.DB.batch([
      env.DB.prepare(`UPDATE alert_cursor SET place = (SELECT max(rowid) ${back} FROM score)`),
      env.DB.prepare(`UPDATE tracker SET counted_to = (SELECT max(rowid) ${back} FROM transcript)`),
      env.DB.prepare(
        `UPDATE site SET texts_removed_to = (SELECT max(rowid) ${back} FROM transcript)`,
      ),
    ]);
    bench.clock.nowMs += 91 * DAY_MS;
    expect(await remove()).toBe(5);
    expect(await rows("SELECT count(*) AS left FROM transcript")).toEqual([{ left: 0 }]);
    await scored(rated("next", "2", { local_date: "2027-02-20" }));
    const behind = await rows(
      `SELECT (SELECT place FROM alert_cursor WHERE name = 'test') < (SELECT min(rowid) FROM score) AS told,
            (SELECT counted_to FROM tracker) < (SELECT min(rowid) FROM transcript) AS counted`,
    );
    expect(behind).toEqual([{ told: 1, counted: 1 }]);
    bench.clock.nowMs += 31 * DAY_MS;
    expect(await removeOldTexts(db(), bench.clock.nowMs)).toBe(1);
  },
);
