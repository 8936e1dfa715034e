import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";

import { describe, expect, test } from "vitest";

import { outboxCounts } from "../queue/queue-counts.ts";
import { answerJson } from "../testing/local-server.ts";
import { createDelivery, idsIn, outboxRow } from "../testing/outbox-delivery.ts";
import { openTestQueue, someTranscript } from "../testing/queue-fixture.ts";
import { queueTranscripts, someIds } from "../testing/queue-transcripts.ts";
import { startTestEdge } from "../testing/test-edge.ts";
import { EdgeUnavailableError } from "./edge-errors.ts";

/* An outbox against an edge that misbehaves; every fault ends with everything delivered once the edge behaves. */

describe("an edge that cannot take anything keeps everything in the outbox, as it was", () => {
  const faults: [string, (response: ServerResponse) => void][] = [
    ["is busy (503)", (response) => answerJson(response, 503, {})],
    ["asks for time (429)", (response) => answerJson(response, 429, {}, { "retry-after": "60" })],
    [
      "shows a sign-in page",
      (response) => void response.writeHead(200).end("<html>Welcome to the hotel"),
    ],
    ["answers with other JSON", (response) => answerJson(response, 200, { status: "ok" })],
    [
      "sends elsewhere",
      (response) => void response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
    ],
    [
      "answers with JSON cut short",
      (response) => void response.writeHead(200).end('{"results": [{"ind'),
    ],
    [
      "answers without end",
      (response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.write(`{"results": [${"0,".repeat(2_000_000)}`);
      },
    ],
  ];
  test.each(faults)("an edge that %s", async (_, fail) => {
    const db = openTestQueue();
    queueTranscripts(db, ["1001"]);
    const edge = await startTestEdge("demo");
    edge.intercept = (_request, response) => {
      fail(response);
      return true;
    };
    const delivery = createDelivery(db, edge);
    await expect(delivery.deliver()).rejects.toThrow(EdgeUnavailableError);
    expect(outboxRow(db, "1001")).toMatchObject({ rejected: null });
    edge.intercept = null;
    await delivery.deliverAll();
    expect(edge.stored.get("1001")).toBe(1);
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ["says nothing", () => undefined],
    ["begins to answer and stops", (response) => void response.writeHead(200).write("{")],
  ])("an edge that %s is given up after the timeout", async (_, hang) => {
    const db = openTestQueue();
    queueTranscripts(db, ["1001"]);
    const edge = await startTestEdge("demo");
    edge.intercept = (_request, response) => {
      hang(response);
      return true;
    };
    const delivery = createDelivery(db, edge);
    await expect(delivery.deliver({ timeoutMs: 300 })).rejects.toMatchObject({
      code: "edge_timeout",
    });
    edge.intercept = null;
    await delivery.deliverAll();
    expect(edge.stored.get("1001")).toBe(1);
  });

  test("an answer that unpacks to gigabytes is not unpacked", async () => {
    const db = openTestQueue();
    queueTranscripts(db, ["1001"]);
    const bomb = gzipSync(Buffer.alloc(200_000_000, " "));
    const edge = await startTestEdge("demo");
    edge.intercept = (_request, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      response.end(bomb);
      return true;
    };
    const before = process.memoryUsage().rss;
    await expect(createDelivery(db, edge).deliver()).rejects.toMatchObject({
      code: "edge_unreadable",
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
    expect(outboxCounts(db)).toEqual({ waiting: 1, rejected: 0 });
  });
});

test("an edge that stored a batch and hung up before it said so is sent it again, and stores it once", async () => {
  const db = openTestQueue();
  queueTranscripts(db, someIds(5));
  const edge = await startTestEdge("demo");
  const delivery = createDelivery(db, edge);
  let isFirst = true;
  edge.intercept = (request, response) => {
    if (!isFirst) return false;
    isFirst = false;
    for (const id of idsIn(request)) {
      edge.transcripts.set(id, [someTranscript.word_count]);
      edge.stored.set(id, 1);
    }
    response.destroy();
    return true;
  };
  await delivery.deliverAll();
  expect([...edge.stored.values()]).toEqual([1, 1, 1, 1, 1]);
  expect(outboxCounts(db)).toEqual({ waiting: 0, rejected: 0 });
});
