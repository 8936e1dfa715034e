import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";

import { countStatements } from "../db/count-statements.ts";
import { allMarks } from "../qa-api/testing/all-marks.ts";
import { LONDON, seedCalls } from "../qa-api/testing/seed-site.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { seedPerson } from "../testing/signed-in.ts";
import { MAX_CALLS, MAX_RATERS } from "./rounds.repository.ts";
import { roundBench, type RoundBench } from "./testing/round-bench.ts";

const meter = meterRows(env.DB);
const counted = countStatements(meter.binding);

let bench: RoundBench;
let path: string;

/** As many calls and raters as a round can have, everything marked. */
beforeAll(async () => {
  bench = await roundBench({ DB: counted.binding });
  const ids = Array.from({ length: MAX_CALLS }, (_, at) => `full${at}`);
  await seedCalls(
    env.DB,
    LONDON,
    ids.map((recordingId) => ({
      recordingId,
      startedAt: "2026-11-22T09:00:00Z",
      marks: allMarks("3"),
    })),
  );
  const raters = [bench.ann.id, bench.bob.id];
  while (raters.length < MAX_RATERS) raters.push(await seedPerson(LONDON.id, "reviewer"));
  path = await bench.open({ rater: raters, expert: bench.ann.id, calls: ids.join("\n") });
  const marks = JSON.stringify(allMarks("4"));
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO calibration_mark
       SELECT c.round_id, c.recording_id, r.person_id, ?, '{}', '[]', 80, 0, '', 1
       FROM calibration_call AS c JOIN calibration_rater AS r ON r.round_id = c.round_id`,
    ).bind(marks),
    env.DB.prepare(
      `WITH RECURSIVE n (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < 400)
       INSERT INTO calibration_decision
       SELECT 'd' || at, (SELECT id FROM calibration_round), 'full0', 'greeting', '3', 'Said.', ?, at FROM n`,
    ).bind(bench.ann.id),
  ]);
});

async function costOf(address: string): Promise<{ rows: number; statements: number }> {
  const [rows, statements] = [meter.rowsRead(), counted.statementsUsed()];
  const { status } = await bench.ask(bench.ann, address);
  expect([address, status]).toEqual([address, 200]);
  return { rows: meter.rowsRead() - rows, statements: counted.statementsUsed() - statements };
}

describe("the largest round", () => {
  test.each([
    ["the list", "", 60, 4],
    ["an open round", "ROUND", 200, 6],
    ["a call of it", "ROUND/calls/full0", 900, 13],
  ])("%s reads a bounded number of rows", async (_, address, mostRows, mostStatements) => {
    const full = address === "" ? "/calibration" : address.replace("ROUND", path);
    const { rows, statements } = await costOf(full);
    expect(rows).toBeLessThanOrEqual(mostRows);
    expect(statements).toBeLessThanOrEqual(mostStatements);
  });

  test("so does the report of a closed one", async () => {
    await bench.ask(bench.manager, `${path}/close`, {});
    const { rows, statements } = await costOf(path);
    expect(rows).toBeLessThanOrEqual(2000);
    expect(statements).toBeLessThanOrEqual(8);
    expect((await costOf(`${path}/calls/full0`)).rows).toBeLessThanOrEqual(900);
  });
});
