import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test, vi } from "vitest";

import { AGENT_VERSION } from "../agent-version.ts";
import { openDatabase } from "../queue/open-database.ts";
import { enqueue } from "../queue/outbox-row.ts";
import { outboxCounts } from "../queue/queue-counts.ts";
import { someTranscript } from "../testing/queue-fixture.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { startTestEdge } from "../testing/test-edge.ts";
import { startWatchProcess, writeWatchConfig } from "../testing/watch-process.ts";

/* The real command as a child process, over a real folder and a real HTTP edge. */

const PATIENCE = { timeout: 30_000, interval: 100 };
const PHONE = "447700900123";
const SAID = "xylophone";

function addRecording(folder: string, name: string): void {
  const path = join(folder, "recordings", name);
  writeFileSync(path, Buffer.alloc(16_000));
  const time = new Date(Date.now() - 60_000);
  utimesSync(path, time, time);
}

/** Puts a transcript into the queue as the night would have. */
function addTranscript(stateFolder: string, recordingId: string): void {
  const db = openDatabase(stateFolder);
  const now = Date.now();
  db.prepare(`
    INSERT INTO recording (recording_id, path, started_at, local_date, state, found_at, updated_at)
    VALUES (?, ?, ?, '2026-11-20', 'transcribed', ?, ?)
  `).run(recordingId, `/r/20261120-101500_${PHONE}-all.wav`, now, now, now);
  const [segment] = someTranscript.segments;
  const body = { ...someTranscript, segments: [{ ...segment, text: `My ${SAID} is broken.` }] };
  db.prepare("INSERT INTO transcript (recording_id, body, created_at) VALUES (?, ?, ?)").run(
    recordingId,
    JSON.stringify(body),
    now,
  );
  enqueue(db, recordingId, "transcript", now);
  db.close();
}

function waitingIn(stateFolder: string): number {
  const db = openDatabase(stateFolder);
  try {
    return outboxCounts(db).waiting;
  } finally {
    db.close();
  }
}

describe("nightshift watch", () => {
  test("finds, sends, tells how it is, and ends with 0 within seconds of SIGTERM", async () => {
    const folder = tempFolder();
    const edge = await startTestEdge("demo");
    const textfile = join(folder, "metrics", "nightshift.prom");
    mkdirSync(join(folder, "metrics"));
    const config = writeWatchConfig(folder, {
      edgeUrl: edge.url,
      more: `metrics = { textfile = "metrics/nightshift.prom" }`,
    });
    addTranscript(join(folder, "state"), "1001");
    const watch = startWatchProcess(config);
    addRecording(folder, `20261120-101500_${PHONE}-all.wav`);
    await vi.waitFor(() => {
      expect(edge.transcripts.has("1001")).toBe(true);
      expect([...edge.calls.values()]).toContain("pending");
      expect(edge.heartbeats).toHaveLength(1);
    }, PATIENCE);
    expect(edge.heartbeats[0]).toMatchObject({
      agent_version: AGENT_VERSION,
      source_error: null,
      watch_uptime_sec: expect.any(Number),
    });
    expect(readFileSync(textfile, "utf8")).toContain("nightshift_agent_source_up 1");

    const stoppedAt = performance.now();
    watch.kill("SIGTERM");
    expect(await watch.ended).toBe(0);
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
    expect(edge.heartbeats).toHaveLength(2);
    expect(waitingIn(join(folder, "state"))).toBe(0);
    expect(watch.events("watch_stopped")).toHaveLength(1);
  });
});
