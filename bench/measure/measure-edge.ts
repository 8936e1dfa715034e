import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { choosePort, startLocalEdge, type LocalEdge } from "../../demo/local-edge.ts";
import type { ToolAtHand } from "../../onprem/testing/debian-tool.ts";
import { NOW_MS } from "../bench-site.ts";
import { callTemplates } from "../fill/call-templates.ts";
import { spoil, type FilledDatabase } from "../fill/kept-database.ts";
import { benchClient, type BenchClient } from "./bench-client.ts";
import { chooseStandIn, startStandIn, STAND_IN_KEY } from "./judged-by-stand-in.ts";
import { knownCalls } from "./known-calls.ts";
import { measureBrowser, type BrowserMeasured } from "./measure-browser.ts";
import { measureReads, unaskedPaths, type ReadsMeasured } from "./measure-reads.ts";
import { measureStorage, type StorageMeasured } from "./measure-storage.ts";
import { measureWrites, sendHeartbeat, type WritesMeasured } from "./measure-writes.ts";
import { PANELS } from "./panels.ts";
import { readCases } from "./read-cases.ts";
import { rememberBeforeWrites } from "./undo-writes.ts";

export const METERED_WORKER = join(
  import.meta.dirname,
  "..",
  "..",
  "edge",
  "bench",
  "metered-worker.ts",
);
const FIRST_PORT = 8970;
const BROWSER_ROUNDS = 7;

export type EdgeMeasured = {
  calls: number;
  filledInMs: number | null;
  storage: StorageMeasured;
  /** Pages and GETs of the API's description that nothing was measured of. */
  unasked: string[];
  reads: ReadsMeasured;
  panels: { path: string; rowsRead: number; rowsReadCached: number }[];
  writes: WritesMeasured;
  browser: BrowserMeasured;
};

/** Measures everything over one filled database, and leaves it as it was. */
export async function measureEdge(
  filled: FilledDatabase,
  options: {
    rounds: number;
    writes: number;
    chromium: ToolAtHand;
    onProgress: (text: string) => void;
  },
): Promise<EdgeMeasured> {
  const { calls, filledInMs, path } = filled;
  const { onProgress } = options;
  const storage = withDatabase(path, measureStorage);
  const known = withDatabase(path, knownCalls);
  const read = await withEdge(filled, {}, async (client, url) => {
    await sendHeartbeat(client);
    const cases = await readCases(client, known);
    const reads = await measureReads(client, cases, options.rounds, onProgress);
    const panels: EdgeMeasured["panels"] = [];
    for (const panel of PANELS) {
      const { rows_read: rowsRead } = await client.cost(panel, "read");
      const again = { "If-None-Match": "" };
      await client.cost(panel, "read", again);
      const cached = await client.cost(panel, "read", again);
      panels.push({ path: panel, rowsRead, rowsReadCached: cached.rows_read });
    }
    onProgress("Chromium");
    const browser = await visitPages(url, filled, known.withText, options.chromium);
    return { unasked: await unaskedPaths(client, cases), reads, panels, browser };
  });
  const writes = await measureAndUndoWrites(filled, options.writes, onProgress);
  return { calls, filledInMs, storage, ...read, writes };
}

/** The overview and a call with its transcript, as whoever signs in sees them first. */
async function visitPages(
  url: string,
  { secrets }: FilledDatabase,
  callId: string,
  chromium: ToolAtHand,
): Promise<BrowserMeasured> {
  if (chromium.missing !== null) return { visits: [], missing: chromium.missing };
  const pages = ["/", `/calls/${callId}`];
  const visits = await measureBrowser(url, chromium.path, secrets.session, pages, BROWSER_ROUNDS);
  return { visits, missing: null };
}

async function measureAndUndoWrites(
  filled: FilledDatabase,
  calls: number,
  onProgress: (text: string) => void,
): Promise<WritesMeasured> {
  const spoilt = spoil(filled);
  const standIn = await startStandIn(await choosePort(null, FIRST_PORT));
  try {
    const undo = withDatabase(filled.path, (sqlite) => {
      const undo = rememberBeforeWrites(sqlite);
      chooseStandIn(sqlite, standIn.url, NOW_MS);
      return undo;
    });
    const writes = await withEdge(filled, { GEMINI_API_KEY: STAND_IN_KEY }, (client) =>
      measureWrites(client, callTemplates(), calls, onProgress),
    );
    withDatabase(filled.path, undo);
    spoilt.keep();
    return writes;
  } finally {
    standIn.stop();
  }
}

function withDatabase<Result>(path: string, work: (sqlite: DatabaseSync) => Result): Result {
  const sqlite = new DatabaseSync(path);
  try {
    return work(sqlite);
  } finally {
    sqlite.close();
  }
}

async function withEdge<Result>(
  { stateFolder, secrets }: FilledDatabase,
  workerSecrets: Record<string, string>,
  work: (client: BenchClient, url: string) => Promise<Result>,
): Promise<Result> {
  const edge: LocalEdge = await startLocalEdge({
    stateFolder,
    entrypoint: METERED_WORKER,
    port: await choosePort(null, FIRST_PORT),
    vars: { BENCH_NOW_MS: String(NOW_MS) },
    secrets: workerSecrets,
  });
  try {
    return await work(benchClient(edge.url, secrets), edge.url);
  } finally {
    await edge.stop();
  }
}
