import type { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, onTestFinished, test, vi } from "vitest";

import { loadConfig } from "../config/load-config.ts";
import { createEdgeClient } from "../outbox/edge-client.ts";
import { openDatabase } from "../queue/open-database.ts";
import { enqueue } from "../queue/outbox-row.ts";
import { outboxCounts } from "../queue/queue-counts.ts";
import { rememberedSettings } from "../queue/remembered-settings.ts";
import type { RecordingSource } from "../source.ts";
import { createLogger } from "../telemetry/logger.ts";
import { readTotals } from "../telemetry/totals.ts";
import { answerJson } from "../testing/local-server.ts";
import { queueTranscripts, someIds } from "../testing/queue-transcripts.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { startTestEdge, type TestEdge } from "../testing/test-edge.ts";
import { writeWatchConfig } from "../testing/watch-process.ts";
import { runWatch } from "./run-watch.ts";
import { readStageHealth } from "./stage-health.ts";
import { WATCH_TIMINGS, type WatchTimings } from "./watch-timings.ts";

/* The whole of `watch` in this process, faster than life. */

const PATIENCE = { timeout: 30_000, interval: 20 };
const FAST: WatchTimings = {
  ...WATCH_TIMINGS,
  deliveryMs: 20,
  receiptsMs: 20,
  receipts: { graceMs: 50, auditMs: 600_000 },
  heartbeatMs: 100,
  finishMs: 300,
  breakOffMs: 200,
};
const nothingNew: RecordingSource = {
  look: async () => ({ found: 0, warnings: [] }),
  removeLeftovers: async () => 0,
  close: async () => undefined,
};

type Watched = {
  db: DatabaseSync;
  edge: TestEdge;
  start: (change?: { source?: RecordingSource; token?: string }) => {
    events: (event: string) => Record<string, unknown>[];
    stop: () => Promise<void>;
  };
};

async function createWatched(): Promise<Watched> {
  const folder = tempFolder();
  const edge = await startTestEdge("demo");
  const path = writeWatchConfig(folder, { edgeUrl: edge.url });
  const db = openDatabase(`${folder}/state`);
  onTestFinished(() => db.close());
  return {
    db,
    edge,
    start: ({ source = nothingNew, token = "ns_ingest_a" } = {}) => {
      const config = loadConfig(path, { NIGHTSHIFT_SITE_TOKEN: token });
      const lines: Record<string, unknown>[] = [];
      const stop = new AbortController();
      const done = runWatch({
        db,
        source,
        createEdge: (signal) => createEdgeClient({ ...config.edge, retries: 0, signal }),
        config,
        log: createLogger("info", { write: (line) => lines.push(JSON.parse(line)) }),
        timings: FAST,
        agentVersion: "1.2.3",
        host: "vici",
        searchPath: process.env.PATH ?? "",
        startedAt: Date.now(),
        stop: stop.signal,
        now: () => Date.now(),
        random: () => 0,
      });
      const end = () => {
        stop.abort();
        return done;
      };
      onTestFinished(end);
      return { events: (event) => lines.filter((line) => line.event === event), stop: end };
    },
  };
}

const pathsOf = (edge: TestEdge, path: string) =>
  edge.received.filter((request) => request.path === path).length;

test("what is put into the outbox by another process is sent soon, and confirmed", async () => {
  const { db, edge, start } = await createWatched();
  start();
  await sleep(100);
  queueTranscripts(db, someIds(3));
  await vi.waitFor(() => {
    expect(edge.transcripts.size).toBe(3);
    const { n } = db.prepare("SELECT count(confirmed_at) AS n FROM transcript").get() ?? {};
    expect(n).toBe(3);
  }, PATIENCE);
  expect(rememberedSettings(db)).toMatchObject({ site_id: "demo" });
});

test("what an edge only said it had comes to it all the same, is logged and counted", async () => {
  const { db, edge, start } = await createWatched();
  queueTranscripts(db, someIds(8));
  let lies = 2;
  edge.intercept = ({ path }, response) => {
    if (path !== "/ingest/transcripts" || lies === 0) return false;
    lies -= 1;
    const results = someIds(8).map((recording_id, index) => ({
      index,
      recording_id,
      result: "accepted",
      reason: null,
    }));
    answerJson(response, 200, { results });
    return true;
  };
  const watch = start();
  await vi.waitFor(() => {
    expect([...edge.stored.values()]).toEqual(Array.from({ length: 8 }, () => 1));
    const { n } = db.prepare("SELECT count(confirmed_at) AS n FROM transcript").get() ?? {};
    expect(n).toBe(8);
  }, PATIENCE);
  expect(watch.events("receipts_missing")).toHaveLength(2);
  expect(readTotals(db).receipts_missing).toBe(16);
  expect(outboxCounts(db)).toEqual({ waiting: 0, rejected: 0 });
});

test("whom only the edge knows to be forgotten is deleted here at the start, and an edge that was set back is told", async () => {
  const { db, edge, start } = await createWatched();
  queueTranscripts(db, someIds(2));
  db.exec(
    "INSERT INTO forgotten (recording_id, forgotten_at, edge_waits) VALUES ('forgotten-here', 1, 0)",
  );
  await fetch(`${edge.url}/ingest/forget`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ site_id: "demo", recording_ids: ["1001"] }),
  });
  edge.intercept = ({ path }, response) => {
    if (path !== "/ingest/forgotten" || pathsOf(edge, path) > 1) return false;
    answerJson(response, 503, {});
    return true;
  };
  const watch = start();
  await vi.waitFor(() => {
    expect([...edge.forgotten.keys()]).toEqual(["1001", "forgotten-here"]);
    expect(db.prepare("SELECT recording_id FROM recording").all()).toEqual([
      expect.objectContaining({ recording_id: "1002" }),
    ]);
  }, PATIENCE);
  await vi.waitFor(() => expect(watch.events("forgotten_again")).toHaveLength(1), PATIENCE);
  await vi.waitFor(() => expect(readStageHealth(db, "forgotten").error).toBeNull(), PATIENCE);
});

describe("an edge that is too old to be asked", () => {
  test("is said so once, and left alone with it for a day, over restarts", async () => {
    const { db, edge, start } = await createWatched();
    queueTranscripts(db, ["1001"]);
    edge.intercept = ({ path }, response) => {
      if (path !== "/ingest/receipts") return false;
      answerJson(response, 404, { error: { code: "not_found", message: "No." } });
      return true;
    };
    const first = start();
    await vi.waitFor(() => expect(first.events("receipts_unknown")).toHaveLength(1), PATIENCE);
    await first.stop();
    const second = start();
    await sleep(300);
    expect(second.events("receipts_unknown")).toEqual([]);
    expect(pathsOf(edge, "/ingest/receipts")).toBe(1);
    await second.stop();

    edge.intercept = null;
    db.exec("UPDATE cursor SET value = value - 86400000 WHERE name = 'receipts_unknown_since'");
    start();
    await vi.waitFor(() => expect(pathsOf(edge, "/ingest/receipts")).toBe(2), PATIENCE);
    await vi.waitFor(() => {
      expect(db.prepare("SELECT 1 FROM transcript WHERE confirmed_at > 0").get()).toBeDefined();
    }, PATIENCE);
  });
});

describe("a token that was revoked", () => {
  test("is said loudly and tried seldom, over restarts; another one at once", async () => {
    const { db, edge, start } = await createWatched();
    queueTranscripts(db, ["1001"]);
    edge.intercept = ({ headers }, response) => {
      if (headers.authorization === "Bearer ns_ingest_b") return false;
      answerJson(response, 401, { error: { code: "unauthorized", message: "No." } });
      return true;
    };
    const first = start();
    await vi.waitFor(() => {
      expect(first.events("step_failed")).toContainEqual(
        expect.objectContaining({
          level: "error",
          stage: "delivery",
          code: "edge_refused_token",
          retry_in_ms: expect.closeTo(900_000, -4),
          message: expect.stringContaining("edge.token_file"),
        }),
      );
    }, PATIENCE);
    await first.stop();
    const second = start();
    await sleep(300);
    await second.stop();
    expect(pathsOf(edge, "/ingest/transcripts")).toBe(1);
    expect(readStageHealth(db, "delivery").error).toMatchObject({ code: "edge_refused_token" });

    start({ token: "ns_ingest_b" });
    await vi.waitFor(() => expect(edge.transcripts.has("1001")).toBe(true), PATIENCE);
    await vi.waitFor(() => expect(readStageHealth(db, "delivery").error).toBeNull(), PATIENCE);
  });
});

test("an edge that asks for time is left alone, also by the next process, while looks go on", async () => {
  const { db, edge, start } = await createWatched();
  queueTranscripts(db, ["1001"]);
  edge.intercept = ({ path }, response) => {
    if (path !== "/ingest/transcripts") return false;
    answerJson(response, 429, {}, { "retry-after": "3600" });
    return true;
  };
  let looks = 0;
  const source = {
    ...nothingNew,
    look: async () => {
      looks += 1;
      return { found: 0, warnings: [] };
    },
  };
  for (let restart = 0; restart < 3; restart += 1) {
    const watch = start({ source });
    await sleep(200);
    await watch.stop();
  }
  expect(pathsOf(edge, "/ingest/transcripts")).toBe(1);
  expect(looks).toBeGreaterThan(2);
});

describe("a look that hangs", () => {
  test("holds up neither the sending nor the stop", async () => {
    const { db, edge, start } = await createWatched();
    const watch = start({ source: { ...nothingNew, look: () => new Promise(() => undefined) } });
    queueTranscripts(db, ["1001"]);
    await vi.waitFor(() => expect(edge.transcripts.has("1001")).toBe(true), PATIENCE);
    await watch.stop();
    expect(watch.events("step_left_behind")).toHaveLength(1);
    expect(watch.events("watch_stopped")).toHaveLength(1);
  });
});

test("a warning of the source is logged once, without the number in it", async () => {
  const { start } = await createWatched();
  let looks = 0;
  const watch = start({
    source: {
      ...nothingNew,
      look: async () => {
        looks += 1;
        return { found: 0, warnings: ["447700900123-all.wav tells no time."] };
      },
    },
  });
  await vi.waitFor(() => expect(looks).toBeGreaterThan(1), PATIENCE);
  expect(watch.events("source_warning").map(({ message }) => message)).toEqual([
    "…-all.wav tells no time.",
  ]);
});

test("a refused upload is named in the log, and waits for a person", async () => {
  const { db, edge, start } = await createWatched();
  queueTranscripts(db, ["1001", "1002"]);
  edge.intercept = ({ path }, response) => {
    if (path !== "/ingest/transcripts") return false;
    answerJson(response, 200, {
      results: [
        { index: 0, recording_id: "1001", result: "rejected", reason: "my card is" },
        { index: 1, recording_id: "1002", result: "accepted", reason: null },
      ],
    });
    return true;
  };
  const watch = start();
  await vi.waitFor(() => expect(watch.events("upload_refused")).toHaveLength(1), PATIENCE);
  expect(watch.events("upload_refused")[0]).toMatchObject({ recording_id: "1001", level: "warn" });
  expect(JSON.stringify(watch.events("upload_refused"))).not.toContain("card");
  edge.intercept = null;
  enqueue(db, "1001", "transcript", Date.now());
  await vi.waitFor(() => expect(edge.transcripts.has("1001")).toBe(true), PATIENCE);
});
