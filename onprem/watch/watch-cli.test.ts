import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test, vi } from "vitest";

import { AGENT_VERSION } from "../agent-version.ts";
import { answerJson } from "../testing/local-server.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { startTestEdge } from "../testing/test-edge.ts";
import { startWatchProcess, writeWatchConfig } from "../testing/watch-process.ts";
import { addRecording, addTranscript, PHONE, SAID, waitingIn } from "../testing/watched-folder.ts";

/* The real command as a child process, over a real folder and a real HTTP edge. */

const PATIENCE = { timeout: 40_000, interval: 100 };

test("it finds, sends, tells how it is, and ends with 0 within seconds of SIGTERM", async () => {
  const folder = tempFolder();
  const edge = await startTestEdge("demo");
  mkdirSync(join(folder, "metrics"));
  const config = writeWatchConfig(folder, {
    edgeUrl: edge.url,
    more: `metrics = { textfile = "metrics/nightshift.prom" }`,
  });
  addTranscript(folder, "1001");
  const watch = startWatchProcess(config);
  addRecording(folder);
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
  expect(readFileSync(join(folder, "metrics/nightshift.prom"), "utf8")).toContain(
    "nightshift_agent_source_up 1",
  );

  const stoppedAt = performance.now();
  watch.kill("SIGTERM");
  expect(await watch.ended).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(10_000);
  expect(edge.heartbeats).toHaveLength(2);
  expect(waitingIn(folder)).toBe(0);
  expect(watch.events("watch_stopped")).toHaveLength(1);
});

test("nothing that it prints holds a phone number, the token or what was said, whatever the edge says", async () => {
  const folder = tempFolder();
  const token = "ns_ingest_verysecret";
  const edge = await startTestEdge("demo");
  // An edge, or something in its place, that throws everything back at the agent.
  edge.intercept = ({ path, body, headers }, response) => {
    const echo = `${JSON.stringify(body)} ${headers.authorization} ${PHONE}`;
    const status = [500, 400, 403, 422, 200][edge.received.length % 5] ?? 500;
    const results = [{ index: 0, recording_id: "1001", result: "rejected", reason: echo }];
    const error = { error: { code: echo, message: echo } };
    answerJson(response, status, path === "/ingest/transcripts" ? { ...error, results } : error);
    return true;
  };
  const config = writeWatchConfig(folder, {
    edgeUrl: edge.url,
    more: `log = { level = "debug" }
    metrics = { textfile = "no-such-folder/${PHONE}.prom" }`,
  });
  for (const id of ["1001", "1002", "1003"]) addTranscript(folder, id);
  // calls.csv that cannot be parsed, and a recording that nobody may read the time of
  writeFileSync(join(folder, "recordings", "calls.csv"), `filename\n"${PHONE}`);
  writeFileSync(join(folder, "recordings", `unnamed ${PHONE}.wav`), "RIFF");
  const watch = startWatchProcess(config, { NIGHTSHIFT_SITE_TOKEN: token });
  addRecording(folder);
  await vi.waitFor(() => {
    expect(watch.events("found").length).toBeGreaterThan(0);
    expect(watch.events("step_failed").map(({ stage }) => stage)).toEqual(
      expect.arrayContaining(["delivery", "heartbeat", "metrics"]),
    );
    expect(edge.received.length).toBeGreaterThan(3);
  }, PATIENCE);
  watch.kill("SIGTERM");
  expect(await watch.ended).toBe(0);
  const printed = watch.printed();
  expect(printed.length).toBeGreaterThan(500);
  for (const secret of [PHONE, PHONE.slice(2), token, "verysecret", SAID, "broken"]) {
    expect(printed).not.toContain(secret);
  }
});

describe("the process", () => {
  test("is the only one for its state folder", async () => {
    const folder = tempFolder();
    const edge = await startTestEdge("demo");
    const config = writeWatchConfig(folder, { edgeUrl: edge.url });
    const first = startWatchProcess(config);
    await vi.waitFor(() => expect(first.events("watch_started")).toHaveLength(1), PATIENCE);
    const second = startWatchProcess(config);
    expect(await second.ended).toBe(6);
    expect(second.printed()).toContain("Another `nightshift watch` is at work");
    first.kill("SIGKILL");
    await first.ended;
    const third = startWatchProcess(config);
    await vi.waitFor(() => expect(third.events("watch_started")).toHaveLength(1), PATIENCE);
  });

  test("goes on where it was when it is killed at any moment", async () => {
    const folder = tempFolder();
    const edge = await startTestEdge("demo");
    const config = writeWatchConfig(folder, { edgeUrl: edge.url });
    const ids = Array.from({ length: 60 }, (_, index) => String(2000 + index));
    for (const id of ids) addTranscript(folder, id);
    let kills = 0;
    edge.intercept = (request) => {
      // Stored at the edge, and the agent never hears of it.
      if (request.path === "/ingest/transcripts" && kills < 2) {
        kills += 1;
        current.kill("SIGKILL");
      }
      return false;
    };
    let current = startWatchProcess(config);
    for (let restart = 0; restart < 2; restart += 1) {
      expect(await current.ended).toBe("SIGKILL");
      current = startWatchProcess(config);
    }
    await vi.waitFor(() => expect(waitingIn(folder)).toBe(0), PATIENCE);
    expect([...edge.stored.keys()].toSorted()).toEqual(ids);
    expect(new Set(edge.stored.values())).toEqual(new Set([1]));
  });

  test("ends at once at the second signal", async () => {
    const folder = tempFolder();
    const edge = await startTestEdge("demo");
    edge.intercept = () => true;
    const watch = startWatchProcess(writeWatchConfig(folder, { edgeUrl: edge.url }));
    await vi.waitFor(() => expect(edge.received.length).toBeGreaterThan(0), PATIENCE);
    watch.kill("SIGTERM");
    await vi.waitFor(() => expect(watch.events("watch_stopping")).toHaveLength(1), PATIENCE);
    watch.kill("SIGTERM");
    expect(await watch.ended).toBe(143);
  });

  test("ends within seconds of the first while the edge hangs", async () => {
    const folder = tempFolder();
    const edge = await startTestEdge("demo");
    edge.intercept = () => true;
    addTranscript(folder, "1001");
    const watch = startWatchProcess(writeWatchConfig(folder, { edgeUrl: edge.url }));
    await vi.waitFor(() => {
      expect(edge.received.map(({ path }) => path)).toContain("/ingest/transcripts");
    }, PATIENCE);
    const stoppedAt = performance.now();
    watch.kill("SIGINT");
    expect(await watch.ended).toBe(0);
    expect(performance.now() - stoppedAt).toBeLessThan(20_000);
    expect(waitingIn(folder)).toBe(1);
  });

  test("says what is wrong with the configuration and ends with 3", async () => {
    const folder = tempFolder();
    const config = join(folder, "nightshift.toml");
    writeFileSync(config, "site = 5");
    const watch = startWatchProcess(config);
    expect(await watch.ended).toBe(3);
    expect(watch.printed()).toContain("is not right");
  });

  test("does not run over a queue that is damaged", async () => {
    const folder = tempFolder();
    const config = writeWatchConfig(folder, { edgeUrl: "http://127.0.0.1:1" });
    mkdirSync(join(folder, "state"));
    writeFileSync(join(folder, "state", "queue.db"), "no database at all ".repeat(500));
    const watch = startWatchProcess(config);
    expect(await watch.ended).toBe(1);
    expect(watch.printed()).toContain("not a database");
  });
});
