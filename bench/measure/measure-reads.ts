import * as z from "zod";

import type { BenchClient } from "./bench-client.ts";
import { percentile } from "./percentile.ts";
import type { ReadCase } from "./read-cases.ts";

export type ReadFigures = {
  name: string;
  kind: ReadCase["kind"];
  mostRows: number;
  rowsRead: number;
  statements: number;
  bytes: number;
  p50Ms: number;
  p99Ms: number;
  /** To the bare endpoint, which was asked in turn with this one. */
  p50Ratio: number;
  p99Ratio: number;
  /** The answer's making without the wait for D1. */
  cpuP50Ms: number;
  cpuP99Ms: number;
};
export type ReadsMeasured = {
  bare: { p50Ms: number; p99Ms: number; requests: number };
  reads: ReadFigures[];
  /** Of a repeated question with If-None-Match. */
  notModified: { rowsRead: number; p50Ms: number; p99Ms: number };
};

const WARM_UP_ROUNDS = 3;
const CPU_EVERY_ROUNDS = 5;
const REPEATED_PATH = "/api/qa/daily-summary?days=90";

/** Asks every case `rounds` times, each in turn with the others and with a bare SELECT 1. */
export async function measureReads(
  client: BenchClient,
  cases: readonly ReadCase[],
  rounds: number,
  onProgress: (text: string) => void,
): Promise<ReadsMeasured> {
  const bareMs: number[] = [];
  const notModifiedMs: number[] = [];
  const measured = cases.map((own) => ({
    own,
    wallMs: [] as number[],
    cpuMs: [] as number[],
    bytes: 0,
  }));
  const first = await client.get(REPEATED_PATH, "read", { "If-None-Match": "" });
  const ifNoneMatch = { "If-None-Match": first.response.headers.get("ETag") ?? "" };
  for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
    onProgress(round < 0 ? "warming up" : `round ${round + 1} of ${rounds}`);
    for (const one of measured) {
      const { wallMs, bytes } = await client.timed(one.own.path, one.own.credential);
      const bare = await client.timed("/bench/select-1", "none");
      if (round < 0) continue;
      one.wallMs.push(wallMs);
      one.bytes = bytes;
      bareMs.push(bare.wallMs);
      // Each of them is ten requests; fewer rounds are enough.
      if (round % CPU_EVERY_ROUNDS === 0) {
        one.cpuMs.push(await client.cpuMs(one.own.path, one.own.credential));
      }
    }
    const begunMs = performance.now();
    const { response } = await client.get(REPEATED_PATH, "read", ifNoneMatch);
    if (response.status !== 304)
      throw new Error(`an unchanged answer was sent again: ${response.status}`);
    if (round >= 0) notModifiedMs.push(performance.now() - begunMs);
  }
  const bare = {
    p50Ms: percentile(bareMs, 50),
    p99Ms: percentile(bareMs, 99),
    requests: bareMs.length,
  };
  const reads: ReadFigures[] = [];
  for (const { own, wallMs, cpuMs, bytes } of measured) {
    const cost = await client.cost(own.path, own.credential);
    const [p50Ms, p99Ms] = [percentile(wallMs, 50), percentile(wallMs, 99)];
    reads.push({
      name: own.name,
      kind: own.kind,
      mostRows: own.mostRows,
      rowsRead: cost.rows_read,
      statements: cost.statements,
      bytes,
      p50Ms,
      p99Ms,
      p50Ratio: p50Ms / bare.p50Ms,
      p99Ratio: p99Ms / bare.p99Ms,
      cpuP50Ms: percentile(cpuMs, 50),
      cpuP99Ms: percentile(cpuMs, 99),
    });
  }
  return {
    bare,
    reads,
    notModified: {
      rowsRead: (await client.cost(REPEATED_PATH, "read", ifNoneMatch)).rows_read,
      p50Ms: percentile(notModifiedMs, 50),
      p99Ms: percentile(notModifiedMs, 99),
    },
  };
}

const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
/** Routes that are no pages: anybody's, recordings, and the one that answers what no other does. */
const NO_PAGES = /^\/(live|sign-in|assets|bench|api|ingest|\*)|\/audio$/;

/** GETs of the app, pages and what the API's description has, that no case asks for. */
export async function unaskedPaths(
  client: BenchClient,
  cases: readonly ReadCase[],
): Promise<string[]> {
  const { body } = await client.get("/api/openapi.json", "read");
  const { paths } = documentSchema.parse(JSON.parse(body));
  const described = Object.entries(paths)
    .filter(([, methods]) => "get" in methods)
    .map(([path]) => ({ path, pattern: patternOf(path, /\{\w+\}/g) }));
  const routes = z
    .array(z.string())
    .parse(JSON.parse((await client.get("/bench/routes", "none")).body));
  const pages = [...new Set(routes)]
    .filter((path) => !NO_PAGES.test(path))
    .map((path) => ({ path, pattern: patternOf(path, /:\w+/g) }));
  return [...described, ...pages]
    .filter(({ pattern }) => !cases.some((own) => pattern.test(own.path.split("?")[0] ?? "")))
    .map(({ path }) => path);
}

function patternOf(path: string, parameter: RegExp): RegExp {
  return new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(parameter, "[^/]+")}$`);
}
