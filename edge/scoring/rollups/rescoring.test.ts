import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import type { Mark } from "#shared/scoring/score-call.ts";

import { openDatabase } from "../../db/client.ts";
import { ingestCalls } from "../../ingest/ingest-calls.usecase.ts";
import { recountRollups, storedRollups } from "../../testing/recount-rollups.ts";
import { SAMPLE_TEXTS, sampleCall, sampleUpload } from "../../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../../testing/scoring-bench.ts";
import { seedSite } from "../../testing/seed-site.ts";
import { answered, judgementOf, standInJudge } from "../../testing/stand-in-judge.ts";
import { emptyDatabase, rows } from "../../testing/table-rows.ts";

const SITE = "nordwind";
let bench: ScoringBench;
beforeEach(async () => {
  await emptyDatabase();
  await seedSite(SITE);
  bench = scoringBench(SITE);
});

/** Marks a call by the word its last segment ends with. */
const MARKS: Record<string, Mark> = { poor: "1", fair: "3", great: "5", none: "NA" };
const judge = standInJudge((request) => {
  const word = request.segments.at(-1)?.text ?? "";
  return answered(judgementOf(MARKS[word] ?? "4", request));
});
const rated = (recordingId: string, word: string, call = {}) =>
  sampleUpload(recordingId, call, [...SAMPLE_TEXTS, word]);
const uploadAndScore = async (...uploads: ReturnType<typeof rated>[]) => {
  await bench.upload(...uploads);
  await bench.tick([judge]);
};
const sendCalls = (...calls: ReturnType<typeof sampleCall>[]) =>
  ingestCalls(openDatabase(env.DB), SITE, calls, bench.clock.nowMs);
async function expectRollupsToEqualARecount() {
  expect(await storedRollups(SITE)).toEqual(await recountRollups(SITE));
}

describe("a new transcript of a scored call", () => {
  test("adds a score; the one before stays, and is current no more", async () => {
    await uploadAndScore(rated("1", "poor"));
    await uploadAndScore(rated("1", "great"));
    expect(await rows("SELECT version, is_current, transcript_version, total FROM score")).toEqual([
      { version: 1, is_current: 0, transcript_version: 1, total: 20 },
      { version: 2, is_current: 1, transcript_version: 2, total: 100 },
    ]);
  });

  test.each([
    ["the day's best", ["great", "fair", "poor"], "1", "fair"],
    ["the day's worst", ["poor", "fair", "great"], "1", "great"],
    ["a flagged call", ["poor", "poor", "fair"], "2", "great"],
    ["the only call", ["fair"], "1", "poor"],
    ["a call that no criterion fitted", ["none", "fair"], "1", "fair"],
    ["a call that no criterion fits any more", ["poor", "fair"], "1", "none"],
  ])("moves the rollups as a recount would: %s", async (_, before, changed, after) => {
    await uploadAndScore(...before.map((word, index) => rated(String(index + 1), word)));
    await expectRollupsToEqualARecount();
    await uploadAndScore(rated(changed, after));
    await expectRollupsToEqualARecount();
  });

  test("of which the first is still being judged, is the only one to be scored", async () => {
    await bench.upload(rated("1", "poor"));
    const overtaken = standInJudge(async (request) => {
      if (request.segments.at(-1)?.text === "poor") await bench.upload(rated("1", "great"));
      return answered(judgementOf(MARKS[request.segments.at(-1)?.text ?? ""] ?? "4", request));
    });
    expect(await bench.tick([overtaken])).toMatchObject({ scored: 1, lost: 1 });
    expect(await rows("SELECT version, transcript_version, total FROM score")).toEqual([
      { version: 1, transcript_version: 2, total: 100 },
    ]);
    await expectRollupsToEqualARecount();
  });
});

describe("a scored call whose agent, campaign or date changes", () => {
  beforeEach(async () => {
    await uploadAndScore(
      rated("1", "great"),
      rated("2", "fair"),
      rated("3", "poor", { agent_user: "1011" }),
    );
    await uploadAndScore(rated("1", "poor"), rated("2", "great"));
  });

  test.each([
    ["to another agent", [sampleCall("1", { agent_user: "1011" })]],
    ["to no agent", [sampleCall("1", { agent_user: null })]],
    ["to another day", [sampleCall("2", { local_date: "2026-11-22" })]],
    ["to another campaign", [sampleCall("3", { agent_user: "1011", campaign_id: "SALES" })]],
    [
      "two at once, each to where the other was",
      [sampleCall("1", { agent_user: "1011" }), sampleCall("3", { agent_user: "1007" })],
    ],
    [
      "all of them to another day",
      ["1", "2", "3"].map((id) => sampleCall(id, { local_date: "2026-11-24" })),
    ],
  ])("takes its scores and rollups along: %s", async (_, calls) => {
    await sendCalls(...calls);
    await expectRollupsToEqualARecount();
    expect(
      await rows(
        `SELECT count(*) AS left_behind FROM score JOIN call USING (site_id, recording_id)
         WHERE (score.agent_user, score.campaign_id, score.local_date)
               IS NOT (call.agent_user, call.campaign_id, call.local_date)`,
      ),
    ).toEqual([{ left_behind: 0 }]);
  });

  test("is scored anew where it now belongs", async () => {
    await sendCalls(sampleCall("1", { agent_user: "1011", local_date: "2026-11-22" }));
    await uploadAndScore(rated("1", "fair", { agent_user: "1012", local_date: "2026-11-21" }));
    await expectRollupsToEqualARecount();
  });
});
