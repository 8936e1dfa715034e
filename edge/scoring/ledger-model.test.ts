import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";

import { openDatabase } from "../db/client.ts";
import { AppError } from "../errors/app-error.ts";
import { ingestCalls } from "../ingest/ingest-calls.usecase.ts";
import { endRun } from "../scorecards/runs.usecase.ts";
import { scorecardBench } from "../scorecards/testing/scorecard-bench.ts";
import { recountRollups, storedRollups } from "../testing/recount-rollups.ts";
import { SAMPLE_TEXTS, sampleCall, sampleUpload } from "../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../testing/scoring-bench.ts";
import { seedSite } from "../testing/seed-site.ts";
import { answered, failed, judgementOf, standInJudge } from "../testing/stand-in-judge.ts";
import { FAULTS, startStepped, type Fault, type SteppedTick } from "../testing/stepped-tick.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { isMove, JOB_STATES, MOVES, type JobState } from "./job-states.ts";
import { reopenJobs } from "./ledger.repository.ts";
import { CRON_TICK } from "./start-tick.ts";

const SITE = "nordwind";
const LEASE_MS = 5 * 60_000;
const RECORDINGS = ["a", "b", "c"];
const TEXTS = ["poor", "fair", "great"];
const MARKS = { poor: "1", fair: "3", great: "5" } as const;
const AGENTS = ["1007", "1011", null];
const CARD = "sales";

const REOPENED_FROM: readonly JobState[] = MOVES.reopen.from;

const jobSchema = z.object({
  recording_id: z.string(),
  transcript_version: z.number(),
  state: z.enum(JOB_STATES),
  last_error: z.string().nullable(),
  run_id: z.string().nullable(),
});
type Job = z.infer<typeof jobSchema>;

const MOODS = [
  "answers",
  "answers",
  "answers_once",
  "minute_limit",
  "malformed",
  "our_bug",
] as const;

/**
 * A judge that marks by the last word said, or fails, after the time that `spend` lets pass. A "fair" call is at the threshold and
 * judged twice; one that answers once leaves its first opinion waiting.
 */
function judge(mood: (typeof MOODS)[number] = "answers", spend: () => void = () => undefined) {
  let answers = 0;
  return standInJudge((request) => {
    spend();
    if (mood === "answers_once" && answers > 0) return failed("minute_limit");
    if (mood !== "answers" && mood !== "answers_once") return failed(mood);
    answers += 1;
    const word = request.segments.at(-1)?.text ?? "";
    const mark = z.enum(["poor", "fair", "great"]).parse(word);
    return answered(judgementOf(MARKS[mark], request));
  });
}

const readJobs = async (): Promise<Job[]> =>
  z.array(jobSchema).parse(await rows("SELECT * FROM scoring_job ORDER BY 1, 2, 3"));
const keyOf = (job: Job) => `${job.recording_id} ${job.transcript_version}`;

/** Watches the jobs after each step. */
class JobWatch {
  /** Changes that are no move of the state machine. */
  readonly wrongMoves: string[] = [];
  #states = new Map<string, JobState>();
  /** How often each job was scored, and reopened. */
  readonly scored = new Map<string, number>();
  readonly reopened = new Map<string, number>();

  /** `hasReopened`: somebody has just asked for a re-score, or sent round again what was given up. */
  async look(hasReopened = false): Promise<void> {
    for (const job of await readJobs()) {
      const key = keyOf(job);
      const before = this.#states.get(key) ?? null;
      if (before === job.state) continue;
      // a run's job is reopened and claimed in one batch, by the tick itself
      const isOpenedByRun =
        job.run_id !== null && before === "done" && ["due", "leased"].includes(job.state);
      const isReopened = before !== null && REOPENED_FROM.includes(before) && job.state === "due";
      if (!isOpenedByRun && (!isMove(before, job.state) || (isReopened && !hasReopened)))
        this.wrongMoves.push(`${key}: ${before} to ${job.state}`);
      if (job.state === "done" && job.last_error === null) this.#count(this.scored, key);
      if (isOpenedByRun || (before === "done" && job.state === "due")) {
        this.#count(this.reopened, key);
      }
      this.#states.set(key, job.state);
    }
  }

  #count(counts: Map<string, number>, key: string): void {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
}

/** What has to be true however it came about. */
async function expectALedgerInOrder(watch: JobWatch): Promise<void> {
  expect(watch.wrongMoves).toEqual([]);
  expect(await storedRollups(SITE)).toEqual(await recountRollups(SITE));
  const perJob = await rows(
    `SELECT recording_id || ' ' || transcript_version AS job, count(*) AS scores FROM score GROUP BY 1 ORDER BY 1`,
  );
  expect(Object.fromEntries(perJob.map((row) => [row["job"], row["scores"]]))).toEqual(
    Object.fromEntries([...watch.scored].toSorted()),
  );
  const oftenerThanAsked = [...watch.scored].filter(
    ([job, scores]) => scores > 1 + (watch.reopened.get(job) ?? 0),
  );
  expect(oftenerThanAsked).toEqual([]);
  expect(
    await rows(
      `SELECT recording_id FROM score GROUP BY recording_id
       HAVING sum(is_current) <> 1 OR max(version) <> count(*)
           OR max(version) <> max(iif(is_current = 1, version, 0))`,
    ),
  ).toEqual([]);
  const [costs] = await rows(
    `SELECT coalesce(sum(calls), 0) = (SELECT count(*) FROM score) AS calls_agree,
            coalesce(sum(cost_usd), 0) + 1e-9 >= (SELECT coalesce(sum(cost_usd), 0) FROM score) AS costs_agree
     FROM daily_cost`,
  );
  expect(costs).toEqual({ calls_agree: 1, costs_agree: 1 });
}

/** Lets everybody who is left die, waits for the leases to end, and works off what is due. */
async function drain(bench: ScoringBench, watch: JobWatch): Promise<void> {
  await stopRuns(bench);
  await watch.look();
  for (let round = 0; round < 12; round++) {
    bench.clock.nowMs += LEASE_MS;
    await bench.tick([judge()]);
    await watch.look();
    const jobs = await readJobs();
    // somebody has a look at what was given up, and sends it round again
    const givenUp = jobs.filter(({ state }) => state === "needs_human" || state === "failed");
    const ids = givenUp.map(({ recording_id }) => recording_id);
    await reopenJobs(openDatabase(env.DB), SITE, ids, bench.clock.nowMs);
    await watch.look(true);
    if (jobs.every(({ state }) => state === "done")) return expectNewestScored(jobs, watch);
  }
  expect(await readJobs()).toEqual([]);
}

/** The newest version of each recording has one score, and one more for each time that was asked for. */
function expectNewestScored(jobs: readonly Job[], watch: JobWatch): void {
  const newest = new Map(jobs.map((job) => [job.recording_id, keyOf(job)]));
  const scores = [...newest.values()].map((key) => [key, watch.scored.get(key)]);
  const askedFor = [...newest.values()].map((key) => [key, 1 + (watch.reopened.get(key) ?? 0)]);
  expect(scores).toEqual(askedFor);
}

async function newBench(): Promise<ScoringBench> {
  await emptyDatabase();
  await seedSite(SITE);
  const bench = scoringBench(SITE);
  await scorecardBench(SITE, bench).publish(CARD);
  return bench;
}

/** Has a call scored anew under another card, in the background; not while another such run is going. */
async function startRun(bench: ScoringBench, recordingId: string): Promise<void> {
  const recording_ids = [recordingId];
  const cards = scorecardBench(SITE, bench);
  await cards.rescore(CARD, { recording_ids }).catch((refused: unknown) => {
    if (!(refused instanceof AppError)) throw refused;
  });
}

async function stopRuns(bench: ScoringBench): Promise<void> {
  const by = { actor: "person:test", nowMs: bench.clock.nowMs };
  for (const { id } of await rows("SELECT id FROM scorecard_run WHERE stopped_at IS NULL")) {
    await endRun(openDatabase(env.DB), SITE, String(id), by);
  }
}

const upload = (recording: number, text: number, agent: number) => {
  const word = TEXTS[text] ?? "fair";
  const call = { agent_user: AGENTS[agent] ?? null };
  return sampleUpload(RECORDINGS[recording] ?? "a", call, [...SAMPLE_TEXTS, word]);
};

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
