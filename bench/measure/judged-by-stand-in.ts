import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

const PROGRAM = join(import.meta.dirname, "..", "..", "scripts", "provider-server.ts");
const STARTED = "Gemini:";
/** The stand-in's. */
export const STAND_IN_KEY = "gemini-test-key";

/** Starts the stand-in for Gemini on a port of this machine. */
export async function startStandIn(port: number): Promise<{ url: string; stop: () => void }> {
  const child = spawn(process.execPath, [PROGRAM, "--port", String(port)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit").then(() => {
    throw new Error(`the provider server could not be started on port ${port}`);
  });
  const started = new Promise<void>((resolve) => {
    child.stdout.on("data", (text: Buffer) => {
      if (text.toString().includes(STARTED)) resolve();
    });
  });
  await Promise.race([started, ended]);
  ended.catch(() => undefined);
  return { url: `http://127.0.0.1:${port}`, stop: () => child.kill() };
}

/**
 * Has the calls judged by it, as fast as it answers, and each of them once: a second opinion may wait for the next minute, and
 * what it writes is known (docs/scoring.md).
 */
export function chooseStandIn(sqlite: DatabaseSync, url: string, nowMs: number): void {
  const limits = {
    requests_per_minute: 1_000_000,
    requests_per_day: 100_000_000,
    tokens_per_minute: 1_000_000_000,
    tokens_per_day: 1_000_000_000,
  };
  const settings = {
    providers: [{ provider: "gemini", model: "gemini-3.5-flash-lite", base_url: url, limits }],
    second_judging: {
      near_threshold_points: null,
      on_low_confidence: false,
      on_injection: false,
    },
  };
  sqlite
    .prepare(
      "INSERT INTO setting (key, version, value, created_at, created_by) VALUES ('scoring', 1, ?, ?, 'bench')",
    )
    .run(JSON.stringify(settings), nowMs);
}
