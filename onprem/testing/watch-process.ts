import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { onTestFinished } from "vitest";

const CLI = join(import.meta.dirname, "..", "cli.ts");

/** A configuration file in `folder`, with its recordings in `folder/recordings` and its state in `folder/state`. */
export function writeWatchConfig(
  folder: string,
  { edgeUrl, more = "" }: { edgeUrl: string; more?: string },
): string {
  mkdirSync(join(folder, "recordings"), { recursive: true });
  const path = join(folder, "nightshift.toml");
  writeFileSync(
    path,
    `
    site = { id = "demo", time_zone = "Europe/London" }
    source = { kind = "folder", folder = "recordings", stable_sec = 0, poll_sec = 1 }
    edge = { url = "${edgeUrl}" }
    whisper = { model = "ggml-base.bin" }
    ${more}
    [state]
    folder = "state"
    `,
  );
  return path;
}

export type WatchProcess = {
  pid: number;
  /** Everything it printed so far, on both streams. */
  printed: () => string;
  /** The lines of its log that say `event`. */
  events: (event: string) => Record<string, unknown>[];
  kill: (signal: NodeJS.Signals) => void;
  /** Exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals | null>;
};

/** Starts the real `nightshift watch`; it is killed at the end of the test when it still runs. */
export function startWatchProcess(
  configPath: string,
  env: Record<string, string> = {},
): WatchProcess {
  const child = spawn(process.execPath, [CLI, "--config", configPath, "watch"], {
    env: { PATH: process.env.PATH, NIGHTSHIFT_SITE_TOKEN: "ns_ingest_watchtest", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  child.stdout.on("data", (chunk) => (printed += String(chunk)));
  child.stderr.on("data", (chunk) => (printed += String(chunk)));
  const ended = once(child, "close").then(([code, signal]) => code ?? signal);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return {
    pid: child.pid ?? 0,
    printed: () => printed,
    events: (event) => logLines(printed).filter((line) => line.event === event),
    kill: (signal) => void child.kill(signal),
    ended,
  };
}

function logLines(printed: string): Record<string, unknown>[] {
  return printed
    .split("\n")
    .filter((line) => line.startsWith("{") && line.endsWith("}"))
    .map((line) => JSON.parse(line));
}
