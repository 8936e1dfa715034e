import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import { describe, expect, onTestFinished, test } from "vitest";

import { openDatabase } from "../queue/open-database.ts";
import { NOON, openTestQueue, someTranscript } from "../testing/queue-fixture.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { keepHouse, type HousekeepingOptions } from "./keep-house.ts";
import { retentionHorizonMs } from "./retention.ts";

const DAY_MS = 86_400_000;
const RETENTION = { transcriptDays: 90, rowDays: 365 };

function tidy(db: DatabaseSync, change: Partial<HousekeepingOptions> = {}) {
  return keepHouse({
    db,
    retention: RETENTION,
    timeZone: "Europe/London",
    stateFolder: tempFolder(),
    transcriptTextFolder: null,
    trustDeliveries: false,
    removeLeftovers: async () => 0,
    signal: new AbortController().signal,
    now: NOON,
    ...change,
  });
}

type Age = {
  days: number;
  state?: string;
  /** How far the transcript got; without one there is none. */
  transcript?: "unsent" | "delivered" | "confirmed";
  outbox?: "waiting" | "refused";
  kind?: "call" | "transcript";
};

/** A recording that is so many days old, with its transcript and what waits to be sent of it. */
function add(db: DatabaseSync, recordingId: string, age: Age): void {
  const at = NOON - age.days * DAY_MS;
  db.prepare(`
    INSERT INTO recording (recording_id, path, started_at, local_date, state, found_at, updated_at)
    VALUES (:recordingId, '/r/' || :recordingId, :at, :localDate, :state, :at, :at)
  `).run({
    recordingId,
    at,
    localDate: new Date(at).toISOString().slice(0, 10),
    state: age.state ?? "transcribed",
  });
  if (age.transcript !== undefined) {
    db.prepare(`
      INSERT INTO transcript (recording_id, body, created_at, delivered_at, confirmed_at) VALUES (?, ?, ?, ?, ?)
    `).run(
      recordingId,
      JSON.stringify(someTranscript),
      at,
      age.transcript === "unsent" ? null : at,
      age.transcript === "confirmed" ? at : null,
    );
  }
  if (age.outbox !== undefined) {
    db.prepare(
      "INSERT INTO outbox (recording_id, kind, created_at, rejected) VALUES (?, ?, ?, ?)",
    ).run(recordingId, age.kind ?? "transcript", at, age.outbox === "refused" ? "no" : null);
  }
}

const idsIn = (db: DatabaseSync, table: string) =>
  db
    .prepare(`SELECT recording_id FROM ${table} ORDER BY recording_id`)
    .all()
    .map(({ recording_id }) => recording_id);

describe("transcripts", () => {
  test("go after their time when the edge has shown to have them; the recording stays", async () => {
    const db = openTestQueue();
    add(db, "young", { days: 89, transcript: "confirmed" });
    add(db, "old", { days: 91, transcript: "confirmed" });
    expect(await tidy(db)).toMatchObject({ transcripts: 1, recordings: 0 });
    expect(idsIn(db, "transcript")).toEqual(["young"]);
    expect(idsIn(db, "recording")).toEqual(["old", "young"]);
  });

  test("stay for ever while the edge does not have them for certain", async () => {
    const db = openTestQueue();
    add(db, "unsent", { days: 3000, transcript: "unsent", outbox: "waiting" });
    add(db, "refused", { days: 3000, transcript: "unsent", outbox: "refused" });
    add(db, "unconfirmed", { days: 3000, transcript: "delivered" });
    add(db, "to be told anew", {
      days: 3000,
      transcript: "confirmed",
      outbox: "waiting",
      kind: "call",
    });
    expect(await tidy(db)).toMatchObject({ transcripts: 0, recordings: 0 });
    expect(idsIn(db, "transcript")).toHaveLength(4);
    expect(idsIn(db, "recording")).toHaveLength(4);
  });

  test("go by the edge's word when it is too old to be asked", async () => {
    const db = openTestQueue();
    add(db, "delivered", { days: 91, transcript: "delivered" });
    add(db, "unsent", { days: 91, transcript: "unsent", outbox: "waiting" });
    await tidy(db, { trustDeliveries: true });
    expect(idsIn(db, "transcript")).toEqual(["unsent"]);
  });

  test("leave nothing readable in the file", async () => {
    const folder = tempFolder();
    const db = openDatabase(folder);
    onTestFinished(() => db.close());
    for (let index = 0; index < 50; index += 1) {
      add(db, `r${index}`, { days: 91, transcript: "confirmed" });
    }
    db.exec(
      `UPDATE transcript SET body = json_replace(body, '$.segments[0].text', 'my xylophone broke')`,
    );
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    expect(readFileSync(join(folder, "queue.db")).includes("xylophone")).toBe(true);
    await tidy(db);
    for (const name of ["queue.db", "queue.db-wal"]) {
      expect(readFileSync(join(folder, name)).includes("xylophone")).toBe(false);
    }
  });
});

describe("recordings", () => {
  test("go after their time with their events, when they have come to an end", async () => {
    const db = openTestQueue();
    for (const state of ["transcribed", "skipped", "failed", "lost"])
      add(db, state, { days: 366, state });
    for (const state of ["found", "waiting_file", "pending"]) add(db, state, { days: 366, state });
    add(db, "young", { days: 364 });
    expect(await tidy(db)).toMatchObject({ recordings: 4 });
    expect(idsIn(db, "recording")).toEqual(["found", "pending", "waiting_file", "young"]);
    expect(idsIn(db, "recording_event")).toEqual(["found", "pending", "waiting_file", "young"]);
  });

  test("stay for as long as the edge must be told of them, but not for a call it refused", async () => {
    const db = openTestQueue();
    add(db, "waiting", { days: 400, state: "skipped", outbox: "waiting", kind: "call" });
    add(db, "refused", { days: 400, state: "skipped", outbox: "refused", kind: "call" });
    add(db, "text refused", { days: 400, transcript: "unsent", outbox: "refused" });
    await tidy(db);
    expect(idsIn(db, "recording")).toEqual(["text refused", "waiting"]);
    expect(idsIn(db, "outbox")).toEqual(["text refused", "waiting"]);
  });

  test("old calls that were taken in lately stay", async () => {
    const db = openTestQueue();
    add(db, "backfilled", { days: 800 });
    db.exec(`UPDATE recording SET updated_at = ${NOON - DAY_MS}`);
    await tidy(db);
    expect(idsIn(db, "recording")).toEqual(["backfilled"]);
  });

  test("are never deleted while a source may queue them again", async () => {
    const db = openTestQueue();
    const horizon = retentionHorizonMs(RETENTION, NOON);
    for (const [id, startedAt] of [
      ["before", horizon - 1],
      ["at", horizon],
    ] as const) {
      add(db, id, { days: 366 });
      db.prepare("UPDATE recording SET started_at = ? WHERE recording_id = ?").run(startedAt, id);
    }
    await tidy(db);
    expect(idsIn(db, "recording")).toEqual(["at"]);
  });

  test("go together with the transcript when both are kept equally long", async () => {
    const db = openTestQueue();
    add(db, "1", { days: 31, transcript: "confirmed" });
    const done = await tidy(db, { retention: { transcriptDays: 30, rowDays: 30 } });
    expect(done).toMatchObject({ transcripts: 1, recordings: 1 });
  });

  test("a hundred thousand are looked through by index", () => {
    const db = openTestQueue();
    const plan = db
      .prepare(
        "EXPLAIN QUERY PLAN SELECT recording_id FROM recording AS r WHERE local_date <= 'x' AND started_at < 5",
      )
      .all();
    expect(String(plan[0]?.detail)).toContain("recording_by_date (local_date<?)");
  });
});

test("much is deleted in small transactions, and stops between two when it is told to", async () => {
  const db = openTestQueue();
  db.exec(`
    PRAGMA synchronous = OFF;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2600)
    INSERT INTO recording (recording_id, started_at, local_date, state, found_at, updated_at)
    SELECT 'r' || i, 0, '1970-01-01', 'skipped', 0, 0 FROM n`);
  const stop = new AbortController();
  const stopped = tidy(db, { signal: stop.signal });
  setImmediate(() => stop.abort());
  const { recordings } = await stopped;
  expect(recordings).toBeLessThan(2600);
  expect(recordings).toBeGreaterThan(0);
  expect((await tidy(db)).recordings).toBe(2600 - recordings);
});

describe("copies as text", () => {
  test("go with their transcripts; what is not theirs stays", async () => {
    const db = openTestQueue();
    add(db, "kept", { days: 100, transcript: "unsent", outbox: "waiting" });
    add(db, "young", { days: 5, transcript: "confirmed" });
    const folder = tempFolder();
    const files = {
      "2026-05-01/gone.txt": false,
      "2026-05-01/kept.txt": true,
      "2026-05-02/gone.txt": false,
      "2026-11-15/young.txt": true,
      "2026-11-15/unknown.txt": true,
      "2026-05-01/notes.md": true,
      "of ours/gone.txt": true,
    };
    for (const path of Object.keys(files)) {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), "text");
    }
    expect(await tidy(db, { transcriptTextFolder: folder })).toMatchObject({ textCopies: 2 });
    const left = Object.keys(files).map((path) => [path, existsSync(join(folder, path))]);
    expect(Object.fromEntries(left)).toEqual(files);
    expect(existsSync(join(folder, "2026-05-02"))).toBe(false);
  });

  test("are not looked for behind links", async () => {
    const elsewhere = tempFolder();
    writeFileSync(join(elsewhere, "gone.txt"), "text");
    const folder = tempFolder();
    symlinkSync(elsewhere, join(folder, "2026-05-01"));
    await tidy(openTestQueue(), { transcriptTextFolder: folder });
    expect(existsSync(join(elsewhere, "gone.txt"))).toBe(true);
  });

  test("need not be there at all", async () => {
    const nowhere = join(tempFolder(), "transcripts");
    expect(await tidy(openTestQueue(), { transcriptTextFolder: nowhere })).toMatchObject({
      textCopies: 0,
    });
  });
});

test("leftovers of other parts are removed by them and counted", async () => {
  const removeLeftovers = async () => 3;
  expect(await tidy(openTestQueue(), { removeLeftovers })).toMatchObject({ leftovers: 3 });
});

test("the file shrinks after much was deleted, and the log is emptied", async () => {
  const folder = tempFolder();
  const db = openDatabase(folder);
  onTestFinished(() => db.close());
  db.exec("PRAGMA synchronous = OFF");
  for (let index = 0; index < 40; index += 1) {
    add(db, `r${index}`, { days: 91, transcript: "confirmed" });
  }
  db.exec("UPDATE transcript SET body = body || hex(zeroblob(500000))");
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  const before = statSync(join(folder, "queue.db")).size;
  expect(before).toBeGreaterThan(40_000_000);
  await tidy(db);
  expect(statSync(join(folder, "queue.db")).size).toBeLessThan(15_000_000);
  expect(statSync(join(folder, "queue.db-wal")).size).toBe(0);
});

test("somebody who reads the queue just now is not waited for", async () => {
  const folder = tempFolder();
  const [db, reader] = [openDatabase(folder), openDatabase(folder)];
  onTestFinished(() => {
    db.close();
    reader.close();
  });
  add(db, "old", { days: 91, transcript: "confirmed" });
  reader.exec("BEGIN");
  reader.prepare("SELECT count(*) FROM recording").get();
  const startedAt = performance.now();
  await tidy(db);
  expect(performance.now() - startedAt).toBeLessThan(4000);
  expect(db.prepare("PRAGMA busy_timeout").get()).toEqual({ timeout: 5000 });
  reader.exec("COMMIT");
});
