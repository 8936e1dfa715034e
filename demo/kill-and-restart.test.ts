import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, onTestFinished, test } from "vitest";

import { tempFolder } from "../onprem/testing/temp-folder.ts";
import { readDemoCalls } from "./demo-calls.ts";
import { startCleanFolder, type DemoFolder } from "./demo-folder.ts";
import {
  choosePort,
  quietWrangler,
  startLocalEdge,
  withLocalDatabase,
  type LocalEdge,
} from "./local-edge.ts";
import { createSite, writeAgentConfig } from "./prepare-site.ts";
import { restampRecordings } from "./restamp-recordings.ts";
import { isFinal, readResults } from "./results.ts";

/* The agent as its owner runs it, killed without warning at its work, and started again. */
const CLI = join(import.meta.dirname, "..", "onprem", "cli.ts");
const TIME_ZONE = "UTC";

type Site = { folder: DemoFolder; edge: LocalEdge; readToken: string };

async function createLocalSite(): Promise<Site> {
  quietWrangler(process.env);
  const folder = startCleanFolder(join(tempFolder(), "site"));
  const now = Date.now();
  const secrets = await withLocalDatabase(folder.edgeState, (db) => createSite(db, TIME_ZONE, now));
  const edge = await startLocalEdge({
    stateFolder: folder.edgeState,
    port: await choosePort(null, 19_787),
    vars: { SCORING_PROVIDERS: "rules" },
    secrets: {},
  });
  onTestFinished(() => edge.stop());
  restampRecordings(readDemoCalls(), folder.recordings, TIME_ZONE, now);
  writeAgentConfig(folder, {
    edgeUrl: edge.url,
    ingestToken: secrets.ingestToken,
    modelPath: join(import.meta.dirname, "whisper-demo.bin"),
    timeZone: TIME_ZONE,
  });
  return { folder, edge, readToken: secrets.readToken };
}

function startAgent({ folder }: Site): { agent: ChildProcess; ended: Promise<number | null> } {
  const agent = spawn(process.execPath, [CLI, "--config", folder.agentConfig, "once"], {
    stdio: "ignore",
  });
  onTestFinished(() => void agent.kill("SIGKILL"));
  return { agent, ended: new Promise((resolve) => agent.once("exit", resolve)) };
}

async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await sleep(20);
  }
}

function countStates({ folder }: Site): Record<string, number> {
  const path = join(folder.agentState, "queue.db");
  if (!existsSync(path)) return {};
  const db = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  try {
    const rows = db.prepare("SELECT state, count(*) AS n FROM recording GROUP BY state").all();
    return Object.fromEntries(rows.map((row) => [String(row.state), Number(row.n)]));
  } catch {
    // The agent has not created its tables yet.
    return {};
  } finally {
    db.close();
  }
}

/** The processes that a process started, from /proc. */
function childrenOf(pid: number | undefined): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      try {
        const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
        return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === pid;
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Every score ever written at the edge, straight from its database. */
function storedScores({ folder }: Site): { recording: string; version: number }[] {
  const [path = ""] = globSync(
    join(folder.edgeState, "v3/d1/miniflare-D1DatabaseObject/*.sqlite"),
  ).filter((file) => !file.endsWith("metadata.sqlite"));
  const db = new DatabaseSync(path);
  try {
    return db
      .prepare("SELECT recording_id, version FROM score ORDER BY recording_id, version")
      .all()
      .map((row) => ({ recording: String(row.recording_id), version: Number(row.version) }));
  } finally {
    db.close();
  }
}

test("every call is scored exactly once, although worker and agent were killed in the middle", async () => {
  const site = await createLocalSite();

  const first = startAgent(site);
  await until("two calls are transcribed and a third is under way", () => {
    const { transcribed = 0, transcribing = 0 } = countStates(site);
    return transcribed >= 2 && transcribing > 0;
  });
  const [worker] = childrenOf(first.agent.pid);
  expect(worker).toBeDefined();
  process.kill(worker ?? 0, "SIGKILL");
  await until("two more are transcribed by a new worker, and one is under way", () => {
    const { transcribed = 0, transcribing = 0 } = countStates(site);
    return transcribed >= 4 && transcribing > 0;
  });
  const orphans = childrenOf(first.agent.pid);
  first.agent.kill("SIGKILL");
  await first.ended;
  expect(countStates(site).transcribing).toBeGreaterThan(0);
  await until("the killed agent's worker is gone too", () =>
    orphans.every((pid) => !existsSync(`/proc/${pid}`)),
  );

  expect(await startAgent(site).ended).toBe(0);
  expect(countStates(site)).toEqual({ transcribed: 9, skipped: 2 });
  const read = () =>
    readResults({
      calls: readDemoCalls(),
      edgeUrl: site.edge.url,
      readToken: site.readToken,
      agentState: site.folder.agentState,
    });
  await until("every call has come to its end at the edge", async () => {
    await site.edge.tick();
    return (await read()).every(isFinal);
  });
  expect((await read()).filter((result) => result.total_score !== null)).toHaveLength(9);

  // A run with nothing to do, and what was delivered once more, change nothing.
  const queue = new DatabaseSync(join(site.folder.agentState, "queue.db"));
  queue.exec(
    "INSERT INTO outbox (recording_id, kind, created_at) SELECT recording_id, 'transcript', 0 FROM transcript",
  );
  queue.close();
  expect(await startAgent(site).ended).toBe(0);
  await site.edge.tick();
  await site.edge.stop();
  expect(storedScores(site)).toEqual(
    ["1001", "1002", "1003", "1004", "1005", "1006", "1007", "1008", "1009"].map((recording) => ({
      recording,
      version: 1,
    })),
  );
}, 240_000);

test("recordings that cannot be used end in a state of their own, with a reason, and stop nothing", async () => {
  const site = await createLocalSite();
  const { recordings } = site.folder;
  const good = readFileSync(join(import.meta.dirname, "calls", "1001.wav"));
  const files = {
    truncated: good.subarray(0, good.length / 2),
    empty: Buffer.alloc(0),
    header_only: good.subarray(0, 30),
    html: Buffer.from("<!doctype html><title>404 Not Found</title>"),
    noise: Buffer.from(Array.from({ length: 40_000 }, (_, index) => (index * 7919) % 251)),
  };
  let minute = 10;
  let list = readFileSync(join(recordings, "calls.csv"), "utf8");
  for (const [name, content] of Object.entries(files)) {
    const filename = `20261120-18${minute++}00_447700900200-all.wav`;
    writeFileSync(join(recordings, filename), content);
    list += `${filename},${name},,1001,Sarah Mitchell,SUPPORT_IN,\n`;
  }
  const vanishing = join(recordings, "20991120-190000_447700900200-all.wav");
  writeFileSync(vanishing, good);
  list += "20991120-190000_447700900200-all.wav,vanished,,1001,Sarah Mitchell,SUPPORT_IN,\n";
  writeFileSync(join(recordings, "calls.csv"), list);
  const { ended } = startAgent(site);
  // Its name puts it last in the queue: it is gone long before its turn.
  await until(
    "everything is queued and the work has begun",
    () => "transcribing" in countStates(site),
  );
  rmSync(vanishing);
  // Five recordings failed: somebody has to look at them.
  expect(await ended).toBe(1);
  expect(countStates(site)).toEqual({ transcribed: 9, skipped: 2, failed: 5, lost: 1 });

  const db = new DatabaseSync(join(site.folder.agentState, "queue.db"), { readOnly: true });
  onTestFinished(() => db.close());
  const failed = db
    .prepare(
      "SELECT recording_id, reason_code, reason, attempts FROM recording WHERE state = 'failed'",
    )
    .all();
  expect(Object.fromEntries(failed.map((row) => [row.recording_id, row.reason_code]))).toEqual({
    truncated: "truncated",
    empty: "empty",
    header_only: expect.stringMatching(/truncated|damaged_header/),
    html: "not_audio",
    noise: "not_audio",
  });
  for (const row of failed) {
    expect(String(row.reason)).toMatch(/^[A-Z].{10,}\.$/);
    expect(String(row.reason)).not.toContain("447700900200");
  }
  const answer = await fetch(`${site.edge.url}/api/qa/call/truncated`, {
    headers: { authorization: `Bearer ${site.readToken}` },
  });
  expect(await answer.json()).toMatchObject({ processing_status: "error" });
}, 240_000);
