import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test, vi } from "vitest";

import { hear, seedAlerts } from "./alerts/testing/alerted-site.ts";
import { countStatements } from "./db/count-statements.ts";
import { runCron } from "./run-cron.ts";
import { recountRollups, storedRollups } from "./testing/recount-rollups.ts";
import { sampleUpload } from "./testing/sample-upload.ts";
import { scoringBench } from "./testing/scoring-bench.ts";
import { seedSite, type SeededSite } from "./testing/seed-site.ts";
import { seedPerson } from "./testing/signed-in.ts";
import { emptyDatabase, rows } from "./testing/table-rows.ts";
import { jsonPost } from "./testing/test-app.ts";
import worker from "./worker.ts";

/** What D1 allows one invocation on the free plan. */
const STATEMENTS_PER_INVOCATION = 50;
const STATEMENTS_PER_PAID_INVOCATION = 1000;

let site: SeededSite;
beforeEach(async () => {
  await emptyDatabase();
  site = await seedSite("nordwind");
});

test("uploaded calls are scored in the same invocation, within its allowance", async () => {
  const { binding, statementsUsed } = countStatements(env.DB);
  const context = createExecutionContext();
  const upload = {
    site_id: "nordwind",
    transcripts: Array.from({ length: 12 }, (_, index) => sampleUpload(`r${index}`)),
  };
  const response = await worker.fetch(
    new Request("https://nightshift.test/ingest/transcripts", jsonPost(site.ingestToken, upload)),
    { ...env, DB: binding, SCORING_PROVIDERS: "rules" },
    context,
  );
  expect(response.status).toBe(200);
  await waitOnExecutionContext(context);
  expect(await rows("SELECT count(*) AS scores FROM score")).toEqual([{ scores: 4 }]);
  expect(statementsUsed()).toBeLessThanOrEqual(STATEMENTS_PER_INVOCATION);
});

describe("the cron", () => {
  const old = async () => {
    await env.DB.prepare("UPDATE transcript SET received_at = 0").run();
  };
  const dueJobs = () => rows("SELECT count(*) AS due FROM scoring_job WHERE state = 'due'");
  const withText = () => rows("SELECT count(*) AS texts FROM transcript WHERE segments <> '[]'");
  const cron = async (binding = env.DB) =>
    runCron({ ...env, DB: binding, SCORING_PROVIDERS: "rules" });

  test("removes old texts in a minute that scoring leaves room in", async () => {
    const bench = scoringBench("nordwind", 0);
    await bench.upload(sampleUpload("1"));
    expect(await cron()).toMatchObject({ scored: 1, textsRemoved: 1 });
    expect(await withText()).toEqual([{ texts: 0 }]);
  });

  test("forgets sessions and sign-in links that have run out, so many a minute", async () => {
    const personId = await seedPerson("nordwind", "admin");
    const nowMs = Date.now();
    const insert = (hash: string, table: "session" | "sign_in_link", expiresAt: number) =>
      env.DB.prepare(
        table === "session"
          ? "INSERT INTO session (secret_hash, site_id, person_id, created_at, expires_at) VALUES (?, 'nordwind', ?, 0, ?)"
          : "INSERT INTO sign_in_link (secret_hash, site_id, person_id, uses_left, created_at, expires_at) VALUES (?, 'nordwind', ?, 1, 0, ?)",
      ).bind(hash, personId, expiresAt);
    await env.DB.batch([
      ...Array.from({ length: 130 }, (_, at) => insert(`old-${at}`, "session", nowMs - 1)),
      ...Array.from({ length: 20 }, (_, at) => insert(`old-${at}`, "sign_in_link", nowMs - 1)),
      insert("young", "session", nowMs + 3_600_000),
      insert("young", "sign_in_link", nowMs + 3_600_000),
    ]);
    expect(await cron()).toMatchObject({ signInsCleared: 120 });
    expect(await cron()).toMatchObject({ signInsCleared: 30 });
    expect(await rows("SELECT secret_hash FROM session")).toEqual([{ secret_hash: "young" }]);
    expect(await rows("SELECT secret_hash FROM sign_in_link")).toEqual([{ secret_hash: "young" }]);
  });

  test("puts calls of yesterday up for review, once a day", async () => {
    const bench = scoringBench("nordwind", Date.parse("2026-11-23T15:00:00Z"));
    await bench.upload(sampleUpload("1", { started_at: "2026-11-23T14:00:00Z" }));
    const morning = Date.parse("2026-11-24T15:00:00Z");
    const env0 = { ...env, SCORING_PROVIDERS: "rules" };
    expect(await runCron(env0, morning - 3 * 3_600_000, () => 0)).toMatchObject({
      putUpForReview: 0,
    });
    expect(await runCron(env0, morning, () => 0)).toMatchObject({ putUpForReview: 1 });
    expect(await runCron(env0, morning, () => 0)).toMatchObject({ putUpForReview: 0 });
  });

  test("plans and sends messages beside all the scoring, within its statements", async () => {
    const morning = Date.parse("2026-11-24T15:00:00Z");
    await seedAlerts("nordwind");
    await hear("nordwind", morning - 3_600_000, { disk_free_bytes: 1e9 });
    const bench = scoringBench("nordwind", morning - 7_200_000);
    await bench.upload(...Array.from({ length: 16 }, (_, at) => sampleUpload(`r${at}`)));
    let scored = 0;
    for (let minute = 0; minute < 12; minute += 1) {
      const { binding, statementsUsed } = countStatements(env.DB);
      const bindings = { ...env, DB: binding, SCORING_PROVIDERS: "rules" };
      scored += (await runCron(bindings, morning + minute * 60_000)).scored;
      expect(statementsUsed()).toBeLessThan(STATEMENTS_PER_INVOCATION);
    }
    expect(scored).toBe(16);
    // Without a key they are not sent, and that is written down.
    expect(await rows("SELECT kind, state FROM delivery ORDER BY kind")).toEqual([
      { kind: "alert", state: "failed" },
      { kind: "daily_digest", state: "failed" },
    ]);
  });

  test("scores what waits in one go on the paid plan, within its statements", async () => {
    const bench = scoringBench("nordwind", Date.now());
    for (const batch of ["a", "b", "c", "d"]) {
      await bench.upload(...Array.from({ length: 16 }, (_, at) => sampleUpload(`${batch}${at}`)));
    }
    const { binding, statementsUsed } = countStatements(env.DB);
    const bindings = { ...env, DB: binding, SCORING_PROVIDERS: "rules", WORKERS_PLAN: "paid" };
    expect(await runCron(bindings)).toMatchObject({ scored: 64 });
    expect(statementsUsed()).toBeLessThan(STATEMENTS_PER_PAID_INVOCATION);
    expect(await storedRollups("nordwind")).toEqual(await recountRollups("nordwind"));
  });

  test("takes a plan that is none for the free one, and says so", async () => {
    const bench = scoringBench("nordwind", Date.now());
    await bench.upload(...Array.from({ length: 8 }, (_, at) => sampleUpload(`r${at}`)));
    const logged = vi.spyOn(console, "log");
    const bindings = { ...env, SCORING_PROVIDERS: "rules", WORKERS_PLAN: "Paid!" };
    expect(await runCron(bindings)).toMatchObject({ scored: 4 });
    expect(logged.mock.calls.flat().join("\n")).toContain("WORKERS_PLAN");
    logged.mockRestore();
  });

  test("sends what is due even when scoring breaks off", async () => {
    await seedAlerts("nordwind");
    await hear("nordwind", Date.now() - 3 * 3_600_000);
    const broken = new Proxy(env.DB, {
      get(target, property) {
        if (property === "prepare") {
          return (query: string) => {
            if (query.includes("scoring_job SET")) throw new Error("broken");
            return target.prepare(query);
          };
        }
        const value: unknown = Reflect.get(target, property);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const tick = runCron({ ...env, DB: broken, SCORING_PROVIDERS: "rules" });
    await expect(tick).rejects.toThrow("broken");
    expect(await rows("SELECT state FROM delivery WHERE kind = 'alert'")).toEqual([
      { state: "failed" },
    ]);
  });

  test("stays within its statements however much there is to do", async () => {
    const bench = scoringBench("nordwind", Date.now());
    await bench.upload(...Array.from({ length: 12 }, (_, at) => sampleUpload(`r${at}`)));
    await old();
    let removed = 0;
    for (let minute = 0; minute < 8; minute += 1) {
      const { binding, statementsUsed } = countStatements(env.DB);
      removed += (await cron(binding)).textsRemoved;
      expect(statementsUsed()).toBeLessThan(STATEMENTS_PER_INVOCATION);
    }
    expect(await dueJobs()).toEqual([{ due: 0 }]);
    expect(removed).toBe(12);
  });
});
