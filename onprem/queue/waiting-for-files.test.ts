import { describe, expect, test } from "vitest";

import {
  NOON,
  openTestQueue,
  queueRecordings,
  seenFile,
  seenRecording,
  stateOf,
} from "../testing/queue-fixture.ts";
import { admitInTurns, admitRecordings } from "./admit-recordings.ts";
import { claimRecording } from "./claim-recording.ts";
import { dueRecordings } from "./due-recordings.ts";
import { forgetFarWaits } from "./forget-far-waits.ts";
import { noteBlockedFile, noteMissingFile } from "./note-missing-file.ts";
import { noteFile, noteRecording } from "./note-recording.ts";
import { queueCounts } from "./queue-counts.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const policy = { stableMs: 0, lostAfterMs: 5 * DAY_MS };

function waitingQueue(state: "found" | "pending" = "found") {
  const db = openTestQueue();
  const file = state === "found" ? null : seenFile("1001");
  noteRecording(db, seenRecording("1001", { sourceRef: "{}", file }), NOON);
  admitRecordings(db, policy, NOON);
  return db;
}

describe("a file that lies where nobody can look", () => {
  test("is waited for as long as it takes, and found once the folder is opened", () => {
    const db = waitingQueue();
    for (let at = NOON; at < NOON + 60 * DAY_MS; at += HOUR_MS) {
      noteBlockedFile(db, "1001", "Its folder is closed.", at);
      admitRecordings(db, policy, at);
    }
    admitRecordings(db, policy, NOON + 400 * DAY_MS);
    expect(stateOf(db, "1001")).toMatchObject({
      state: "waiting_file",
      reason_code: "file_blocked",
    });
    noteFile(db, "1001", seenFile("1001"), NOON + 401 * DAY_MS);
    admitRecordings(db, policy, NOON + 401 * DAY_MS);
    expect(stateOf(db, "1001")).toMatchObject({ state: "pending", reason_code: null });
  });

  test("is missed only from the last such look on, when it turns out not to be there", () => {
    const db = waitingQueue();
    noteMissingFile(db, "1001", "Not there.", NOON);
    noteBlockedFile(db, "1001", "Its folder is closed.", NOON + 30 * DAY_MS);
    const opened = NOON + 31 * DAY_MS;
    for (let at = opened; at < opened + 3 * DAY_MS; at += HOUR_MS) {
      noteMissingFile(db, "1001", "Not there.", at);
      admitRecordings(db, policy, at);
    }
    expect(stateOf(db, "1001")).toMatchObject({
      state: "waiting_file",
      reason_code: "file_missing",
    });
  });

  test("is not left to be claimed when it was pending", () => {
    const db = waitingQueue("pending");
    noteBlockedFile(db, "1001", "Its folder is closed.", NOON);
    admitRecordings(db, policy, NOON + 1);
    expect(stateOf(db, "1001")).toMatchObject({
      state: "waiting_file",
      reason_code: "file_blocked",
    });
  });
});

describe("a missing file", () => {
  test("is not lost because the clock jumped from 1970 to now, or the host was off for weeks", () => {
    const db = waitingQueue();
    noteMissingFile(db, "1001", "Not there.", 1000);
    admitRecordings(db, policy, NOON);
    expect(stateOf(db, "1001")).toMatchObject({ state: "waiting_file" });
    for (let looks = 0; looks < 30; looks += 1) {
      noteMissingFile(db, "1001", "Not there.", NOON + looks * HOUR_MS);
      admitRecordings(db, policy, NOON + looks * HOUR_MS);
    }
    expect(stateOf(db, "1001")).toMatchObject({ state: "lost", reason_code: "file_missing" });
  });

  test("is told to the edge once, not hour after hour", () => {
    const db = waitingQueue();
    noteMissingFile(db, "1001", "Not there.", NOON);
    db.exec("DELETE FROM outbox");
    noteMissingFile(db, "1001", "Not there.", NOON + HOUR_MS);
    expect(db.prepare("SELECT count(*) AS n FROM outbox").get()).toEqual({ n: 0 });
    noteMissingFile(db, "1001", "Its file is still empty.", NOON + 2 * HOUR_MS);
    expect(db.prepare("SELECT count(*) AS n FROM outbox").get()).toEqual({ n: 1 });
  });
});

test("after the clock was years ahead and set back nothing waits until then", () => {
  const db = waitingQueue();
  queueRecordings(db, "1002");
  const ahead = NOON + 3650 * DAY_MS;
  noteMissingFile(db, "1001", "Not there.", ahead);
  db.prepare("UPDATE recording SET next_at = ? WHERE recording_id = '1002'").run(ahead);
  expect(dueRecordings(db, NOON, 10)).toEqual([]);
  forgetFarWaits(db, NOON);
  expect(dueRecordings(db, NOON, 10)).toMatchObject([
    { recording_id: "1001", missing_since: NOON },
  ]);
  const lease = { owner: "run-1", bootId: "boot-1", durationMs: 60_000 };
  expect(claimRecording(db, lease, NOON)).toMatchObject({ recording_id: "1002" });
});

test("a backlog is admitted in small transactions, to its end", async () => {
  const db = openTestQueue();
  for (let n = 0; n < 1234; n += 1) noteRecording(db, seenRecording(`r${n}`), NOON);
  let transactions = 0;
  const exec = db.exec.bind(db);
  db.exec = (sql) => {
    if (sql.startsWith("BEGIN")) transactions += 1;
    exec(sql);
  };
  await admitInTurns(db, policy, NOON);
  expect(queueCounts(db)).toEqual({ pending: 1234 });
  expect(transactions).toBe(3);
});
