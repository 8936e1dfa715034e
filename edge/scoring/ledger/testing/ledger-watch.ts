import { env } from "cloudflare:workers";
import { expect } from "vitest";
import * as z from "zod";

import { openDatabase } from "../../../db/client.ts";
import { AppError } from "../../../errors/app-error.ts";
import { endRun } from "../../../scorecards/runs.usecase.ts";
import { scorecardBench } from "../../../scorecards/testing/scorecard-bench.ts";
import { recountRollups, storedRollups } from "../../../testing/recount-rollups.ts";
import { SAMPLE_TEXTS, sampleUpload } from "../../../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../../../testing/scoring-bench.ts";
import { seedSite } from "../../../testing/seed-site.ts";
import { answered, failed, judgementOf, standInJudge } from "../../../testing/stand-in-judge.ts";
import { emptyDatabase, rows } from "../../../testing/table-rows.ts";
import { isMove, JOB_STATES, MOVES, type JobState } from "../job-states.ts";
import { reopenJobs } from "../ledger.repository.ts";

/* What the tests of the whole ledger share: a site, calls, a watch over their jobs, and what must be true at any time. */

export const SITE = "nordwind";
export const LEASE_MS = 5 * 60_000;
export const RECORDINGS = ["a", "b", "c"];
const TEXTS = ["poor", "fair", "great"];
const MARKS = { poor: "1", fair: "3", great: "5" } as const;
export const AGENTS = ["1007", "1011", null];
export const CARD = "sales";

const REOPENED_FROM: readonly JobState[] = MOVES.reopen.from;

const jobSchema = z.object({
  recording_id: z.string(),
  transcript_version: z.number(),
  state: z.enum(JOB_STATES),
  last_error: z.string().nullable(),
  run_id: z.string().nullable(),
});
type Job = z.infer<typeof jobSchema>;

export const MOODS = [
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
export function judge(
  mood: (typeof MOODS)[number] = "answers",
  spend: () => void = () => undefined,
) {
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
export class JobWatch {
  /** Changes that are no move of the state machine. */
  readonly wrongMoves: string[] = [];
  #states = new Map<string, JobState>();
  /** How often each job was scored, and reopened. */
  readonly scored = new Map<string, number>();
  readonly reopened = new Map<string, number>();
  /** How often a run's job came to its end without a score. */
  readonly withdrawn = new Map<string, number>();

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
      // stopped, or nobody could judge it: the call keeps the score it had
      const isWithdrawn =
        job.run_id !== null &&
        job.state === "done" &&
        job.last_error?.startsWith("superseded") === false;
      if (isWithdrawn) this.#count(this.withdrawn, key);
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
export async function expectALedgerInOrder(watch: JobWatch): Promise<void> {
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
export async function drain(bench: ScoringBench, watch: JobWatch): Promise<void> {
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
  const askedFor = [...newest.values()].map((key) => [
    key,
    1 + (watch.reopened.get(key) ?? 0) - (watch.withdrawn.get(key) ?? 0),
  ]);
  expect(scores).toEqual(askedFor);
}

export async function newBench(): Promise<ScoringBench> {
  await emptyDatabase();
  await seedSite(SITE);
  const bench = scoringBench(SITE);
  await scorecardBench(SITE, bench).publish(CARD);
  return bench;
}

/** Has a call scored anew under another card, in the background; not while another such run is going. */
export async function startRun(bench: ScoringBench, recordingId: string): Promise<void> {
  const recording_ids = [recordingId];
  const cards = scorecardBench(SITE, bench);
  await cards.rescore(CARD, { recording_ids }).catch((refused: unknown) => {
    if (!(refused instanceof AppError)) throw refused;
  });
}

export async function stopRuns(bench: ScoringBench): Promise<void> {
  const by = { actor: "person:test", nowMs: bench.clock.nowMs };
  for (const { id } of await rows("SELECT id FROM scorecard_run WHERE stopped_at IS NULL")) {
    await endRun(openDatabase(env.DB), SITE, String(id), by);
  }
}

export const upload = (recording: number, text: number, agent: number) => {
  const word = TEXTS[text] ?? "fair";
  const call = { agent_user: AGENTS[agent] ?? null };
  return sampleUpload(RECORDINGS[recording] ?? "a", call, [...SAMPLE_TEXTS, word]);
};
