import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { expect, test, vi } from "vitest";

import { cliSite } from "../testing/cli-site.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { startTestEdge } from "../testing/test-edge.ts";
import { startWatchProcess, writeWatchConfig } from "../testing/watch-process.ts";
import { addRecording, addTranscript, waitingIn } from "../testing/watched-folder.ts";

/* The real commands, over a real folder and a real HTTP edge: copied under load, killed, put back, and gone on with. */

const PATIENCE = { timeout: 90_000, interval: 100 };
const ids = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => String(from + index));
const timeOfName = (index: number) => String(100_000 + index);

test("a queue that is copied under load and put back after a kill loses nothing and doubles nothing", async () => {
  const folder = tempFolder();
  const edge = await startTestEdge("demo");
  const config = writeWatchConfig(folder, { edgeUrl: edge.url });
  const { run } = cliSite();
  const env = { env: { NIGHTSHIFT_SITE_TOKEN: "ns_ingest_watchtest" } };
  const nightshift = (...args: string[]) => run(["--config", config, ...args], env);
  const backups = join(folder, "copies");

  for (const id of ids(1001, 20)) addTranscript(folder, id);
  for (let index = 0; index < 5; index += 1) addRecording(folder, timeOfName(index));
  const watch = startWatchProcess(config);
  // Others write while the copies are made: the agent that finds and sends, and this process, as a night would.
  await vi.waitFor(() => expect(edge.transcripts.size).toBeGreaterThan(0), PATIENCE);
  for (const [index, id] of ids(2001, 3).entries()) {
    addTranscript(folder, id);
    addRecording(folder, timeOfName(10 + index));
    const made = nightshift("backup", backups);
    expect([made.code, made.stderr]).toEqual([0, ""]);
    expect(made.stdout).toContain("was read to its end");
  }
  // What comes after the last copy.
  for (const id of ids(3001, 5)) addTranscript(folder, id);
  for (let index = 20; index < 24; index += 1) addRecording(folder, timeOfName(index));
  await vi.waitFor(() => expect(edge.transcripts.size).toBe(28), PATIENCE);

  const [newest = ""] = readdirSync(backups)
    .filter((name) => name.endsWith(".db"))
    .toSorted()
    .slice(-1);
  const file = join(backups, newest);
  const refused = nightshift("restore", file);
  expect([refused.code, refused.stdout]).toEqual([6, ""]);
  watch.kill("SIGKILL");
  await watch.ended;

  const restored = nightshift("restore", file);
  expect([restored.code, restored.stderr]).toEqual([0, ""]);
  expect(restored.stdout).toContain(
    "sudo systemctl start nightshift-transcribe.timer nightshift-watch",
  );
  const again = startWatchProcess(config);
  await vi.waitFor(() => {
    expect(recordingsIn(folder)).toBe(12);
    expect(waitingIn(folder)).toBe(0);
  }, PATIENCE);
  again.kill("SIGTERM");
  await again.ended;

  // Every recording in the folder is known once, and whatever was sent twice was stored once.
  expect(edge.transcripts.size).toBe(28);
  expect([...edge.stored.values()]).toEqual(Array.from({ length: 28 }, () => 1));
  const states = [...edge.calls.values()];
  expect(states.filter((state) => state === "pending")).toHaveLength(12);
}, 240_000);

/** How many files of the folder the queue knows. */
function recordingsIn(folder: string): number {
  const db = new DatabaseSync(join(folder, "state", "queue.db"), { readOnly: true, timeout: 5000 });
  try {
    const row = db
      .prepare("SELECT count(*) AS n FROM recording WHERE path LIKE ?")
      .get(`${join(folder, "recordings")}/%`);
    return Number(row?.n);
  } finally {
    db.close();
  }
}
