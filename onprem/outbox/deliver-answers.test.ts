import { describe, expect, test } from "vitest";

import { enqueue } from "../queue/outbox-row.ts";
import { outboxCounts } from "../queue/queue-counts.ts";
import { answerJson } from "../testing/local-server.ts";
import { createDelivery, idsIn, outboxRow } from "../testing/outbox-delivery.ts";
import { NOON, openTestQueue } from "../testing/queue-fixture.ts";
import { queueTranscripts, someIds } from "../testing/queue-transcripts.ts";
import { startTestEdge } from "../testing/test-edge.ts";

type Results = { index: number; recording_id: string | null; result: string; reason: null }[];
const accepted = (index: number, recording_id: string) => ({
  index,
  recording_id,
  result: "accepted",
  reason: null,
});

describe("an answer counts only for the very item it is about", () => {
  const lies: [string, (ids: string[]) => unknown[]][] = [
    ["leaves an item out", ([a]) => [accepted(0, a ?? "")]],
    [
      "answers twice for one",
      ([a, b]) => [accepted(0, a ?? ""), accepted(1, b ?? ""), accepted(1, b ?? "")],
    ],
    ["names another recording", ([a]) => [accepted(0, a ?? ""), accepted(1, "9999")]],
    ["swaps the places", ([a, b]) => [accepted(0, a ?? ""), accepted(5, b ?? "")]],
    [
      "accepts it namelessly",
      ([a]) => [accepted(0, a ?? ""), { ...accepted(1, ""), recording_id: null }],
    ],
    [
      "answers with no known word",
      ([a, b]) => [accepted(0, a ?? ""), { ...accepted(1, b ?? ""), result: "maybe" }],
    ],
    ["answers with nonsense", ([a]) => [accepted(0, a ?? ""), null, 7, "accepted", { index: 1 }]],
  ];
  test.each(lies)("an edge that %s", async (_, lie) => {
    const db = openTestQueue();
    queueTranscripts(db, ["1001", "1002"]);
    const edge = await startTestEdge("demo");
    const delivery = createDelivery(db, edge);
    edge.intercept = (request, response) => {
      answerJson(response, 200, { results: lie(idsIn(request)) });
      return true;
    };
    await delivery.deliver();
    expect(outboxRow(db, "1001")).toBeUndefined();
    expect(outboxRow(db, "1002")).toEqual({ attempts: 1, next_at: NOON + 5000, rejected: null });

    edge.intercept = null;
    await delivery.deliver();
    expect(edge.transcripts.has("1002")).toBe(false);
    delivery.clock.now += 5000;
    await delivery.deliver();
    expect(edge.transcripts.has("1002")).toBe(true);
    expect(outboxCounts(db)).toEqual({ waiting: 0, rejected: 0 });
  });

  test("a refusal may have lost the name of what it refuses", async () => {
    const db = openTestQueue();
    queueTranscripts(db, ["1001"]);
    const edge = await startTestEdge("demo");
    edge.intercept = (_request, response) => {
      const results: Results = [{ index: 0, recording_id: null, result: "rejected", reason: null }];
      answerJson(response, 200, { results });
      return true;
    };
    await createDelivery(db, edge).deliver();
    expect(outboxRow(db, "1001")).toMatchObject({ rejected: "The edge gave no reason." });
  });

  test("rows that get no answer wait longer each time, a quarter of an hour in the end", async () => {
    const db = openTestQueue();
    queueTranscripts(db, ["1001", "1002"]);
    const edge = await startTestEdge("demo");
    const delivery = createDelivery(db, edge);
    edge.intercept = (request, response) => {
      if (request.path !== "/ingest/transcripts") return false;
      const results = idsIn(request).flatMap((id, index) =>
        id === "1001" ? [] : [accepted(index, id)],
      );
      answerJson(response, 200, { results });
      return true;
    };
    const waits: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      enqueue(db, "1002", "transcript", delivery.clock.now);
      await delivery.deliver();
      const nextAt = Number(outboxRow(db, "1001")?.next_at);
      waits.push((nextAt - delivery.clock.now) / 1000);
      delivery.clock.now = nextAt;
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900]);
  });
});

test("what was sent longest ago goes first, also after it was changed meanwhile", async () => {
  const db = openTestQueue();
  queueTranscripts(db, ["1003", "1001"]);
  db.exec("UPDATE outbox SET created_at = created_at - 1000 WHERE recording_id = '1003'");
  enqueue(db, "1003", "transcript", NOON + 5000);
  const edge = await startTestEdge("demo");
  await createDelivery(db, edge).deliver();
  expect(edge.received.flatMap(idsIn)).toEqual(["1003", "1001"]);
});

test("a clock that was set back by a year holds nothing up", async () => {
  const db = openTestQueue();
  queueTranscripts(db, ["1001"]);
  db.exec("UPDATE outbox SET attempts = 3, next_at = next_at + 365 * 86400000 + 1000000000000");
  const edge = await startTestEdge("demo");
  await createDelivery(db, edge).deliver();
  expect(edge.transcripts.has("1001")).toBe(true);
});

test("a delivery notes when, in the transaction that empties the outbox; a changed row is not taken for delivered", async () => {
  const db = openTestQueue();
  queueTranscripts(db, ["1001", "1002"]);
  const edge = await startTestEdge("demo");
  let isFirst = true;
  edge.intercept = () => {
    if (isFirst) enqueue(db, "1002", "transcript", NOON);
    isFirst = false;
    return false;
  };
  const delivery = createDelivery(db, edge);
  await delivery.deliver();
  const deliveredAt = (id: string) =>
    db.prepare("SELECT delivered_at FROM transcript WHERE recording_id = ?").get(id)?.delivered_at;
  expect([deliveredAt("1001"), deliveredAt("1002")]).toEqual([NOON, NOON]);
  expect(edge.received).toHaveLength(2);
  enqueue(db, "1001", "transcript", NOON);
  expect(deliveredAt("1001")).toBeNull();
});

test("a delivery that is told to stop ends after the batch under way", async () => {
  const db = openTestQueue();
  queueTranscripts(db, someIds(120));
  const edge = await startTestEdge("demo");
  const stop = new AbortController();
  edge.intercept = () => {
    stop.abort();
    return false;
  };
  await createDelivery(db, edge).deliver({ stop: stop.signal });
  expect(edge.received).toHaveLength(1);
  expect(outboxCounts(db).waiting).toBe(70);
});
