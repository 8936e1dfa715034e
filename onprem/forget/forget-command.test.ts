import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";

import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";

import { deliverOutbox } from "../outbox/deliver.ts";
import { createEdgeClient } from "../outbox/edge-client.ts";
import { admitRecordings } from "../queue/admit-recordings.ts";
import { claimRecording } from "../queue/claim-recording.ts";
import { openDatabase } from "../queue/open-database.ts";
import { settleRecording } from "../queue/settle-recording.ts";
import { anonymousKey } from "../source-folder/anonymous-ids.ts";
import { createFolderSource } from "../source-folder/folder-source.ts";
import { answerJson } from "../testing/local-server.ts";
import { ADMIT_AT_ONCE, someTranscript } from "../testing/queue-fixture.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { startTestEdge, type TestEdge } from "../testing/test-edge.ts";
import { waitUntil } from "../testing/wait-until.ts";

const CLI = join(import.meta.dirname, "../cli.ts");
const PHONE = "7275551212";
const FILES = {
  caller: `20261119-103108_${PHONE}-all.wav`,
  again: `20261120-113108_${PHONE}-all.wav`,
  // a longer run of digits is another's number
  other: `20261120-123108_1${PHONE}-all.wav`,
};

type Site = { config: string; folder: string; state: string; texts: string; db: DatabaseSync };

/** A folder of recordings, its agent's configuration, and a queue in which all of them are transcribed. */
async function siteWithCalls(edge: Pick<TestEdge, "url">): Promise<Site> {
  const root = tempFolder();
  const [folder, state, texts] = ["recordings", "state", "texts"].map((name) => join(root, name));
  if (folder === undefined || state === undefined || texts === undefined) throw new Error();
  mkdirSync(folder);
  for (const name of Object.values(FILES)) writeWav(join(folder, name));
  const config = join(root, "nightshift.toml");
  writeFileSync(
    config,
    `[site]\nid = "test"\ntime_zone = "Europe/London"\n[source]\nkind = "folder"\nfolder = "recordings"\n` +
      `[state]\nfolder = "state"\n[transcripts]\ntext_folder = "texts"\n[edge]\nurl = "${edge.url}"\n` +
      `token = "ns_ingest_secret"\n[whisper]\nmodel = "model.bin"\n`,
  );
  const db = openDatabase(state);
  onTestFinished(() => db.close());
  await lookAt(db, folder, state);
  admitRecordings(db, ADMIT_AT_ONCE, Date.now());
  for (const _ of Object.values(FILES)) {
    const claimed = claimRecording(db, { owner: "run", bootId: "b", durationMs: 1000 }, Date.now());
    if (claimed === null) throw new Error("there is nothing to claim");
    const said = claimed.path.includes(`_${PHONE}`)
      ? "the quagmire of Zanzibar"
      : "an ordinary word";
    const segments = someTranscript.segments.map((segment) => ({ ...segment, text: said }));
    const transcript = { ...someTranscript, segments };
    settleRecording(
      db,
      claimed.recording_id,
      "run",
      { kind: "transcribed", transcript },
      Date.now(),
    );
    mkdirSync(join(texts, claimed.local_date), { recursive: true });
    writeFileSync(join(texts, claimed.local_date, `${claimed.recording_id}.txt`), said);
  }
  return { config, folder, state, texts, db };
}

async function lookAt(db: DatabaseSync, folder: string, state: string): Promise<number> {
  const source = createFolderSource({
    db,
    folder,
    key: anonymousKey(state),
    timeZone: "Europe/London",
    priorities: new Map(),
    notBefore: () => 0,
    now: () => Date.now(),
  });
  return (await source.look()).found;
}

/** Half a second of silence. */
function writeWav(path: string): void {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + 8000, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(16_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(8000, 40);
  writeFileSync(path, Buffer.concat([header, Buffer.alloc(8000)]));
}

const resultSchema = z.object({
  code: z.number().default(0),
  stdout: z.string(),
  stderr: z.string(),
});

/** The real command; what it prints must never hold the number. */
async function nightshift({ config }: Site, ...args: string[]) {
  const ran = await promisify(execFile)(process.execPath, [CLI, "-c", config, "forget", ...args], {
    timeout: 60_000,
  }).catch((error: unknown) => error);
  const result = resultSchema.parse(ran);
  expect(result.stdout + result.stderr).not.toContain(PHONE);
  return result;
}

/** What of the caller still lies in the queue's files: rows, free pages, log of writes. */
function traces({ state, db }: Site): string[] {
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const dump = JSON.stringify(
    tables.map(({ name }) => db.prepare(`SELECT * FROM "${String(name)}"`).all()),
  );
  const files = ["queue.db", "queue.db-wal"].filter((name) => existsSync(join(state, name)));
  const bytes = files.map((name) => readFileSync(join(state, name), "latin1"));
  return [dump, ...bytes].flatMap((text) => text.match(/_7275551212|quagmire|Zanzibar/g) ?? []);
}

const deliver = async ({ db }: Site, { url }: TestEdge) => {
  const edge = createEdgeClient({
    url,
    token: "ns_ingest_secret",
    retries: 0,
    signal: AbortSignal.timeout(3e4),
  });
  const all = { db, edge, siteId: "test", onDelivered: () => undefined, now: () => Date.now() };
  await deliverOutbox(all).finally(() => edge.close());
};

const ids = ({ db }: Site) =>
  db
    .prepare("SELECT recording_id FROM recording ORDER BY 1")
    .all()
    .map((row) => String(row.recording_id));

test("by telephone number: nothing is left here, the edge is told, the recordings lie where they lay, nobody else is touched", async () => {
  const edge = await startTestEdge("test");
  const site = await siteWithCalls(edge);
  await deliver(site, edge);
  expect(traces(site)).not.toEqual([]);
  const [first = "", second = "", other = ""] = ids(site);

  const dry = await nightshift(site, "--phone", "+7 (275) 551-212", "--dry-run");
  expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining("Nothing was changed")]);
  expect(dry.stdout.split("\n")).toEqual(
    expect.arrayContaining([`  ${first}, 2026-11-19`, `  ${second}, 2026-11-20`]),
  );
  expect(ids(site)).toHaveLength(3);
  expect((await nightshift(site, "--phone", PHONE)).stdout).toContain("add --yes");

  const done = await nightshift(site, "--phone", PHONE, "--yes", "--json");
  expect(done.code).toBe(0);
  expect(JSON.parse(done.stdout)).toMatchObject({
    named_by: "phone",
    recordings: 2,
    edge_waits_for: 0,
    files_here: 2,
    backups_left: 0,
    deleted_here: {
      queue_rows: 2,
      transcripts: 2,
      outbox_rows: 0,
    },
    deleted_at_edge: { transcripts: 2 },
  });
  expect(ids(site)).toEqual([other]);
  expect(traces(site)).toEqual([]);
  expect([...edge.forgotten.keys()].toSorted()).toEqual([first, second].toSorted());
  expect([...edge.transcripts.keys()]).toEqual([other]);
  for (const name of Object.values(FILES)) expect(existsSync(join(site.folder, name))).toBe(true);
  const copies = [first, second, other].map((id) =>
    existsSync(
      join(site.texts, id.startsWith("20261119") ? "2026-11-19" : "2026-11-20", `${id}.txt`),
    ),
  );
  expect(copies).toEqual([false, false, true]);

  // Neither another look, nor the same request, brings anything back; a new call of the caller's is a new recording.
  expect(await lookAt(site.db, site.folder, site.state)).toBe(0);
  writeWav(join(site.folder, `20261121-090000_${PHONE}-all.wav`));
  expect(await lookAt(site.db, site.folder, site.state)).toBe(1);
  const reports = await nightshift(site, "--reports");
  expect(reports.stdout).toContain("The edge has forgotten all of them; it had 2 transcripts.");
});

test("what the queue does not know any more is forgotten at the edge under the name that calls.csv has for it", async () => {
  const edge = await startTestEdge("test");
  const site = await siteWithCalls(edge);
  // calls.csv gives an id to a caller's recording; that of the other's is taken, whatever the list says
  const [, , other = ""] = ids(site);
  site.db.exec(`DELETE FROM outbox; DELETE FROM transcript WHERE recording_id <> '${other}'`);
  site.db.exec(`DELETE FROM recording WHERE recording_id <> '${other}'`);
  writeFileSync(
    join(site.folder, "calls.csv"),
    `filename,recording_id\n${FILES.caller},4711\n${FILES.again},${other}\n`,
  );
  const dry = await nightshift(site, "--phone", PHONE, "--dry-run");
  expect(dry.stdout).toContain("2 recordings would be forgotten, 2 of them for the first time");
  const done = await nightshift(site, "--phone", PHONE, "--yes", "--json");
  expect(JSON.parse(done.stdout)).toMatchObject({ recordings: 2, edge_waits_for: 0 });
  expect(edge.forgotten.has("4711")).toBe(true);
  expect(edge.forgotten.has(other)).toBe(false);
  expect(ids(site)).toEqual([other]);
  const again = await nightshift(site, "--phone", PHONE, "--dry-run");
  expect(again.stdout).toContain("2 recordings would be forgotten, 0 of them for the first time");
});

test("the edge is told later when it is away, even if the command is killed, and its answer is counted once", async () => {
  const edge = await startTestEdge("test");
  const site = await siteWithCalls(edge);
  await deliver(site, edge);
  // It does what it is told, and its answer never comes.
  edge.intercept = ({ path }) => path === "/ingest/forget";
  const command = spawn(process.execPath, [
    CLI,
    "-c",
    site.config,
    "forget",
    "--phone",
    PHONE,
    "--yes",
  ]);
  onTestFinished(() => void command.kill("SIGKILL"));
  await waitUntil("the request", () => edge.received.some(({ path }) => path === "/ingest/forget"));
  command.kill("SIGKILL");
  expect(traces(site)).toEqual([]);
  expect(await lookAt(site.db, site.folder, site.state)).toBe(0);
  edge.intercept = null;
  await deliver(site, edge);
  await deliver(site, edge);
  expect(JSON.parse((await nightshift(site, "--reports", "--json")).stdout)).toMatchObject({
    reports: [{ recordings: 2, edge_waits_for: 0, deleted_at_edge: { transcripts: 2 } }],
  });
});

test("an edge that is away, or too old, keeps the request waiting and nothing else", async () => {
  const edge = await startTestEdge("test");
  const site = await siteWithCalls(edge);
  edge.intercept = ({ path }, response) => {
    if (path !== "/ingest/forget") return false;
    answerJson(response, 404, { error: { code: "not_found", message: "No." } });
    return true;
  };
  const told = await nightshift(site, "--phone", PHONE, "--yes");
  expect([told.code, told.stderr]).toEqual([5, expect.stringContaining("older than this agent")]);
  expect(told.stdout).toContain("has still to forget 2 of them");
  // what else there is goes its way
  await deliver(site, edge);
  expect([...edge.transcripts.keys()]).toEqual(ids(site));
  site.db.exec("DELETE FROM cursor WHERE name = 'forget_unknown_since'");
  edge.intercept = null;
  await deliver(site, edge);
  expect(edge.forgotten.size).toBe(2);
});

test("what the edge says is forgotten is deleted here as well: a queue set back to a backup revives nobody", async () => {
  const edge = await startTestEdge("test");
  const site = await siteWithCalls(edge);
  const [first = "", second = ""] = ids(site);
  const response = await fetch(`${edge.url}/ingest/forget`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ site_id: "test", recording_ids: [first, second] }),
  });
  expect(response.status).toBe(200);
  site.db.exec("PRAGMA secure_delete = ON");
  await deliver(site, edge);
  site.db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  expect(ids(site)).toHaveLength(1);
  expect(traces(site)).toEqual([]);
});

test("recordings that an older version named keep their ids and are not queued again", async () => {
  const edge = await startTestEdge("test");
  const site = await siteWithCalls(edge);
  const { formerIds } = await import("../source-folder/anonymous-ids.ts");
  const moved = join(site.folder, "2026-11");
  site.db.exec("PRAGMA foreign_keys = OFF");
  for (const name of Object.values(FILES)) {
    const { byName } = formerIds(name);
    site.db
      .prepare("UPDATE recording SET recording_id = ? WHERE path = ?")
      .run(byName, join(site.folder, name));
  }
  const before = ids(site);
  expect(await lookAt(site.db, site.folder, site.state)).toBe(0);
  mkdirSync(moved);
  const { renameSync } = await import("node:fs");
  for (const name of Object.values(FILES)) renameSync(join(site.folder, name), join(moved, name));
  expect(await lookAt(site.db, site.folder, site.state)).toBe(0);
  expect(ids(site)).toEqual(before);
  expect(statSync(join(site.state, "recording-ids.key")).mode & 0o777).toBe(0o600);
});

test.each([
  [["--phone", "12"], 2, "6 to 15 digits"],
  [["--lead", "0"], 2, "a lead id"],
  [["--lead", "5"], 3, "knows no leads"],
  [[], 2, "--phone NUMBER or --lead ID"],
  [["--phone", "9999999", "--yes"], 0, ""],
])("%j", async (args, code, says) => {
  const site = await siteWithCalls({ url: "http://127.0.0.1:9" });
  const result = await nightshift(site, ...args);
  expect([result.code, result.stderr]).toEqual([code, expect.stringContaining(says)]);
  expect(ids(site)).toHaveLength(3);
});
