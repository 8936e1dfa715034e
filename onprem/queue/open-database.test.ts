import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { expect, test } from "vitest";

import { tempFolder } from "../testing/temp-folder.ts";
import { openDatabase } from "./open-database.ts";
import { AlreadyRunningError, holdRunLock } from "./run-lock.ts";

test("opening twice migrates once", () => {
  const folder = tempFolder();
  openDatabase(folder).close();
  const db = openDatabase(folder);
  expect(db.prepare("PRAGMA user_version").get()).toEqual({ user_version: 1 });
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
