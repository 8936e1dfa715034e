import type { DatabaseSync } from "node:sqlite";

import { expect, onTestFinished, test } from "vitest";

import { MAX_FORGOTTEN_PER_PAGE, MAX_FORGOTTEN_PER_REQUEST } from "#shared/contracts/forget.ts";

import { readReports, storeRequest } from "../forget/forget-request.ts";
import { forgetRecordingsNow, forgottenAmong } from "../queue/forgotten-callers.ts";
import { inTransaction } from "../queue/open-database.ts";
import { answerJson } from "../testing/local-server.ts";
import { NOON, openTestQueue, queueRecordings } from "../testing/queue-fixture.ts";
import { queueTranscripts, someIds } from "../testing/queue-transcripts.ts";
import { startTestEdge, type TestEdge } from "../testing/test-edge.ts";
import { compareAllForgotten, compareForgotten } from "./compare-forgotten.ts";
import { deliverForgotten } from "./deliver-forgotten.ts";
import { createEdgeClient } from "./edge-client.ts";

function optionsFor(db: DatabaseSync, { url }: TestEdge) {
  const signal = AbortSignal.timeout(60_000);
  const edge = createEdgeClient({ url, token: "t", retries: 0, signal });
  onTestFinished(() => edge.close());
  return { db, edge, siteId: "demo", now: () => NOON, signal };
}

function forgetHere(db: DatabaseSync, ids: readonly string[], edgeWaits = false): void {
  inTransaction(db, () =>
    forgetRecordingsNow(
      db,
      ids.map((recordingId) => ({ recordingId, startedAt: null, edgeWaits })),
      null,
      NOON,
    ),
  );
}

const forgetThere = ({ url }: TestEdge, ids: readonly string[]) =>
  fetch(`${url}/ingest/forget`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ site_id: "demo", recording_ids: ids }),
  });

const queued = (db: DatabaseSync) =>
  db
    .prepare("SELECT recording_id AS id FROM recording ORDER BY 1")
    .all()
    .map(({ id }) => String(id));
const asked = ({ received }: TestEdge, path: string) =>
  received.filter((request) => request.path === path).length;

test("an edge that was set back deletes again what the agent had it delete, and the report counts it once", async () => {
  const db = openTestQueue();
  const edge = await startTestEdge("demo");
  queueTranscripts(db, ["1001", "1002", "1003"]);
  const found = { recordings: [{ recordingId: "1001", startedAt: null }], aliases: ["other-name"] };
  storeRequest(db, "phone", { ...found, gaps: [] }, NOON);
  edge.transcripts.set("1001", [5]);
  const options = optionsFor(db, edge);
  await deliverForgotten(options);
  const [report] = readReports(db);
  expect(report).toMatchObject({ edge_waits_for: 0, deleted_at_edge: { transcripts: 1 } });

  edge.forgotten.clear();
  edge.transcripts.set("1001", [5]);
  edge.transcripts.set("1002", [5]);
  expect(await compareAllForgotten(options)).toEqual({ learned: 0, deletedHere: 0, repeated: 2 });
  expect([...edge.transcripts.keys()]).toEqual(["1002"]);
  expect([...edge.forgotten.keys()].toSorted()).toEqual(["1001", "other-name"]);
  expect(readReports(db)).toEqual([report]);
  // From then on there is nothing to say.
  expect(await compareAllForgotten(options)).toEqual({ learned: 0, deletedHere: 0, repeated: 0 });
});

test("a queue that was set back learns from the edge what is forgotten, deletes it and never queues it again", async () => {
  const db = openTestQueue();
  const edge = await startTestEdge("demo");
  queueTranscripts(db, ["1001", "1002"]);
  await forgetThere(edge, ["1001", "never seen here"]);
  expect(await compareAllForgotten(optionsFor(db, edge))).toEqual({
    learned: 2,
    deletedHere: 1,
    repeated: 0,
  });
  expect(queued(db)).toEqual(["1002"]);
  queueRecordings(db, "1001", "1003");
  expect(queued(db)).toEqual(["1002", "1003"]);
  expect([...forgottenAmong(db, ["1001", "never seen here", "1002"])].toSorted()).toEqual([
    "1001",
    "never seen here",
  ]);
});

test("both are set back, over many pages: each end has all of them afterwards, by bounded requests", async () => {
  const db = openTestQueue();
  const edge = await startTestEdge("demo");
  // Behind U+FFFF the order of bytes is not that of JavaScript's strings.
  const odd = ["\u{1f600}-call", "\uff5e-call"];
  const there = [...someIds(2 * MAX_FORGOTTEN_PER_PAGE + 30, 10_001), ...odd];
  for (let from = 0; from < there.length; from += MAX_FORGOTTEN_PER_REQUEST) {
    await forgetThere(edge, there.slice(from, from + MAX_FORGOTTEN_PER_REQUEST));
  }
  const shared = there.filter((_, index) => index % 2 === 0);
  const here = [...shared, ...someIds(120, 50_001), "\u{1f601}-call", "\uff5f-call", "0", "z"];
  forgetHere(db, here);
  const before = asked(edge, "/ingest/forget");
  expect(await compareAllForgotten(optionsFor(db, edge))).toEqual({
    learned: there.length - shared.length,
    deletedHere: 0,
    repeated: here.length - shared.length,
  });
  const all = new Set([...there, ...here]);
  expect(new Set(edge.forgotten.keys())).toEqual(all);
  expect(forgottenAmong(db, [...all])).toEqual(all);
  expect(asked(edge, "/ingest/forgotten")).toBe(3);
  expect(asked(edge, "/ingest/forget") - before).toBeLessThanOrEqual(6);
});

test("what breaks off is begun anew, and what was done stays done", async () => {
  const db = openTestQueue();
  const edge = await startTestEdge("demo");
  forgetHere(db, someIds(3 * MAX_FORGOTTEN_PER_REQUEST));
  let left = 2;
  edge.intercept = ({ path }, response) => {
    if (path !== "/ingest/forget") return false;
    left -= 1;
    if (left >= 0) return false;
    answerJson(response, 503, {});
    return true;
  };
  const options = optionsFor(db, edge);
  await expect(compareAllForgotten(options)).rejects.toThrow(/edge/i);
  expect(edge.forgotten.size).toBe(2 * MAX_FORGOTTEN_PER_REQUEST);
  edge.intercept = null;
  expect((await compareAllForgotten(options)).repeated).toBe(MAX_FORGOTTEN_PER_REQUEST);
  expect(edge.forgotten.size).toBe(3 * MAX_FORGOTTEN_PER_REQUEST);
});

test("a page that is stopped is to be compared again; requests that wait are left to the outbox", async () => {
  const db = openTestQueue();
  const edge = await startTestEdge("demo");
  forgetHere(db, ["1001"]);
  forgetHere(db, ["1002"], true);
  const stopped = new AbortController();
  edge.intercept = ({ path }) => {
    if (path === "/ingest/forgotten") stopped.abort();
    return false;
  };
  const options = { ...optionsFor(db, edge), after: "" };
  expect(await compareForgotten({ ...options, signal: stopped.signal })).toMatchObject({
    repeated: 0,
    next: "",
  });
  edge.intercept = null;
  expect(await compareForgotten(options)).toMatchObject({ repeated: 1, next: null });
  expect([...edge.forgotten.keys()]).toEqual(["1001"]);
});

test.each([
  ["a page without an end", { recording_ids: [], more: true }],
  ["a page that does not go on", { recording_ids: ["0"], more: true }],
])("an edge with %s is no reason to ask for ever", async (_, page) => {
  const db = openTestQueue();
  const edge = await startTestEdge("demo");
  edge.intercept = ({ path }, response) => {
    if (path !== "/ingest/forgotten") return false;
    answerJson(response, 200, page);
    return true;
  };
  await expect(compareAllForgotten(optionsFor(db, edge))).rejects.toThrow("does not go on");
  expect(asked(edge, "/ingest/forgotten")).toBeLessThanOrEqual(2);
});
