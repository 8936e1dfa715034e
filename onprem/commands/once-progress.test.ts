import { expect, test } from "vitest";

import type { OnceEvent } from "../once/run-once.ts";
import { claimRecording } from "../queue/claim-recording.ts";
import type { Outcome, Settled } from "../queue/settle-recording.ts";
import { NOON, openTestQueue, queueRecordings, someTranscript } from "../testing/queue-fixture.ts";
import { createOnceProgress } from "./once-progress.ts";

const bad: Outcome = {
  kind: "error",
  code: "truncated",
  reason: "It ends\u001b[2J too early.",
  permanent: true,
  durationSec: null,
};
const good: Outcome = { kind: "transcribed", transcript: someTranscript };

function settled(recordingId: string, state: Settled, outcome: Outcome): OnceEvent {
  const db = openTestQueue();
  queueRecordings(db, recordingId);
  const recording = claimRecording(db, { owner: "a", bootId: "b", durationMs: 1 }, NOON);
  if (recording === null) throw new Error("nothing was pending");
  return { type: "settled", recording, state, outcome, workSec: 1 };
}

const queued: OnceEvent = {
  type: "queued",
  found: 3,
  pending: 2,
  waiting: 1,
  warnings: ["mind the gap"],
};
const away: OnceEvent = { type: "edge_unavailable", message: "The edge cannot be reached." };

test("a line for each recording, counted, and what came of it all", () => {
  const progress = createOnceProgress();
  const events: OnceEvent[] = [
    queued,
    settled("1001", "transcribed", good),
    settled("1002", "pending", bad),
    settled("1002", "failed", bad),
    { type: "queued", found: 0, pending: 0, waiting: 0, warnings: [] },
    { type: "delivering", waiting: 2 },
    {
      type: "delivered",
      recordingId: "1001",
      kind: "transcript",
      result: "accepted",
      reason: null,
    },
    { type: "delivered", recordingId: "1002", kind: "call", result: "rejected", reason: "no" },
  ];
  expect(events.flatMap((event) => progress.note(event))).toEqual([
    "warning: mind the gap",
    "3 new recordings; 2 to transcribe; 1 wait for a file that has not changed for a while (stable_sec)",
    "   1 of 2  1001 transcribed: 4 words in 1 min, 29.6 × real time",
    "           1002 will be tried again: It ends·[2J too early.",
    "   2 of 2  1002 failed: It ends·[2J too early.",
    "Sending 2 messages to the edge",
    "  1002 call refused by the edge: no",
  ]);
  expect(progress.summary()).toEqual([
    "Done: 1 transcribed (1 min of audio), 0 skipped, 1 FAILED, 1 message sent, 1 REFUSED by the edge",
    "`nightshift show ID` says why; `nightshift retry` tries again when it is mended.",
  ]);
});

test.each([
  ["all went well", () => [queued, settled("1001", "transcribed", good)], 0],
  ["the edge was away", () => [queued, away], 5],
  ["a recording failed", () => [queued, settled("1001", "failed", bad)], 1],
  ["both", () => [settled("1001", "failed", bad), away], 1],
  ["a try failed and the next did not", () => [settled("1001", "pending", bad)], 0],
])("when %s it ends with its code", (_, events, code) => {
  const progress = createOnceProgress();
  for (const event of events()) progress.note(event);
  expect(progress.exitCode()).toBe(code);
});
