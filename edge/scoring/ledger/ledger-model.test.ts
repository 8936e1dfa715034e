import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { test } from "vitest";

import { openDatabase } from "../../db/client.ts";
import { ingestCalls } from "../../ingest/ingest-calls.usecase.ts";
import { sampleCall } from "../../testing/sample-upload.ts";
import type { ScoringBench } from "../../testing/scoring-bench.ts";
import { FAULTS, startStepped, type Fault, type SteppedTick } from "../../testing/stepped-tick.ts";
import { CRON_TICK } from "../start-tick.ts";
import { reopenJobs } from "./ledger.repository.ts";
import {
  AGENTS,
  drain,
  expectALedgerInOrder,
  judge,
  JobWatch,
  LEASE_MS,
  MOODS,
  newBench,
  RECORDINGS,
  SITE,
  startRun,
  stopRuns,
  upload,
} from "./testing/ledger-watch.ts";

const stepArbitrary = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("upload" as const),
      recording: fc.nat(2),
      text: fc.nat(2),
      agent: fc.nat(2),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("move_call" as const),
      recording: fc.nat(2),
      agent: fc.nat(2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("rescore" as const), recording: fc.nat(2) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("start_run" as const), recording: fc.nat(2) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("stop_runs" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("start_tick" as const),
      judgeTakesMs: fc.constantFrom(0, 1000, LEASE_MS),
      mood: fc.constantFrom(...MOODS),
    }),
  },
  {
    weight: 20,
    arbitrary: fc.record({
      do: fc.constant("step" as const),
      tick: fc.nat(5),
      which: fc.nat(5),
      fault: fc.constantFrom<Fault>("none", "none", "none", "none", "none", "none", ...FAULTS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      ms: fc.constantFrom(1000, 60_000, LEASE_MS),
    }),
  },
);
type Step = typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never;

async function play(steps: readonly Step[]): Promise<{ bench: ScoringBench; watch: JobWatch }> {
  const bench = await newBench();
  const watch = new JobWatch();
  const ticks: SteppedTick[] = [];
  for (const step of steps) {
    switch (step.do) {
      case "upload":
        await bench.upload(upload(step.recording, step.text, step.agent));
        break;
      case "move_call": {
        const agent_user = AGENTS[step.agent] ?? null;
        const call = sampleCall(RECORDINGS[step.recording] ?? "a", { agent_user });
        await ingestCalls(openDatabase(env.DB), SITE, [call], bench.clock.nowMs);
        break;
      }
      case "rescore":
        await reopenJobs(
          openDatabase(env.DB),
          SITE,
          [RECORDINGS[step.recording] ?? "a"],
          bench.clock.nowMs,
        );
        break;
      case "start_run":
        await startRun(bench, RECORDINGS[step.recording] ?? "a");
        break;
      case "stop_runs":
        await stopRuns(bench);
        break;
      case "start_tick": {
        const slow = judge(step.mood, () => {
          bench.clock.nowMs += step.judgeTakesMs;
        });
        ticks.push(await startStepped(env.DB, (db) => bench.tick([slow], CRON_TICK, db)));
        break;
      }
      case "step": {
        const live = ticks.filter((tick) => !tick.isOver());
        await live[step.tick % Math.max(1, live.length)]?.step(step.which, step.fault);
        break;
      }
      case "wait":
        bench.clock.nowMs += step.ms;
    }
    await watch.look(step.do === "rescore");
  }
  return { bench, watch };
}

/** New plays are begun for so long. An interrupt would leave the last one running into the next test. */
const BEGIN_PLAYS_FOR_MS = 15_000;

test("however ticks interleave, die, break off and come late, each version has one score and the rollups equal a recount", async () => {
  const startedAtMs = Date.now();
  await fc.assert(
    fc.asyncProperty(fc.array(stepArbitrary, { minLength: 30, maxLength: 90 }), async (steps) => {
      if (Date.now() - startedAtMs > BEGIN_PLAYS_FOR_MS) return;
      const { bench, watch } = await play(steps);
      await expectALedgerInOrder(watch);
      await drain(bench, watch);
      await expectALedgerInOrder(watch);
    }),
    { numRuns: 60 },
  );
}, 60_000);
