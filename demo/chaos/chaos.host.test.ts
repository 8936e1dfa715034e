import { spawn, type ChildProcess } from "node:child_process";
import {
  closeSync,
  existsSync,
  globSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, onTestFinished, test } from "vitest";

import { wallTimeAt } from "#shared/time/site-time.ts";

import { randomFrom } from "../../onprem/redaction/testing/random.ts";
import { whyNoMariaDb } from "../../onprem/testing/install-mariadb.ts";
import { mountSmallDisk } from "../../onprem/testing/small-disk.ts";
import { tempFolder } from "../../onprem/testing/temp-folder.ts";
import { choosePort, quietWrangler, startLocalEdge, withLocalDatabase } from "../local-edge.ts";
import { createSite, SITE_ID } from "../prepare-site.ts";
import { startFaultyLine } from "./faulty-line.ts";
import { describeFaults, nightOfFaults } from "./night-of-faults.ts";
import { startVicidialHost, type VicidialHost } from "./vicidial-host.ts";

/*
 * A night in which everything goes wrong, with every part real: MariaDB with ViciDial's tables, the agent's own commands
 * as processes that are killed, Whisper, the Worker over D1, and a line between that fails and lies. Longer or again:
 *
 *     NIGHTSHIFT_CHAOS_KILLS=2000 NIGHTSHIFT_CHAOS_SEC=3600 NIGHTSHIFT_CHAOS_SEED=7 npx vitest run --project host demo/chaos
 */
const KILLS = Number(process.env.NIGHTSHIFT_CHAOS_KILLS ?? 200);
/** On a slow machine fewer are killed. */
const DURATION_SEC = Number(process.env.NIGHTSHIFT_CHAOS_SEC ?? 180);
const SEED = Number(process.env.NIGHTSHIFT_CHAOS_SEED ?? Date.now() % 100_000);
const CLI = join(import.meta.dirname, "..", "..", "onprem", "cli.ts");
const MODEL = join(import.meta.dirname, "..", "whisper-demo.bin");
const CALM_MS = 240_000;
const DISK_MB = 48;

type State = { state: string; reason_code: string | null };

const missing = whyNoMariaDb();

describe.skipIf(missing !== null)(`a night in which everything goes wrong ${missing ?? ""}`, () => {
  test(
    `loses nothing, doubles nothing and needs nobody (seed ${SEED})`,
    async () => {
      const dice = randomFrom(SEED);
      const random = () => dice.below(1_000_000) / 1_000_000;
      quietWrangler(process.env);
      const folder = tempFolder();
      const disk = mountSmallDisk(join(folder, "state"), DISK_MB);
      onTestFinished(() => disk?.unmount());
      const host = await startVicidialHost(folder);
      onTestFinished(() => host.dispose());
      const edgeState = join(folder, "edge");
      mkdirSync(edgeState);
      const secrets = await withLocalDatabase(edgeState, (db) => createSite(db, "UTC", Date.now()));
      const edge = await startLocalEdge({
        stateFolder: edgeState,
        port: await choosePort(null, 20_787),
        vars: { SCORING_PROVIDERS: "rules" },
        secrets: {},
      });
      let edgeStopped = false;
      onTestFinished(() => (edgeStopped ? undefined : edge.stop()));
      const line = await startFaultyLine({ edgeUrl: edge.url, honest: 0.4, random });
      onTestFinished(() => line.close());
      const config = writeConfig(folder, host, line.url, secrets.ingestToken);
      const command = (name: "watch" | "transcribe") =>
        [process.execPath, CLI, "--config", config, name] as const;

      // As the installed services have it: an agent that starts faster gets further before it is killed.
      const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, "compile-cache") };
      for (const name of ["watch", "transcribe"] as const) await timeStart(command(name), env);
      const startMs = await timeStart(command("watch"), env);
      const report = await nightOfFaults({
        host,
        disk,
        command,
        env,
        startMs,
        kills: KILLS,
        durationMs: DURATION_SEC * 1000,
        random,
      });
      process.stderr.write(
        `a start takes ${Math.round(startMs)} ms; ${describeFaults(report, line)}\n`,
      );
      await host.settled();
      line.mend();

      const queue = join(folder, "state", "queue.db");
      const agents = (["watch", "transcribe"] as const).map((name) =>
        startCalmly(command(name), join(folder, `${name}.log`)),
      );
      await untilQuiet(queue, report.fates.size).catch((error: unknown) => {
        for (const name of ["watch", "transcribe"]) {
          const log = readFileSync(join(folder, `${name}.log`), "utf8");
          process.stderr.write(`${name}:\n${log.slice(-4000)}\n`);
        }
        throw error;
      });
      for (const agent of agents) agent.kill("SIGTERM");
      await Promise.all(agents.map(ended));
      await edge.stop();
      edgeStopped = true;

      const states = readStates(queue);
      expect(Object.fromEntries([...states].map(([id, { state }]) => [id, state]))).toEqual(
        Object.fromEntries(report.fates),
      );
      const transcribed = [...report.fates]
        .filter(([, fate]) => fate === "transcribed")
        .map(([recordingId]) => ({ recording_id: recordingId, version: 1 }));
      expect(transcribed.length).toBeGreaterThan(5);
      expect(atTheEdge(edgeState, "SELECT recording_id, version FROM transcript")).toEqual(
        transcribed.toSorted((a, b) => Number(a.recording_id) - Number(b.recording_id)),
      );
      // Of a call without a transcript the edge is told once: what it lied about then is not asked for again.
      const calls = atTheEdge(
        edgeState,
        "SELECT recording_id FROM call WHERE agent_state = 'transcribed'",
      );
      expect(calls.map((row) => row.recording_id)).toEqual(
        transcribed
          .map((row) => row.recording_id)
          .toSorted((one, other) => Number(one) - Number(other)),
      );
      expect(report.watch.kills + report.transcribe.kills).toBeGreaterThan(KILLS / 5);
      // Neither ever gives up by itself; a transcribe that finds another at work or no disk to write on may end.
      expect(Object.keys(report.watch.exits)).toEqual([]);
    },
    (DURATION_SEC + 120) * 1000 + CALM_MS,
  );
});

function writeConfig(
  folder: string,
  host: VicidialHost,
  edgeUrl: string,
  ingestToken: string,
): string {
  const clock = (epochMs: number) => {
    const { hour, minute } = wallTimeAt(epochMs, "UTC");
    return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
  };
  const hourMs = 3_600_000;
  writeFileSync(join(folder, "site-token"), ingestToken, { mode: 0o600 });
  const config = join(folder, "nightshift.toml");
  writeFileSync(
    config,
    `
[site]
id = ${JSON.stringify(SITE_ID)}
time_zone = "UTC"

[source]
kind = "vicidial"
stable_sec = 3
poll_sec = 1
lost_after_sec = 75
server_ips = ["10.0.0.5"]
recordings_folder = ${JSON.stringify(host.recordingsFolder)}
archive_folder = ${JSON.stringify(join(folder, "archive"))}
astguiclient_conf = ${JSON.stringify(join(folder, "astguiclient.conf"))}

[source.database]
port = ${host.database.port}
user = "root"

[source.http]
enabled = false

[state]
folder = "state"
min_free_mb = 0

[edge]
url = ${JSON.stringify(edgeUrl)}
token_file = "site-token"
confirm_after_sec = 5

[whisper]
model = ${JSON.stringify(MODEL)}

[night]
start = "${clock(Date.now() - 2 * hourMs)}"
end = "${clock(Date.now() + 6 * hourMs)}"

[night.guard]
enabled = false
`,
  );
  return config;
}

/** How long a command takes from its start to the first line of its log, in milliseconds. */
async function timeStart(
  [program, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"], env });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const tookMs = performance.now() - startedAt;
  child.kill("SIGKILL");
  await ended(child);
  return tookMs;
}

function startCalmly(
  [program, ...args]: readonly [string, ...string[]],
  logFile: string,
): ChildProcess {
  const log = openSync(logFile, "w");
  const child = spawn(program, args, { stdio: ["ignore", log, log], env: process.env });
  closeSync(log);
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    child.once("exit", () => resolve());
  });
}

/** Every recording has come to its end, and nothing waits to be sent or confirmed. */
async function untilQuiet(queue: string, recordings: number): Promise<void> {
  const deadline = Date.now() + CALM_MS;
  for (;;) {
    const left = readRow(
      queue,
      `SELECT (SELECT count(*) FROM recording) AS known,
              (SELECT count(*) FROM recording
                WHERE state NOT IN ('transcribed', 'skipped', 'failed', 'lost')) AS unfinished,
              (SELECT count(*) FROM outbox) AS unsent,
              (SELECT count(*) FROM transcript WHERE confirmed_at IS NULL) AS unconfirmed`,
    );
    const { known, unfinished, unsent, unconfirmed } = left;
    if (known === recordings && unfinished === 0 && unsent === 0 && unconfirmed === 0) return;
    if (Date.now() > deadline) {
      const waiting = [...readStates(queue)].filter(([, { state }]) => !/ed$|lost/.test(state));
      throw new Error(
        `not quiet in time: ${JSON.stringify(left)}, of ${recordings}; ${JSON.stringify(waiting)}`,
      );
    }
    await sleep(500);
  }
}

function readRow(queue: string, sql: string): Record<string, unknown> {
  if (!existsSync(queue)) return {};
  const db = new DatabaseSync(queue, { readOnly: true, timeout: 5000 });
  try {
    return { ...db.prepare(sql).get() };
  } finally {
    db.close();
  }
}

function readStates(queue: string): Map<string, State> {
  const db = new DatabaseSync(queue, { readOnly: true, timeout: 5000 });
  try {
    const rows = db.prepare("SELECT recording_id, state, reason_code FROM recording").all();
    return new Map(
      rows.map((row) => [
        String(row.recording_id),
        {
          state: String(row.state),
          reason_code: row.reason_code === null ? null : String(row.reason_code),
        },
      ]),
    );
  } finally {
    db.close();
  }
}

function atTheEdge(edgeState: string, sql: string): Record<string, unknown>[] {
  const [path = ""] = globSync(join(edgeState, "v3/d1/miniflare-D1DatabaseObject/*.sqlite")).filter(
    (file) => !file.endsWith("metadata.sqlite"),
  );
  const db = new DatabaseSync(path);
  try {
    return db
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }))
      .toSorted((a, b) => Number(a.recording_id) - Number(b.recording_id));
  } finally {
    db.close();
  }
}
