import type { DatabaseSync } from "node:sqlite";

import { describe, expect, test } from "vitest";

import { enqueue } from "../queue/outbox-row.ts";
import { outboxCounts } from "../queue/queue-counts.ts";
import { answerJson } from "../testing/local-server.ts";
import { createDelivery, idsIn } from "../testing/outbox-delivery.ts";
import { NOON, openTestQueue } from "../testing/queue-fixture.ts";
import { queueTranscripts, someIds } from "../testing/queue-transcripts.ts";
import { startTestEdge, type TestEdge } from "../testing/test-edge.ts";
import { confirmReceipts, RECEIPT_TIMINGS } from "./confirm-receipts.ts";
import { createEdgeClient } from "./edge-client.ts";

const { graceMs, auditMs } = RECEIPT_TIMINGS;
const SOON = NOON + graceMs;

function confirm(db: DatabaseSync, edge: TestEdge, now: number) {
  const counted: number[] = [];
  const client = createEdgeClient({
    url: edge.url,
    token: "t",
    retries: 0,
    signal: AbortSignal.timeout(20_000),
  });
  return confirmReceipts({
    db,
    edge: client,
    siteId: "demo",
    timings: RECEIPT_TIMINGS,
    onMissing: (count) => counted.push(count),
    now: () => now,
  }).then((outcome) => ({ ...outcome, counted }));
}

const confirmedAt = (db: DatabaseSync, id: string) =>
  db.prepare("SELECT confirmed_at FROM transcript WHERE recording_id = ?").get(id)?.confirmed_at;
const asked = ({ received }: TestEdge) =>
  received.filter(({ path }) => path === "/ingest/receipts").length;

async function delivered(ids: string[]) {
  const db = openTestQueue();
  queueTranscripts(db, ids);
  const edge = await startTestEdge("demo");
  const delivery = createDelivery(db, edge);
  await delivery.deliver();
  return { db, edge, delivery };
}

test("some minutes after the delivery the edge is asked, not before", async () => {
  const { db, edge } = await delivered(["1001"]);
  expect(await confirm(db, edge, SOON - 1)).toMatchObject({ confirmed: 0, missing: [] });
  expect(asked(edge)).toBe(0);
  expect(await confirm(db, edge, SOON)).toMatchObject({ confirmed: 1, missing: [] });
  expect(confirmedAt(db, "1001")).toBe(SOON);
  await confirm(db, edge, SOON + 1);
  expect(asked(edge)).toBe(1);
});

describe("what the edge acknowledged and does not have", () => {
  test("is sent again, and confirmed then", async () => {
    const db = openTestQueue();
    queueTranscripts(db, someIds(10));
    const edge = await startTestEdge("demo");
    const delivery = createDelivery(db, edge);
    edge.intercept = (request, response) => {
      const results = idsIn(request).map((recording_id, index) => ({
        index,
        recording_id,
        result: "accepted",
        reason: null,
      }));
      answerJson(response, 200, { results });
      return true;
    };
    await delivery.deliver();
    expect(outboxCounts(db).waiting).toBe(0);

    edge.intercept = null;
    const outcome = await confirm(db, edge, SOON);
    expect(outcome).toEqual({ confirmed: 0, missing: someIds(10), more: false, counted: [10] });
    expect(outboxCounts(db).waiting).toBe(10);
    delivery.clock.now = SOON;
    await delivery.deliver();
    expect([...edge.stored.values()]).toEqual(Array.from({ length: 10 }, () => 1));
    expect(await confirm(db, edge, SOON + graceMs)).toMatchObject({ confirmed: 10, missing: [] });
  });

  test("is also found when the edge has another text of that recording, or only lists it for show", async () => {
    const { db, edge } = await delivered(["1001", "1002"]);
    edge.transcripts.set("1001", [1, 2, 3]);
    expect((await confirm(db, edge, SOON)).missing).toEqual(["1001"]);
  });

  test("is found within a week when the edge was set back to a backup", async () => {
    const { db, edge, delivery } = await delivered(someIds(3));
    await confirm(db, edge, SOON);
    edge.transcripts.clear();
    expect(await confirm(db, edge, SOON + auditMs - 1)).toMatchObject({ missing: [] });
    expect((await confirm(db, edge, SOON + auditMs)).missing).toEqual(someIds(3));
    await delivery.deliver();
    expect([...edge.transcripts.keys()]).toEqual(someIds(3));
  });

  test("is done with when its day has lost its scores there: neither asked for nor sent again, and not refused", async () => {
    const { db, edge, delivery } = await delivered(["1001", "1002"]);
    await confirm(db, edge, SOON);
    edge.expired.add("1001");
    edge.transcripts.delete("1001");
    const nextDay = SOON + auditMs;
    expect(await confirm(db, edge, nextDay)).toMatchObject({ missing: ["1001"] });
    delivery.clock.now = nextDay;
    await delivery.deliver();
    expect(outboxCounts(db)).toMatchObject({ waiting: 0, rejected: 0 });
    expect(confirmedAt(db, "1001")).toBe(nextDay);
    const before = edge.received.length;
    for (let day = 1; day < 8; day += 1) {
      expect(await confirm(db, edge, nextDay + day * auditMs)).toMatchObject({ missing: [] });
    }
    const later = edge.received.slice(before).map(({ body }) => JSON.stringify(body));
    expect(later.some((body) => body.includes("1002"))).toBe(true);
    expect(later.some((body) => body.includes("1001"))).toBe(false);
  });

  test("is left to rest after a week", async () => {
    const { db, edge } = await delivered(["1001"]);
    await confirm(db, edge, SOON);
    edge.transcripts.clear();
    await confirm(db, edge, NOON + 8 * auditMs);
    expect(asked(edge)).toBe(1);
  });
});

test("a thousand are asked for in bounded steps, each once", async () => {
  const { db, edge } = await delivered(someIds(450));
  const outcomes = [];
  for (let more = true; more;) {
    const outcome = await confirm(db, edge, SOON);
    outcomes.push(outcome.confirmed);
    more = outcome.more;
  }
  expect(outcomes).toEqual([200, 200, 50]);
});

test("an answer that comes after the transcript was made anew is not about the new one", async () => {
  const { db, edge } = await delivered(["1001", "1002"]);
  edge.intercept = ({ path }) => {
    if (path === "/ingest/receipts") enqueue(db, "1001", "transcript", SOON);
    return false;
  };
  expect(await confirm(db, edge, SOON)).toMatchObject({ confirmed: 1, missing: [] });
  expect([confirmedAt(db, "1001"), confirmedAt(db, "1002")]).toEqual([null, SOON]);
});

test("an edge that is away or talks nonsense confirms and denies nothing", async () => {
  const { db, edge } = await delivered(["1001"]);
  for (const [status, body] of [
    [503, {}],
    [200, { receipts: "all of them" }],
    [404, { error: { code: "not_found", message: "What?" } }],
  ] as const) {
    edge.intercept = (_request, response) => {
      answerJson(response, status, body);
      return true;
    };
    await expect(confirm(db, edge, SOON)).rejects.toThrow(/edge/);
  }
  expect([confirmedAt(db, "1001"), outboxCounts(db).waiting]).toEqual([null, 0]);
});

test("what is to be asked for is found by index, without reading past the texts", async () => {
  const { db, edge } = await delivered(["1001"]);
  const plans: string[] = [];
  const listening = new Proxy(db, {
    get(target, property) {
      if (property !== "prepare") return Reflect.get(target, property).bind?.(target);
      return (query: string) => {
        if (query.includes("delivered_at") && query.trim().startsWith("SELECT recording_id")) {
          const steps = target.prepare(`EXPLAIN QUERY PLAN ${query}`).all();
          plans.push(steps.map(({ detail }) => String(detail)).join("\n"));
        }
        return target.prepare(query);
      };
    },
  });
  await confirm(listening, edge, SOON);
  expect(plans).toEqual([
    expect.stringMatching(/(SEARCH|SCAN) transcript USING INDEX transcript_unconfirmed/),
    expect.stringMatching(/SEARCH transcript USING INDEX transcript_confirmed/),
  ]);
});
