import { beforeEach, describe, expect, test } from "vitest";

import { recountRollups, storedRollups } from "../testing/recount-rollups.ts";
import { sampleUpload } from "../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../testing/scoring-bench.ts";
import { seedSite } from "../testing/seed-site.ts";
import { answered, judgementOf, standInJudge } from "../testing/stand-in-judge.ts";
import { rows } from "../testing/table-rows.ts";

let siteNumber = 0;
let siteId: string;
let bench: ScoringBench;
beforeEach(async () => {
  siteId = `site-${siteNumber++}`;
  await seedSite(siteId);
  bench = scoringBench(siteId);
});

describe("a tick", () => {
  test("scores what is due and moves the rollups with it", async () => {
    await bench.upload(sampleUpload("1"), sampleUpload("2", { agent_user: "1011" }));
    const judge = standInJudge((request) => answered(judgementOf("4", request)));
    expect(await bench.tick([judge])).toMatchObject({ scored: 2, set_aside: 0, lost: 0 });
    expect(
      await rows(
        "SELECT recording_id, version, total, flagged FROM score WHERE site_id = ?",
        siteId,
      ),
    ).toEqual([
      { recording_id: "1", version: 1, total: 80, flagged: 0 },
      { recording_id: "2", version: 1, total: 80, flagged: 0 },
    ]);
    expect(await storedRollups(siteId)).toEqual(await recountRollups(siteId));
  });
});
