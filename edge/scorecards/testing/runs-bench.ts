import { env } from "cloudflare:workers";
import { expect } from "vitest";

import { openDatabase } from "../../db/client.ts";
import { recountRollups, storedRollups } from "../../testing/recount-rollups.ts";
import { sampleUpload } from "../../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../../testing/scoring-bench.ts";
import { seedSite } from "../../testing/seed-site.ts";
import { answered, judgementOf, standInJudge } from "../../testing/stand-in-judge.ts";
import { emptyDatabase, rows } from "../../testing/table-rows.ts";
import { scorecardBench } from "./scorecard-bench.ts";

/* What the tests of runs over past calls share. */

export const SITE = "nordwind";
export const MINUTE_MS = 60_000;
export const DATES = { from: { localDate: "2026-11-20" }, to: { localDate: "2026-11-24" } };
export const db = openDatabase(env.DB);

export type RunsBench = { bench: ScoringBench; cards: ReturnType<typeof scorecardBench> };

export async function newRunsBench(): Promise<RunsBench> {
  await emptyDatabase();
  await seedSite(SITE);
  const bench = scoringBench(SITE);
  // cards here differ in their thresholds, on which totals fall; a second opinion is not what is tested
  bench.secondJudging.near_threshold_points = null;
  return { bench, cards: scorecardBench(SITE, bench) };
}

/** Gives a 4 by the default card, a 2 by any other. */
export const judge = () =>
  standInJudge((request) =>
    answered(judgementOf(request.scorecard.id === "default" ? "4" : "2", request)),
  );

export const scores = () =>
  rows(
    `SELECT recording_id AS id, version, is_current AS current, scorecard_id || '/' || scorecard_version AS card, total, flagged
     FROM score ORDER BY 1, 2`,
  );

export async function scored(bench: ScoringBench, ...ids: string[]): Promise<void> {
  await bench.upload(...ids.map((id) => sampleUpload(id)));
  await bench.tick([judge()]);
}

export async function expectRollupsToEqualARecount(): Promise<void> {
  expect(await storedRollups(SITE)).toEqual(await recountRollups(SITE));
}
