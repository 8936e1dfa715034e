import { expect, test } from "vitest";

import { dequeue, enqueue } from "../queue/outbox-row.ts";
import { NOON, openTestQueue, queueRecordings } from "../testing/queue-fixture.ts";
import { nextBatch } from "./next-batch.ts";
import { settleAnswers } from "./settle-answers.ts";

test("an answer to a row that was taken out and queued anew meanwhile does not take the new one out", () => {
  const db = openTestQueue();
  queueRecordings(db, "1001");
  const { items } = nextBatch(db, "call", 10, NOON);
  dequeue(db, "1001", "call");
  enqueue(db, "1001", "call", NOON + 20);
  const accepted = { index: 0, recording_id: "1001", result: "accepted", reason: null } as const;
  settleAnswers(db, "call", items, [accepted], NOON + 40);
  expect(nextBatch(db, "call", 10, NOON + 60).items).toMatchObject([{ recordingId: "1001" }]);
});
