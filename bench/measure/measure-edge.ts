import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { choosePort, startLocalEdge, type LocalEdge } from "../../demo/local-edge.ts";
import { NOW_MS } from "../bench-site.ts";
import { callTemplates } from "../fill/call-templates.ts";
import { spoil, type FilledDatabase } from "../fill/kept-database.ts";
import { benchClient, type BenchClient } from "./bench-client.ts";
import { chooseStandIn, startStandIn, STAND_IN_KEY } from "./judged-by-stand-in.ts";
import { knownCalls } from "./known-calls.ts";
import { measureReads, unaskedPaths, type ReadsMeasured } from "./measure-reads.ts";
import { measureStorage, type StorageMeasured } from "./measure-storage.ts";
import { measureWrites, sendHeartbeat, type WritesMeasured } from "./measure-writes.ts";
import { PANELS } from "./panels.ts";
import { readCases } from "./read-cases.ts";
import { rememberBeforeWrites } from "./undo-writes.ts";

const METERED_WORKER = join(import.meta.dirname, "..", "..", "edge", "bench", "metered-worker.ts");
const FIRST_PORT = 8970;

export type EdgeMeasured = {
  calls: number;
  filledInMs: number | null;
  storage: StorageMeasured;
  /** Pages and GETs of the API's description that nothing was measured of. */
  unasked: string[];
  reads: ReadsMeasured;
  panels: { path: string; rowsRead: number; rowsReadCached: number }[];
  writes: WritesMeasured;
};

/** Measures everything over one filled database, and leaves it as it was. */
export async function measureEdge(
  filled: FilledDatabase,
  options: { rounds: number; writes: number; onProgress: (text: string) => void },
): Promise<EdgeMeasured> {
  const { calls, filledInMs, path } = filled;
  const { onProgress } = options;
  const storage = withDatabase(path, measureStorage);
  const known = withDatabase(path, knownCalls);
  const read = await withEdge(filled, {}, async (client) => {
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
    return { unasked: await unaskedPaths(client, cases), reads, panels };
  });
  const writes = await measureAndUndoWrites(filled, options.writes, onProgress);
  return { calls, filledInMs, storage, ...read, writes };
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
  work: (client: BenchClient) => Promise<Result>,
): Promise<Result> {
  const edge: LocalEdge = await startLocalEdge({
    stateFolder,
    entrypoint: METERED_WORKER,
    port: await choosePort(null, FIRST_PORT),
    vars: { BENCH_NOW_MS: String(NOW_MS) },
    secrets: workerSecrets,
  });
  try {
    return await work(benchClient(edge.url, secrets));
  } finally {
    await edge.stop();
  }
}
