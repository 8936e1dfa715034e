import { expect, test } from "vitest";

import type { LeftOut, Transcript } from "#shared/contracts/transcript.ts";

import { claimRecording } from "../queue/claim-recording.ts";
import { leftOutOf } from "../queue/left-out-log.ts";
import { lastRun, startRun } from "../queue/run-log.ts";
import { NOON, openTestQueue, queueRecordings, someTranscript } from "../testing/queue-fixture.ts";
import { countSettled } from "./settled-outcome.ts";

const leftOut = (reason: LeftOut["reason"], outcome: LeftOut["outcome"], sec: number): LeftOut => ({
  start_sec: 1,
  end_sec: 1 + sec,
  reason,
  outcome,
  speaker: null,
});

test("a run counts what its transcripts leave out, and which are unsure", () => {
  const db = openTestQueue();
  queueRecordings(db, "1001");
  const runId = startRun(db, NOON);
  const recording = claimRecording(db, { owner: "o", bootId: "b", durationMs: 1000 }, NOON);
  if (recording === null) throw new Error("nothing to claim");
  const settle = (change: Partial<Transcript>) =>
    countSettled(db, runId, {
      type: "settled",
      recording,
      state: "transcribed",
      outcome: { kind: "transcribed", transcript: { ...someTranscript, ...change } },
      workSec: 1,
    });
  settle({
    low_confidence: true,
    left_out: [
      leftOut("no_text", "inaudible", 2),
      leftOut("no_text", "inaudible", 3),
      leftOut("no_text", "dropped", 0.5),
    ],
  });
  settle({ low_confidence: false, left_out: [leftOut("no_text", "inaudible", 4)] });
  // As agents before this one said it.
  settle({});
  expect(lastRun(db)).toMatchObject({ transcribed: 3, low_confidence: 1 });
  expect(leftOutOf(db, runId)).toEqual([
    { reason: "no_text", outcome: "inaudible", stretches: 3, sec: 9 },
    { reason: "no_text", outcome: "dropped", stretches: 1, sec: 0.5 },
  ]);
});
