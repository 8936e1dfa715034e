import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import { describe, expect, onTestFinished, test } from "vitest";

import { CALL_WAV } from "../audio/testing/make-recordings.ts";
import { createEdgeClient } from "../outbox/edge-client.ts";
import { EdgeUnavailableError } from "../outbox/edge-errors.ts";
import { openDatabase } from "../queue/open-database.ts";
import { createLogger } from "../telemetry/logger.ts";
import { debianTool } from "../testing/debian-tool.ts";
import { answerJson } from "../testing/local-server.ts";
import { someTranscript } from "../testing/queue-fixture.ts";
import { queueTranscripts } from "../testing/queue-transcripts.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { startTestEdge, type TestEdge } from "../testing/test-edge.ts";
import { createAudioStep } from "./audio-step.ts";

const ffmpeg = debianTool("ffmpeg");
const NIGHT = Date.UTC(2026, 10, 20, 23, 30);
const NOON = Date.UTC(2026, 10, 21, 12);
const MINUTE_MS = 60_000;

type Bench = {
  db: DatabaseSync;
  edge: TestEdge;
  folder: string;
  clock: { now: number };
  step: () => Promise<unknown>;
  /** What the edge wants, and how it answers a file. */
  says: { wanted: string[]; status: number; code: string };
  /** Method and path of what the edge was asked about audio, the list left out. */
  asked: () => string[];
  rows: () => Record<string, unknown>[];
};

async function createBench(
  change: { upload?: "off" | "all"; when?: "night" | "always" } = {},
): Promise<Bench> {
  const folder = tempFolder();
  const db = openDatabase(folder);
  onTestFinished(() => db.close());
  const edge = await startTestEdge("demo");
  const says = { wanted: ["1"], status: 201, code: "" };
  edge.intercept = ({ path }, response) => {
    if (!path.startsWith("/ingest/audio")) return false;
    if (path.endsWith("/wanted")) {
      answerJson(response, 200, {
        audio_upload: change.upload ?? "all",
        recording_ids: says.wanted,
      });
    } else if (path.endsWith("/unavailable")) answerJson(response, 200, {});
    else if (says.status < 300) answerJson(response, says.status, { result: "stored" });
    else answerJson(response, says.status, { error: { code: says.code, message: "No." } });
    return true;
  };
  const client = createEdgeClient({
    url: edge.url,
    token: "ns_ingest_a",
    retries: 0,
    signal: AbortSignal.timeout(60_000),
  });
  onTestFinished(() => client.close());
  const clock = { now: NIGHT };
  const guard = {
    enabled: false,
    pauseCpuPercent: 70,
    resumeCpuPercent: 50,
    pausePressurePercent: 20,
    resumePressurePercent: 10,
    resumeAfterMs: 0,
  };
  const step = createAudioStep({
    db,
    edge: client,
    log: createLogger("error", { write: () => undefined }),
    now: () => clock.now,
    searchPath: process.env.PATH ?? "",
    config: {
      site: { id: "demo", timeZone: "Europe/London" },
      stateFolder: folder,
      minFreeBytes: 0,
      night: { start: "22:00", end: "07:00", guard },
      audio: { upload: true, when: change.when ?? "night", bitsPerSec: 100_000_000 },
    },
  });
  queueTranscripts(db, ["1"], { ...someTranscript, redacted_spans: [] });
  db.exec("DELETE FROM outbox");
  db.prepare("UPDATE recording SET path = ?").run(CALL_WAV);
  return {
    db,
    edge,
    folder,
    clock,
    says,
    step: () => step(new AbortController().signal),
    asked: () =>
      edge.received
        .filter(({ path }) => path.startsWith("/ingest/audio/") && !path.endsWith("/wanted"))
        .map(({ path }) => path),
    rows: () =>
      db
        .prepare(
          "SELECT recording_id AS id, state, reason_code AS reason, attempts FROM audio_upload",
        )
        .all(),
  };
}

describe.skipIf(ffmpeg.missing !== null)("the sound that the edge wants", () => {
  test("is sent once, at night only, and no file stays behind", async () => {
    const bench = await createBench();
    bench.clock.now = NOON;
    await bench.step();
    expect(bench.edge.received).toEqual([]);
    bench.clock.now = NIGHT;
    // what a process that was killed left
    mkdirSync(join(bench.folder, "audio"));
    writeFileSync(join(bench.folder, "audio", "sound.webm"), "half a file");
    await bench.step();
    bench.says.wanted = [];
    await bench.step();
    expect(bench.asked()).toEqual(["/ingest/audio/1"]);
    expect(bench.rows()).toEqual([{ id: "1", state: "sent", reason: null, attempts: 0 }]);
    expect(existsSync(join(bench.folder, "audio"))).toBe(false);
    bench.says.wanted = ["1"];
    await bench.step();
    expect(bench.asked()).toHaveLength(2);
  });

  test("waits for its transcript to reach the edge, and for an edge that is away or stumbles", async () => {
    const bench = await createBench({ when: "always" });
    bench.db.exec(
      "INSERT INTO outbox (recording_id, kind, created_at) VALUES ('1', 'transcript', 1)",
    );
    await bench.step();
    expect(bench.asked()).toEqual([]);
    expect(bench.rows()).toMatchObject([{ state: "waiting", reason: "transcript_on_its_way" }]);
    bench.db.exec("DELETE FROM outbox");
    bench.says.status = 500;
    bench.says.code = "internal";
    bench.clock.now += 20 * MINUTE_MS;
    await expect(bench.step()).rejects.toThrow(EdgeUnavailableError);
    expect(bench.rows()).toMatchObject([{ state: "waiting", attempts: 2 }]);
    bench.says.status = 201;
    await bench.step();
    expect(bench.asked()).toHaveLength(1);
    bench.clock.now += 60 * MINUTE_MS;
    await bench.step();
    expect(bench.rows()).toMatchObject([{ state: "sent" }]);
  });

  test("is given up with a reason: at once where that is final, else after five tries", async () => {
    const bench = await createBench({ when: "always" });
    bench.says.wanted = ["1", "nobody knows it"];
    bench.db.prepare("UPDATE recording SET path = ?").run(join(bench.folder, "gone.wav"));
    for (let tries = 0; tries < 6; tries += 1) {
      await bench.step();
      bench.clock.now += 130 * MINUTE_MS;
      bench.says.wanted = [];
    }
    expect(bench.rows()).toMatchObject([
      { state: "unavailable", reason: "recording_gone", attempts: 4 },
    ]);
    expect(bench.asked()).toEqual([
      "/ingest/audio/nobody%20knows%20it/unavailable",
      "/ingest/audio/1/unavailable",
    ]);
    // another transcript has it tried anew, and this one does not say what was taken out
    bench.db.prepare("UPDATE transcript SET body = ?").run(JSON.stringify(someTranscript));
    await bench.step();
    expect(bench.rows()).toMatchObject([{ state: "unavailable", reason: "no_redaction_times" }]);
  });

  test.each(["audio_off", "not_wanted", "call_unknown"])(
    "is forgotten when the edge says %s",
    async (code) => {
      const bench = await createBench({ when: "always" });
      bench.says.status = 409;
      bench.says.code = code;
      await bench.step();
      expect(bench.rows()).toEqual([]);
    },
  );

  test("is tried again when the edge has another transcript", async () => {
    const bench = await createBench({ when: "always" });
    bench.says.status = 409;
    bench.says.code = "transcript_not_current";
    await bench.step();
    expect(bench.rows()).toMatchObject([{ state: "waiting", reason: "transcript_not_current" }]);
  });

  test("is none where the site wants none, or the edge is too old", async () => {
    const bench = await createBench({ upload: "off", when: "always" });
    await bench.step();
    expect([bench.asked(), bench.rows()]).toEqual([[], []]);
    bench.edge.intercept = null;
    expect(await bench.step()).toMatchObject({ isIdle: true, nextInMs: 86_400_000 });
  });

  test("goes with its recording", async () => {
    const bench = await createBench({ when: "always" });
    await bench.step();
    rmSync(join(bench.folder, "audio"), { force: true, recursive: true });
    bench.db.exec("DELETE FROM transcript; DELETE FROM recording");
    expect(bench.rows()).toEqual([]);
  });
});
