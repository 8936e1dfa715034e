import { spawn, type ChildProcess } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import { onTestFinished } from "vitest";

import type { RecordingState } from "#shared/contracts/call.ts";

import { admitRecordings } from "../queue/admit-recordings.ts";
import { inTransaction, openDatabase } from "../queue/open-database.ts";
import { queueCounts } from "../queue/queue-counts.ts";
import { createFolderSource } from "../source-folder/folder-source.ts";
import { tempFolder } from "./temp-folder.ts";

const ROOT = join(import.meta.dirname, "../..");
export const DEMO_MODEL = join(ROOT, "demo/whisper-demo.bin");
export const DEMO_CALLS = join(ROOT, "demo/calls");

export type NightSite = {
  configPath: string;
  stateFolder: string;
  /** Path of the Whisper model. */
  model: string;
  /** The queue, with the demo's recordings pending. */
  db: DatabaseSync;
  /** Starts `nightshift` with arguments; it is killed when the test ends. */
  start: (...args: string[]) => Running;
  /** Recordings in a state. */
  count: (state: RecordingState) => number;
};

export type Running = {
  child: ChildProcess;
  pid: number;
  /** The structured log so far. */
  log: () => Record<string, unknown>[];
  stderr: () => string;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
};

/**
 * A site of its own: a folder of recordings (the first of the demo's, or those named, each so many times), a queue, a configuration.
 * No edge answers.
 */
export async function nightSite(
  options: {
    calls?: number;
    named?: string[];
    copies?: number;
    toml?: string;
    stateFolder?: string;
  } = {},
): Promise<NightSite> {
  const folder = tempFolder();
  const recordings = join(folder, "recordings");
  const stateFolder = options.stateFolder ?? join(folder, "state");
  mkdirSync(recordings);
  const calls = readdirSync(DEMO_CALLS)
    .filter((name) => name.endsWith(".wav") && options.named?.includes(name) !== false)
    .slice(0, options.calls);
  for (let copy = 0; copy < (options.copies ?? 1); copy++) {
    for (const [index, name] of calls.entries()) {
      const minute = String(index).padStart(2, "0");
      const second = String(copy).padStart(2, "0");
      copyFileSync(
        join(DEMO_CALLS, name),
        join(recordings, `20261120-10${minute}${second}_x-all.wav`),
      );
    }
  }
  const configPath = join(folder, "nightshift.toml");
  writeFileSync(
    configPath,
    `
    site = { id = "demo", time_zone = "UTC" }
    source = { kind = "folder", folder = "${recordings}", stable_sec = 0 }
    edge = { url = "http://127.0.0.1:9", token = "unused" }
    whisper = { model = "${DEMO_MODEL}" }
    state = { folder = "${stateFolder}", min_free_mb = 0 }
    ${options.toml ?? ""}
    `,
  );
  const db = openDatabase(stateFolder);
  onTestFinished(() => db.close());
  const source = createFolderSource({
    key: Buffer.alloc(32, 7),
    db,
    folder: recordings,
    timeZone: "UTC",
    priorities: new Map(),
    notBefore: () => 0,
    now: () => Date.now(),
  });
  await source.look();
  inTransaction(db, () => admitRecordings(db, { stableMs: 0, lostAfterMs: 1e9 }, Date.now()));
  return {
    configPath,
    stateFolder,
    model: DEMO_MODEL,
    db,
    start: (...args) => startNightshift(configPath, args),
    count: (state) => queueCounts(db)[state] ?? 0,
  };
}

function startNightshift(configPath: string, args: string[]): Running {
  const child = spawn(process.execPath, ["onprem/cli.ts", "--config", configPath, ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  onTestFinished(() => void child.kill("SIGKILL"));
  return {
    child,
    pid: child.pid ?? 0,
    log: () =>
      stdout
        .split("\n")
        .filter((line) => line.startsWith("{"))
        // A log line is an object; what it holds is for the test to look at.
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    stderr: () => stderr,
    ended: new Promise((resolve) =>
      child.once("exit", (code, signal) => resolve({ code, signal })),
    ),
  };
}
