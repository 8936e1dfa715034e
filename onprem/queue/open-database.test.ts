import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { expect, test } from "vitest";

import { tempFolder } from "../testing/temp-folder.ts";
import { knownSchema, openDatabase } from "./open-database.ts";
import { AlreadyRunningError, holdRunLock } from "./run-lock.ts";

test("opening twice migrates once", () => {
  const folder = tempFolder();
  openDatabase(folder).close();
  const db = openDatabase(folder);
  expect(db.prepare("PRAGMA user_version").get()).toEqual({ user_version: knownSchema() });
  expect(db.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  expect(db.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: 2 });
  db.close();
});

test("a queue written by a newer version is refused, not damaged", () => {
  const folder = tempFolder();
  openDatabase(folder).close();
  const db = new DatabaseSync(join(folder, "queue.db"));
  db.exec("PRAGMA user_version = 99");
  db.close();
  expect(() => openDatabase(folder)).toThrow(/newer Nightshift/);
});

test("only one run at a time holds a state folder", () => {
  const folder = tempFolder();
  const release = holdRunLock(folder);
  expect(() => holdRunLock(folder)).toThrow(AlreadyRunningError);
  release();
  holdRunLock(folder)();
});

test("a queue of the first version is kept as it was, then carried over with everything in it", () => {
  const folder = tempFolder();
  const first = new DatabaseSync(join(folder, "queue.db"));
  first.exec(readFileSync(join(import.meta.dirname, "schema/0001_queue.sql"), "utf8"));
  first.exec(`
    PRAGMA user_version = 1;
    INSERT INTO recording (recording_id, path, started_at, local_date, state, file_size, file_mtime, found_at, updated_at)
    VALUES ('1001', '/r/1001.wav', 1, '2026-11-20', 'transcribed', 9, 8, 7, 6);
    INSERT INTO transcript (recording_id, body, created_at) VALUES ('1001', '{}', 5);
    INSERT INTO outbox (recording_id, kind, created_at) VALUES ('1001', 'transcript', 5);
  `);
  first.close();

  const db = openDatabase(folder);
  expect(db.prepare("SELECT recording_id, path, state, last_night FROM recording").all()).toEqual([
    { recording_id: "1001", path: "/r/1001.wav", state: "transcribed", last_night: "9999-12-31" },
  ]);
  expect(db.prepare("SELECT recording_id, body, confirmed_at FROM transcript").all()).toEqual([
    { recording_id: "1001", body: "{}", confirmed_at: null },
  ]);
  expect(db.prepare("SELECT count(*) AS n FROM outbox").get()).toEqual({ n: 1 });
  expect(() =>
    db.exec("INSERT INTO outbox (recording_id, kind, created_at) VALUES ('9', 'call', 1)"),
  ).toThrow(/FOREIGN KEY/);
  db.close();

  const [backup = ""] = readdirSync(join(folder, "backups"));
  const kept = new DatabaseSync(join(folder, "backups", backup), { readOnly: true });
  expect(kept.prepare("PRAGMA user_version").get()).toEqual({ user_version: 1 });
  expect(kept.prepare("SELECT count(*) AS n FROM transcript").get()).toEqual({ n: 1 });
  kept.close();
});
