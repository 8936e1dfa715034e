import { describe, expect, test } from "vitest";

import { NOON, openTestQueue, queueRecordings } from "../testing/queue-fixture.ts";
import { claimRecording } from "./claim-recording.ts";
import { endAbandonedPauses, endPause, pausesOf, startPause } from "./pause-log.ts";
import { countOutcome, finishRun, lastRun, startRun } from "./run-log.ts";
import { estimateBacklog, recentSpeed } from "./run-speed.ts";

const transcribed = (audioSec: number, workSec: number) =>
  ({ kind: "transcribed", audioSec, workSec, lowConfidence: false }) as const;

test("a run counts what came of it and says why it ended", () => {
  const db = openTestQueue();
  const run = startRun(db, NOON, 4);
  expect(lastRun(db)).toMatchObject({ finished_at: null, ended_by: null, workers: 4 });
  countOutcome(db, run, transcribed(600, 100));
  countOutcome(db, run, { kind: "skipped", audioSec: 0, workSec: 0, lowConfidence: false });
  finishRun(db, run, NOON + 1, "window_over");
  expect(lastRun(db)).toMatchObject({
    transcribed: 1,
    skipped: 1,
    failed: 0,
    audio_sec: 600,
    work_sec: 100,
    ended_by: "window_over",
  });
});

describe("a worker's speed", () => {
  test("is not known before anything was done", () => {
    const db = openTestQueue();
    startRun(db, NOON);
    expect(recentSpeed(db)).toBeNull();
    expect(estimateBacklog(db)).toEqual({ recordings: 0, audioSec: 0, workHours: null });
  });

  test("is that of the night under way as soon as it can tell, of an earlier one until then", () => {
    const db = openTestQueue();
    countOutcome(db, startRun(db, NOON), transcribed(1000, 100));
    const tonight = startRun(db, NOON);
    countOutcome(db, tonight, transcribed(100, 50));
    expect(recentSpeed(db)).toBe(10);
    countOutcome(db, tonight, transcribed(100, 50));
    expect(recentSpeed(db)).toBe(2);
  });

  test("tells how long the backlog takes with all workers", () => {
    const db = openTestQueue();
    queueRecordings(db, "1001", "1002");
    db.exec("UPDATE recording SET expected_sec = 3600");
    countOutcome(db, startRun(db, NOON, 2), transcribed(1000, 500));
    expect(estimateBacklog(db)).toEqual({ recordings: 2, audioSec: 7200, workHours: 0.5 });
  });
});

describe("pauses", () => {
  test("are counted with their time, the one under way up to now", () => {
    const db = openTestQueue();
    const run = startRun(db, NOON);
    endPause(db, startPause(db, run, "cpu: cores 0-1 at 85 %", NOON), NOON + 30_000);
    startPause(db, run, "cpu: cores 0-1 at 90 %", NOON + 60_000);
    expect(pausesOf(db, run, NOON + 70_000)).toEqual({ count: 2, seconds: 40 });
  });

  test("that a killed agent left open end with its last sign of life", () => {
    const db = openTestQueue();
    queueRecordings(db, "1001");
    const run = startRun(db, NOON);
    startPause(db, run, "cpu: x", NOON);
    claimRecording(db, { owner: "o", bootId: "b", durationMs: 60_000 }, NOON + 45_000);
    expect(endAbandonedPauses(db, 60_000, NOON + 9_000_000)).toBe(1);
    expect(pausesOf(db, run, NOON + 9_000_000)).toEqual({ count: 1, seconds: 45 });
    expect(endAbandonedPauses(db, 60_000, NOON)).toBe(0);
  });
});
