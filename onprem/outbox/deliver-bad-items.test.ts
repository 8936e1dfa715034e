import type { ServerResponse } from "node:http";

import { describe, expect, test } from "vitest";

import { outboxCounts } from "../queue/queue-counts.ts";
import { answerJson } from "../testing/local-server.ts";
import { createDelivery, idsIn, outboxRow } from "../testing/outbox-delivery.ts";
import { openTestQueue } from "../testing/queue-fixture.ts";
import { queueTranscripts, someIds } from "../testing/queue-transcripts.ts";
import { startTestEdge, type TestEdge } from "../testing/test-edge.ts";
import { EdgeUnavailableError } from "./edge-errors.ts";

describe("one bad item holds up nobody", () => {
  /** Fails every request that has the item in it. */
  const poison =
    (bad: string, fail: (response: ServerResponse) => void): TestEdge["intercept"] =>
    (request, response) => {
      if (!idsIn(request).includes(bad)) return false;
      fail(response);
      return true;
    };

  test.each([
    ["too large", 413],
    ["not as expected", 400],
    ["not to be taken", 422],
  ])(
    "a batch that is %s (%i) is halved until the item stands alone and is refused",
    async (_, status) => {
      const db = openTestQueue();
      const ids = someIds(60);
      queueTranscripts(db, ids);
      const edge = await startTestEdge("demo");
      edge.intercept = poison("1017", (response) =>
        answerJson(response, status, { error: { code: "no", message: "Not this one." } }),
      );
      await createDelivery(db, edge).deliver();
      expect([...edge.transcripts.keys()].toSorted()).toEqual(ids.filter((id) => id !== "1017"));
      expect(outboxRow(db, "1017")).toMatchObject({ rejected: "Not this one.", attempts: 1 });
      expect(outboxCounts(db)).toEqual({ waiting: 0, rejected: 1 });
      expect(edge.received.length).toBeLessThan(25);
    },
  );

  test.each<[string, (response: ServerResponse) => void]>([
    ["breaks on it (500)", (response) => answerJson(response, 500, {})],
    ["hangs up on it", (response) => void response.destroy()],
    [
      "breaks off its answer",
      (response) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
        response.write('{"results": [');
        setImmediate(() => response.destroy());
      },
    ],
    [
      "has a firewall that blocks it",
      (response) => void response.writeHead(403).end("<html>Blocked"),
    ],
  ])("an edge that %s gets the others, and the item waits", async (_, fail) => {
    const db = openTestQueue();
    const ids = someIds(30);
    queueTranscripts(db, ids);
    const edge = await startTestEdge("demo");
    edge.intercept = poison("1009", fail);
    const delivery = createDelivery(db, edge);
    for (let round = 0; round < 15 && edge.transcripts.size < 29; round += 1) {
      await delivery.deliver().catch((error: unknown) => {
        if (!(error instanceof EdgeUnavailableError)) throw error;
      });
      delivery.clock.now += 10_000;
    }
    expect([...edge.transcripts.keys()].toSorted()).toEqual(ids.filter((id) => id !== "1009"));
    expect(outboxRow(db, "1009")).toMatchObject({ rejected: null });
    expect(Number(outboxRow(db, "1009")?.attempts)).toBeGreaterThan(0);

    edge.intercept = null;
    await delivery.deliverAll();
    expect(outboxCounts(db)).toEqual({ waiting: 0, rejected: 0 });
  });

  test("how small a batch must be is known after a restart, and grows again", async () => {
    const db = openTestQueue();
    queueTranscripts(db, someIds(100));
    const edge = await startTestEdge("demo");
    let failures = 3;
    edge.intercept = (_request, response) => {
      failures -= 1;
      if (failures < 0) return false;
      answerJson(response, 500, {});
      return true;
    };
    for (let restart = 0; restart < 4; restart += 1) {
      await createDelivery(db, edge)
        .deliver()
        .catch(() => undefined);
    }
    expect(edge.received.map((request) => idsIn(request).length)).toEqual([
      50, 25, 13, 7, 14, 28, 50, 1,
    ]);
  });

  test("a stored transcript that cannot be read is set aside, and nothing of it is quoted", async () => {
    const db = openTestQueue();
    queueTranscripts(db, ["1001", "1002"]);
    db.exec(`UPDATE transcript SET body = '{"segments": my card is' WHERE recording_id = '1001'`);
    const edge = await startTestEdge("demo");
    await createDelivery(db, edge).deliver();
    expect([...edge.transcripts.keys()]).toEqual(["1002"]);
    expect(outboxRow(db, "1001")).toMatchObject({
      rejected: "What is stored of it cannot be read.",
    });
  });
});
