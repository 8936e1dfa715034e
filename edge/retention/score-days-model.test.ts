import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { addDays, localDateAt } from "#shared/time/site-time.ts";

import { recountSite } from "../admin/sites.repository.ts";
import { openDatabase } from "../db/client.ts";
import { ingestCalls } from "../ingest/ingest-calls.usecase.ts";
import { ingestTranscripts } from "../ingest/ingest-transcripts.usecase.ts";
import { sampleCall } from "../testing/sample-upload.ts";
import { scoringBench } from "../testing/scoring-bench.ts";
import { seedSite } from "../testing/seed-site.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { removeOldScores } from "./remove-old-scores.usecase.ts";
import {
  allRollups,
  DAY_MS,
  judgeByLastWord,
  keepScoresFor,
  rated,
} from "./testing/score-days-bench.ts";

const SITE = "nordwind";
const DAYS = 90;
const FIRST_DAY = "2026-11-20";

const recording = fc.integer({ min: 0, max: 5 }).map((id) => `r${id}`);
const step = fc.oneof(
  fc.record({
    kind: fc.constant("transcript" as const),
    recording,
    day: fc.integer({ min: 0, max: 4 }),
    mark: fc.constantFrom("1", "2", "3", "4", "5"),
  }),
  fc.record({
    kind: fc.constant("call" as const),
    recording,
    day: fc.integer({ min: 0, max: 4 }),
  }),
  fc.constant({ kind: "tick" as const }),
  fc.constant({ kind: "a day passes" as const }),
  fc.constant({ kind: "removal" as const }),
  fc.constant({ kind: "recount" as const }),
);

/** What a step leaves as it was. */
const KEPT_BY: Readonly<Record<string, (rollups: readonly object[]) => readonly object[]>> = {
  removal: (rollups) => rollups,
  recount: comparable,
};

test("whatever comes, late, moved or again: a removal changes no count, nor does a recount after it, and nothing old is left at last", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
      await emptyDatabase();
      await seedSite(SITE);
      await keepScoresFor(SITE, DAYS);
      const db = openDatabase(env.DB);
      const bench = scoringBench(SITE);
      // the first of the days is about to lose its scores
      bench.clock.nowMs += (DAYS - 4) * DAY_MS;
      const remove = () => removeOldScores(db, bench.clock.nowMs);
      for (const one of steps) {
        bench.clock.nowMs += 60_000;
        const before = await allRollups();
        switch (one.kind) {
          case "transcript": {
            const upload = rated(one.recording, one.mark, {
              local_date: addDays(FIRST_DAY, one.day),
            });
            await ingestTranscripts(db, SITE, [upload], bench.clock.nowMs);
            break;
          }
          case "call": {
            const call = sampleCall(one.recording, { local_date: addDays(FIRST_DAY, one.day) });
            await ingestCalls(db, SITE, [call], bench.clock.nowMs);
            break;
          }
          case "tick":
            await bench.tick([judgeByLastWord]);
            break;
          case "a day passes":
            bench.clock.nowMs += DAY_MS;
            break;
          case "removal":
            await remove();
            break;
          case "recount":
            await recountSite(db, SITE);
            break;
        }
        expect(
          await rows(
            "SELECT * FROM daily_stat WHERE scored_calls + flagged_calls < 0 OR max(scored_calls, reviewed_calls) > total_calls",
          ),
        ).toEqual([]);
        const kept = KEPT_BY[one.kind] ?? (() => []);
        expect(kept(await allRollups())).toEqual(kept(before));
      }
      const counted = comparable(await allRollups());
      for (let minute = 0; minute < 6; minute += 1) await remove();
      await recountSite(db, SITE);
      expect(comparable(await allRollups())).toEqual(counted);
      const keptFrom = addDays(localDateAt(bench.clock.nowMs, "America/New_York"), -DAYS);
      for (const table of ["score", "transcript", "scoring_job"]) {
        const old = await rows(
          `SELECT * FROM ${table} JOIN call USING (site_id, recording_id) WHERE call.local_date < ?`,
          keptFrom,
        );
        expect([table, old]).toEqual([table, []]);
      }
    }),
    { numRuns: 25 },
  );
}, 180_000);

/** Without what a recount does otherwise: no rows that count nothing, and no trace of scores that were there once. */
function comparable(rollups: readonly object[]): object[] {
  return rollups
    .filter((row) => !/"total_calls":0|"1007":\["Dana Reyes",0,0,/.test(JSON.stringify(row)))
    .map((row) => ({ ...row, last_scored_at: undefined }));
}
