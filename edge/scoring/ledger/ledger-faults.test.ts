import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import type { ScoringBench } from "../../testing/scoring-bench.ts";
import { FAULTS, startStepped, type Fault } from "../../testing/stepped-tick.ts";
import { rows } from "../../testing/table-rows.ts";
import { CRON_TICK } from "../start-tick.ts";
import {
  CARD,
  drain,
  expectALedgerInOrder,
  judge,
  JobWatch,
  LEASE_MS,
  newBench,
  startRun,
  upload,
} from "./testing/ledger-watch.ts";

describe("a tick that ends between any two of its statements", () => {
  let bench: ScoringBench;
  beforeEach(async () => {
    bench = await newBench();
  });

  /** A first score, a re-score, and a call whose transcript came again while it was open. */
  async function prepare(watch: JobWatch): Promise<void> {
    await bench.upload(upload(0, 0, 0));
    await watch.look();
    await bench.tick([judge()]);
    await watch.look();
    await bench.upload(upload(0, 2, 0), upload(1, 1, 1), upload(2, 2, 2));
    await watch.look();
    await bench.upload(upload(2, 0, 2));
    await watch.look();
  }

  /** Nothing new, and a call that is to be scored anew under another card. */
  async function prepareRun(watch: JobWatch): Promise<void> {
    await bench.upload(upload(0, 0, 0));
    await watch.look();
    await bench.tick([judge()]);
    await watch.look();
    await startRun(bench, "a");
  }

  test.each(FAULTS.filter((fault) => fault !== "none"))(
    "by %s over a re-score leaves the call with one more score, or waiting for it",
    async (fault) => {
      for (let roundTrip = 0, cameThatFar = true; cameThatFar; roundTrip++) {
        bench = await newBench();
        const watch = new JobWatch();
        await prepareRun(watch);
        cameThatFar = await tickWithFault(roundTrip, fault, watch);
        await expectALedgerInOrder(watch);
        for (let round = 0; round < 3; round++) {
          bench.clock.nowMs += LEASE_MS;
          const tick = await startStepped(env.DB, (db) => bench.tick([judge()], CRON_TICK, db));
          while (tick.waiting() > 0) {
            await tick.step(0, "none");
            await watch.look();
          }
        }
        await expectALedgerInOrder(watch);
        expect(await rows("SELECT scorecard_id, is_current FROM score ORDER BY version")).toEqual([
          { scorecard_id: "default", is_current: 0 },
          { scorecard_id: CARD, is_current: 1 },
        ]);
        expect(await rows("SELECT state, after_total FROM scorecard_run_call")).toEqual([
          { state: "done", after_total: 20 },
        ]);
      }
    },
    60_000,
  );

  /** Plays a whole tick, oldest round trip first, with one fault; answers whether the tick ever came that far. */
  async function tickWithFault(atRoundTrip: number, fault: Fault, watch: JobWatch) {
    const tick = await startStepped(env.DB, (db) => bench.tick([judge()], CRON_TICK, db));
    let roundTrip = 0;
    for (; !tick.isOver() && tick.waiting() > 0; roundTrip++) {
      await tick.step(0, roundTrip === atRoundTrip ? fault : "none");
      await watch.look();
    }
    return roundTrip > atRoundTrip;
  }

  test.each(FAULTS.filter((fault) => fault !== "none"))(
    "by %s leaves its calls to be scored once each",
    async (fault) => {
      let roundTrip = 0;
      for (let cameThatFar = true; cameThatFar; roundTrip++) {
        bench = await newBench();
        const watch = new JobWatch();
        await prepare(watch);
        cameThatFar = await tickWithFault(roundTrip, fault, watch);
        await expectALedgerInOrder(watch);
        await drain(bench, watch);
        await expectALedgerInOrder(watch);
        expect(watch.scored.size).toBe(4);
      }
      // setup, claim, load, three times reserve, settle and commit, forget
      expect(roundTrip).toBeGreaterThanOrEqual(13);
    },
    60_000,
  );

  test.each(["answers", "malformed"] as const)(
    "or is overtaken there, and comes back when its lease is gone: judge %s",
    async (mood) => {
      let cameThatFar = true;
      for (let roundTrips = 1; cameThatFar; roundTrips++) {
        bench = await newBench();
        const watch = new JobWatch();
        await prepare(watch);
        const late = await startStepped(env.DB, (db) => bench.tick([judge(mood)], CRON_TICK, db));
        for (let done = 0; done < roundTrips; done++) {
          cameThatFar = late.waiting() > 0;
          await late.step(0, "none");
          await watch.look();
        }
        bench.clock.nowMs += LEASE_MS;
        await bench.tick([judge()]);
        await watch.look();
        while (late.waiting() > 0) {
          await late.step(0, "none");
          await watch.look();
        }
        await expectALedgerInOrder(watch);
        await drain(bench, watch);
        await expectALedgerInOrder(watch);
        expect(watch.scored.size).toBe(4);
      }
    },
    60_000,
  );
});
