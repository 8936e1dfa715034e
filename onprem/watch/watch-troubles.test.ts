import { spawnSync } from "node:child_process";
import { renameSync } from "node:fs";
import { join } from "node:path";

import { expect, onTestFinished, test, vi } from "vitest";

import { openDatabase } from "../queue/open-database.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { startTestEdge } from "../testing/test-edge.ts";
import {
  startWatchProcess,
  writeWatchConfig,
  type WatchProcess,
} from "../testing/watch-process.ts";
import { addRecording, addTranscript } from "../testing/watched-folder.ts";

/* Troubles of the host that the real `watch` must outlive, and get over by itself. */

const PATIENCE = { timeout: 60_000, interval: 100 };

async function startWatched() {
  const folder = tempFolder();
  const edge = await startTestEdge("demo");
  const watch = startWatchProcess(writeWatchConfig(folder, { edgeUrl: edge.url }));
  await vi.waitFor(() => expect(edge.heartbeats).toHaveLength(1), PATIENCE);
  return { folder, edge, watch };
}

const troublesOf = (watch: WatchProcess, stage: string) =>
  watch
    .events("step_failed")
    .filter((line) => line.stage === stage)
    .map(({ code }) => code);

/** Limits how large a file the process may write, as a full disk would: 0 for nothing at all. */
function limitFileSize(watch: WatchProcess, bytes: number | "unlimited"): void {
  const limit = `--fsize=${bytes}:unlimited`;
  const { status, stderr } = spawnSync("prlimit", ["--pid", String(watch.pid), limit], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`prlimit (Debian package util-linux): ${stderr}`);
}

test("a disk that takes nothing for a while", async () => {
  const { folder, edge, watch } = await startWatched();
  limitFileSize(watch, 0);
  addRecording(folder);
  await vi.waitFor(() => {
    expect(troublesOf(watch, "look")).toContainEqual(expect.stringMatching(/^disk_(full|error)$/));
  }, PATIENCE);
  limitFileSize(watch, "unlimited");
  await vi.waitFor(() => expect([...edge.calls.values()]).toContain("pending"), PATIENCE);
  expect(watch.events("recovered")).toContainEqual(expect.objectContaining({ stage: "look" }));
});

test("another process that keeps the queue locked", async () => {
  const { folder, edge, watch } = await startWatched();
  const other = openDatabase(join(folder, "state"));
  onTestFinished(() => other.close());
  other.exec("BEGIN IMMEDIATE");
  addRecording(folder);
  await vi.waitFor(() => expect(troublesOf(watch, "look")).toContain("database_locked"), PATIENCE);
  other.exec("COMMIT");
  await vi.waitFor(() => expect([...edge.calls.values()]).toContain("pending"), PATIENCE);
});

test("recordings that cannot be reached, of which the edge is told", async () => {
  const { folder, edge, watch } = await startWatched();
  renameSync(join(folder, "recordings"), join(folder, "away"));
  await vi.waitFor(
    () => expect(troublesOf(watch, "look")).toContain("source_unreadable"),
    PATIENCE,
  );
  watch.kill("SIGTERM");
  await watch.ended;
  expect(edge.heartbeats.at(-1)?.source_error).toMatchObject({ code: "source_unreadable" });

  const next = startWatchProcess(join(folder, "nightshift.toml"));
  await vi.waitFor(
    () => expect(troublesOf(next, "look").length).toBeGreaterThanOrEqual(2),
    PATIENCE,
  );
  renameSync(join(folder, "away"), join(folder, "recordings"));
  addRecording(folder);
  await vi.waitFor(() => expect([...edge.calls.values()]).toContain("pending"), PATIENCE);
});

test("an edge that is away, and a queue that cannot be opened at first", async () => {
  const folder = tempFolder();
  const edge = await startTestEdge("demo");
  const config = writeWatchConfig(folder, { edgeUrl: edge.url });
  addTranscript(folder, "1001");
  edge.intercept = (_request, response) => {
    response.destroy();
    return true;
  };
  const lock = openDatabase(join(folder, "state"));
  lock.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
  const watch = startWatchProcess(config);
  await vi.waitFor(() => {
    expect(watch.events("queue_not_opened")).toContainEqual(
      expect.objectContaining({ code: "database_locked" }),
    );
  }, PATIENCE);
  lock.exec("COMMIT");
  lock.close();
  await vi.waitFor(() => expect(troublesOf(watch, "delivery")).toContain("edge_away"), PATIENCE);
  edge.intercept = null;
  await vi.waitFor(() => expect(edge.stored.get("1001")).toBe(1), PATIENCE);
});
