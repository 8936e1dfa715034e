import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { afterAll, beforeAll, expect, test } from "vitest";

import { quietWrangler } from "../../demo/local-edge.ts";
import { databaseFile } from "../fill/kept-database.ts";
import { checkIntegrity } from "./check-integrity.ts";
import { runScale, type ScaleMeasured } from "./run-scale.ts";

const folder = mkdtempSync(join(tmpdir(), "nightshift-scale-"));
let measured: ScaleMeasured;

beforeAll(async () => {
  quietWrangler(process.env);
  measured = await runScale({
    sites: 4,
    callsPerSite: 12,
    seconds: 60,
    plan: "free",
    hostility: { duplicates: 0.5, resets: 0.5 },
    failsEvery: 6,
    failures: ["minute_limit", "overloaded", "reset_in_body"],
    folder,
    onProgress: () => undefined,
  });
}, 400_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("over bad lines, with two ticks at once and a judge that fails, every call is there once with one score", () => {
  expect(measured.calls).toBe(48);
  const { duplicates, resets } = measured.traffic;
  expect(duplicates).toBeGreaterThan(0);
  expect(resets).toBeGreaterThan(0);
  expect(measured.judge.failed).toBeGreaterThan(0);
  expect(measured.wrong).toEqual([]);
});

test("a score that is doubled, and one that is lost, would be found", () => {
  const path = databaseFile(folder);
  const sqlite = new DatabaseSync(path);
  sqlite.exec(`
    DELETE FROM score WHERE site_id = 'site-01' AND recording_id = 'sent-000001';
    UPDATE provider_quota SET requests = requests + 1 WHERE window LIKE 'day:%'`);
  sqlite.close();
  const sent = new Map([["site-01", ["sent-000001", "sent-000002"]]]);
  const wrong = checkIntegrity(path, { sent, judged: measured.judge.requests });
  expect(wrong).toContain("site-01: current scores: 1, not 2");
  expect(wrong.join("\n")).toContain("requests in the quota's ledger");
  expect(wrong.join("\n")).toMatch(/daily_stat .* is /);
});
