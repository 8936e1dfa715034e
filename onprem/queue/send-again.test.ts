import { expect, test } from "vitest";

import { createDelivery } from "../testing/outbox-delivery.ts";
import { NOON, openTestQueue } from "../testing/queue-fixture.ts";
import { queueTranscripts, someIds } from "../testing/queue-transcripts.ts";
import { startTestEdge } from "../testing/test-edge.ts";
import { outboxCounts } from "./queue-counts.ts";
import { sendAgain } from "./send-again.ts";

test("an edge that lost everything gets it again; one that has it stores nothing twice", async () => {
  const db = openTestQueue();
  queueTranscripts(db, someIds(1200));
  db.exec("UPDATE recording SET local_date = '2026-11-01' WHERE recording_id <= '1100'");
  db.exec(
    "DELETE FROM outbox WHERE recording_id = '1101'; DELETE FROM transcript WHERE recording_id = '1101'",
  );
  const first = await startTestEdge("demo");
  await createDelivery(db, first).deliverAll();
  expect([first.transcripts.size, outboxCounts(db).waiting]).toEqual([1199, 0]);

  const days = { from: "2026-11-20", to: "2026-11-20" };
  expect(sendAgain(db, days, NOON + 1)).toEqual({ calls: 1100, transcripts: 1099 });
  await createDelivery(db, first).deliverAll();
  expect([...first.stored.values()].every((times) => times === 1)).toBe(true);

  const empty = await startTestEdge("demo");
  sendAgain(db, days, NOON + 2);
  await createDelivery(db, empty).deliverAll();
  expect([empty.transcripts.size, empty.calls.size, outboxCounts(db).waiting]).toEqual([
    1099, 1100, 0,
  ]);
}, 120_000);
