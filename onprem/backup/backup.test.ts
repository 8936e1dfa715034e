import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { describe, expect, onTestFinished, test } from "vitest";

import { readReports, storeRequest } from "../forget/forget-request.ts";
import { forgottenAmong } from "../queue/forgotten-callers.ts";
import { knownSchema, openDatabase } from "../queue/open-database.ts";
import { holdWatchLock } from "../queue/run-lock.ts";
import { anonymousIds, anonymousKey } from "../source-folder/anonymous-ids.ts";
import { NOON } from "../testing/queue-fixture.ts";
import { queueTranscripts, someIds } from "../testing/queue-transcripts.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { backUpQueue } from "./back-up-queue.ts";
import { restoreQueue } from "./restore-queue.ts";

const DAY_MS = 24 * 3_600_000;

/** A queue with transcripts that an agent still has open, and a folder for its backups. */
function site(transcripts = 3) {
  const root = tempFolder();
  const stateFolder = join(root, "state");
  const folder = join(root, "backups");
  const db = openDatabase(stateFolder);
  onTestFinished(() => {
    if (db.isOpen) db.close();
  });
  queueTranscripts(db, someIds(transcripts));
  const backUp = (change: { now?: number; keep?: number; minFreeBytes?: number } = {}) =>
    backUpQueue({
      stateFolder,
      siteId: "north/gate",
      folder,
      keep: 14,
      minFreeBytes: 0,
      now: NOON,
      ...change,
    });
  const restore = (file: string, now = NOON + DAY_MS) => restoreQueue({ stateFolder, file, now });
  return { root, stateFolder, folder, db, backUp, restore };
}

function transcriptsIn(stateFolder: string): number {
  const db = openDatabase(stateFolder);
  try {
    return Number(db.prepare("SELECT count(*) AS n FROM transcript").get()?.n);
  } finally {
    db.close();
  }
}

describe("a backup", () => {
  test("has what was committed, for its owner's eyes, beside somebody who writes", () => {
    const { folder, db, backUp } = site();
    db.exec("BEGIN IMMEDIATE; DELETE FROM outbox");
    const made = backUp();
    db.exec("COMMIT");
    expect(made.path).toBe(join(folder, "nightshift-north_gate-20261120T120000000Z.db"));
    expect(made.contents).toEqual({
      schema: knownSchema(),
      recordings: 3,
      transcripts: 3,
      outbox: 3,
    });
    expect(statSync(made.path).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(made.bytes).toBe(statSync(made.path).size);
    expect(made.onSameDisk).toBe(true);
  });

  test("takes nobody's place", () => {
    const { backUp } = site();
    const first = backUp();
    const before = readFileSync(first.path);
    expect(() => backUp()).toThrow("is there already, and stays as it is");
    expect(readFileSync(first.path)).toEqual(before);
  });

  test("leaves the newest, and files that are none of its own", () => {
    const { folder, backUp } = site();
    for (let day = 0; day < 4; day += 1) backUp({ now: NOON + day * DAY_MS });
    const others = [
      "nightshift-other-20260101T000000Z.db",
      "notes.txt",
      "nightshift-north_gate.db",
    ];
    for (const name of others) writeFileSync(join(folder, name), "");
    // Of a backup that was killed.
    const broken = join(folder, "nightshift-north_gate-20261119T120000000Z.db.unfinished");
    writeFileSync(broken, "half");
    const { deleted } = backUp({ now: NOON + 4 * DAY_MS, keep: 2 });
    expect(deleted).toEqual(
      ["20261120", "20261121", "20261122"].map(
        (day) => `nightshift-north_gate-${day}T120000000Z.db`,
      ),
    );
    const left = readdirSync(folder).filter((name) => !name.startsWith(".backup.lock"));
    expect(left.toSorted()).toEqual(
      [
        ...others,
        "nightshift-north_gate-20261123T120000000Z.db",
        "nightshift-north_gate-20261124T120000000Z.db",
      ].toSorted(),
    );
  });

  test("is not begun without room, nor where its disk is not mounted; older ones stay", () => {
    const { folder, backUp, stateFolder } = site();
    backUp();
    expect(() => backUp({ now: NOON + 1000, minFreeBytes: 1e18 })).toThrow("are to stay free");
    const nowhere = join(folder, "not", "mounted");
    const there = {
      stateFolder,
      siteId: "x",
      folder: nowhere,
      keep: 1,
      minFreeBytes: 0,
      now: NOON,
    };
    expect(() => backUpQueue(there)).toThrow("Is its disk mounted?");
    expect(readdirSync(folder).filter((name) => name.endsWith(".db"))).toHaveLength(1);
  });

  test("is one at a time", () => {
    const { folder, backUp } = site();
    backUp();
    const lock = new DatabaseSync(join(folder, ".backup.lock"));
    lock.exec("BEGIN EXCLUSIVE");
    expect(() => backUp({ now: NOON + 1000 })).toThrow("Another backup is written to");
    lock.close();
  });
});

describe("restoring", () => {
  test("puts the backup in place and keeps what was there, with all that it had in its log", () => {
    const { stateFolder, db, backUp, restore } = site();
    const { path } = backUp();
    queueTranscripts(db, someIds(2, 2001));
    // As a kill leaves it: the log is not taken in.
    const [queue, killed] = [join(stateFolder, "queue.db"), join(stateFolder, "killed.db")];
    copyFileSync(queue, killed);
    copyFileSync(`${queue}-wal`, `${killed}-wal`);
    db.close();
    copyFileSync(killed, queue);
    copyFileSync(`${killed}-wal`, `${queue}-wal`);

    const restored = restore(path);
    expect(restored).toMatchObject({ contents: { transcripts: 3 }, isOlder: false });
    expect(transcriptsIn(stateFolder)).toBe(3);
    const aside = new DatabaseSync(restored.setAside ?? "", { readOnly: true });
    expect(aside.prepare("SELECT count(*) AS n FROM transcript").get()).toEqual({ n: 5 });
    aside.close();
    expect(existsSync(join(stateFolder, "queue.db.restoring"))).toBe(false);
  });

  test("works where the queue is broken or gone, and where the backup cannot be written to", () => {
    const { root, stateFolder, db, backUp, restore } = site();
    const { path } = backUp();
    db.close();
    const readOnly = join(root, "read-only");
    mkdirSync(readOnly);
    const copy = join(readOnly, "copy.db");
    copyFileSync(path, copy);
    chmodSync(readOnly, 0o500);
    onTestFinished(() => chmodSync(readOnly, 0o700));
    writeFileSync(join(stateFolder, "queue.db"), "no database");
    const { setAside, forgottenAgain } = restore(copy);
    expect(forgottenAgain).toBeNull();
    expect(readFileSync(setAside ?? "", "utf8")).toBe("no database");
    expect(transcriptsIn(stateFolder)).toBe(3);

    const elsewhere = join(root, "new-host");
    expect(restoreQueue({ stateFolder: elsewhere, file: copy, now: NOON }).setAside).toBeNull();
    expect(transcriptsIn(elsewhere)).toBe(3);
  });

  test("brings nobody back who was forgotten since the backup was made", () => {
    const { stateFolder, db, backUp, restore } = site();
    const { path } = backUp();
    const [forgotten = ""] = someIds(1);
    const found = { recordings: [{ recordingId: forgotten, startedAt: null }], aliases: ["alias"] };
    const request = storeRequest(db, "phone", { ...found, gaps: [] }, NOON);
    db.close();

    expect(restore(path)).toMatchObject({ contents: { transcripts: 3 }, forgottenAgain: 1 });
    expect(transcriptsIn(stateFolder)).toBe(2);
    const restored = openDatabase(stateFolder);
    onTestFinished(() => restored.close());
    expect(readReports(restored)).toMatchObject([{ request_id: request, edge_waits_for: 1 }]);
    expect([...forgottenAmong(restored, [forgotten, "alias", "other"])].toSorted()).toEqual(
      [forgotten, "alias"].toSorted(),
    );
  });

  test("leaves a copy from before an upgrade as it is, but for whom was forgotten since", () => {
    const { root, stateFolder, db, restore } = site(0);
    db.close();
    const old = join(root, "old.db");
    const schemas = join(import.meta.dirname, "..", "queue", "schema");
    const copy = new DatabaseSync(old);
    for (const name of readdirSync(schemas).toSorted().slice(0, 2)) {
      copy.exec(readFileSync(join(schemas, name), "utf8"));
    }
    copy.exec(`PRAGMA user_version = 2;
      INSERT INTO recording (recording_id, started_at, local_date, state, found_at, updated_at)
      VALUES ('1001', 1, '2026-11-20', 'pending', 1, 1), ('1002', 1, '2026-11-20', 'pending', 1, 1)`);
    copy.close();
    const later = openDatabase(stateFolder);
    const found = { recordings: [{ recordingId: "1001", startedAt: null }], aliases: [], gaps: [] };
    storeRequest(later, "phone", found, NOON);
    later.close();

    expect(restore(old)).toMatchObject({ isOlder: true, forgottenAgain: 1 });
    const put = new DatabaseSync(join(stateFolder, "queue.db"), { readOnly: true });
    onTestFinished(() => put.close());
    expect(put.prepare("PRAGMA user_version").get()).toEqual({ user_version: 2 });
    expect(put.prepare("SELECT recording_id FROM recording").all()).toEqual([
      { recording_id: "1002" },
    ]);
  });

  test("takes the key of a folder's recordings along to another host, so that they keep their ids", () => {
    const { root, stateFolder, backUp } = site();
    const ids = () => anonymousIds(anonymousKey(stateFolder), "20261120-120000_7275551212-all.wav");
    const before = ids();
    const { path } = backUp();
    const elsewhere = join(root, "new-host");
    const made = anonymousKey(elsewhere);
    restoreQueue({ stateFolder: elsewhere, file: path, now: NOON });
    const key = anonymousKey(elsewhere);
    expect(anonymousIds(key, "20261120-120000_7275551212-all.wav")).toEqual(before);
    expect(statSync(join(elsewhere, "recording-ids.key")).mode & 0o777).toBe(0o600);
    // The other key stays, as other recordings may have been named by it.
    const aside = readdirSync(elsewhere)
      .filter((name) => name.endsWith(".key"))
      .toSorted();
    expect(aside).toEqual([
      "recording-ids-before-restore-20261120T120000000Z.key",
      "recording-ids.key",
    ]);
    expect(readFileSync(join(elsewhere, aside[0] ?? ""), "utf8").trim()).toBe(made.toString("hex"));
    // In the queue itself it does not stand.
    const queue = openDatabase(elsewhere);
    expect(
      queue.prepare("SELECT 1 FROM cursor WHERE name = 'recording_ids_key'").get(),
    ).toBeUndefined();
    queue.close();
    // With the same key nothing is set aside.
    restoreQueue({ stateFolder: elsewhere, file: path, now: NOON + DAY_MS });
    expect(readdirSync(elsewhere).filter((name) => name.endsWith(".key"))).toHaveLength(2);
  });

  test("mends a damaged key of a folder's recordings, and keeps what it was", () => {
    const { stateFolder, db, backUp, restore } = site();
    const key = anonymousKey(stateFolder);
    const { path } = backUp();
    db.close();
    writeFileSync(join(stateFolder, "recording-ids.key"), "torn");
    restore(path);
    expect(anonymousKey(stateFolder)).toEqual(key);
    const [aside = ""] = readdirSync(stateFolder).filter((name) =>
      name.startsWith("recording-ids-before-restore"),
    );
    expect(readFileSync(join(stateFolder, aside), "utf8")).toBe("torn");
  });

  test("is refused while an agent works, and changes nothing", () => {
    const { stateFolder, db, backUp, restore } = site();
    const { path } = backUp();
    queueTranscripts(db, someIds(1, 2001));
    const release = holdWatchLock(stateFolder);
    expect(() => restore(path)).toThrow("is at work");
    release();
    expect(transcriptsIn(stateFolder)).toBe(4);
  });

  test.each<[string, (path: string) => void, string]>([
    [
      "cut short",
      (path) => truncateSync(path, statSync(path).size - 4096),
      "database disk image is malformed",
    ],
    [
      "encrypted",
      (path) => writeFileSync(path, "age-encryption.org/v1\n".repeat(100)),
      "encrypted",
    ],
    [
      "another program's",
      (path) => change(path, "PRAGMA user_version = 0"),
      "no queue of Nightshift's",
    ],
    [
      "of a newer Nightshift",
      (path) => change(path, "PRAGMA user_version = 99"),
      "Install that version first",
    ],
    [
      "torn",
      (path) =>
        change(
          path,
          "PRAGMA foreign_keys = OFF; DELETE FROM recording WHERE recording_id = '1002'",
        ),
      "recording is missing",
    ],
  ])("refuses a file that is %s, and changes nothing", (_, spoil, message) => {
    const { stateFolder, db, backUp, restore } = site();
    const { path } = backUp();
    db.close();
    spoil(path);
    expect(() => restore(path)).toThrow(message);
    expect(transcriptsIn(stateFolder)).toBe(3);
    expect(existsSync(join(stateFolder, "backups"))).toBe(false);
  });

  test("refuses what is not there", () => {
    const { restore, root } = site();
    expect(() => restore(join(root, "none.db"))).toThrow("There is no file");
    expect(() => restore(root)).toThrow("There is no file");
  });
});

function change(path: string, sql: string): void {
  const db = new DatabaseSync(path);
  try {
    db.exec(sql);
  } finally {
    db.close();
  }
}
