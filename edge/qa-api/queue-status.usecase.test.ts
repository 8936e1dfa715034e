import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";

import { openDatabase } from "../db/client.ts";
import { countQueue } from "./queue-status.usecase.ts";
import { allMarks } from "./testing/all-marks.ts";
import { LONDON, seedCalls, seedSite } from "./testing/seed-site.ts";

const NOW_MS = Date.parse("2026-11-22T12:00:00Z");
const startedAt = "2026-11-22T09:00:00Z";
const scored = { startedAt, marks: allMarks("4") };

beforeAll(async () => {
  await seedSite(env.DB, LONDON);
  await seedCalls(env.DB, LONDON, [
    { recordingId: "done", ...scored },
    { recordingId: "nothing applied", startedAt, marks: allMarks("NA") },
    { recordingId: "anew: waits", ...scored, job: { state: "due" } },
    { recordingId: "anew: leased", ...scored, job: { state: "leased" } },
    { recordingId: "anew: stuck", ...scored, job: { state: "needs_human" } },
    { recordingId: "waits", startedAt, job: { state: "held" } },
    { recordingId: "leased", startedAt, job: { state: "leased" } },
    { recordingId: "stuck", startedAt, job: { state: "failed" } },
    { recordingId: "no speech", startedAt, agentState: "skipped", stateReason: "no_speech" },
    { recordingId: "lost", startedAt, agentState: "lost" },
    { recordingId: "found", startedAt, agentState: "found" },
    { recordingId: "transcribing", startedAt, agentState: "transcribing" },
  ]);
  await env.DB.prepare("update scoring_job set next_at = ? where state = 'leased'")
    .bind(NOW_MS + 60_000)
    .run();
});

test("every call is counted once, also those that are to be scored anew", async () => {
  const clock = { timeZone: LONDON.timeZone, nowMs: NOW_MS };
  const { status_counts, today_queued, total } = await countQueue(
    openDatabase(env.DB),
    LONDON.id,
    clock,
  );
  expect(status_counts).toEqual({
    pending: 1,
    transcribing: 1,
    transcribed: 1,
    scoring: 2,
    complete: 3,
    error: 3,
    skipped: 1,
  });
  expect(Object.values(status_counts).reduce((sum, calls) => sum + calls, 0)).toBe(total);
  expect([today_queued, total]).toEqual([12, 12]);
});
