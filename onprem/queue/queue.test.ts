import { describe, expect, test } from "vitest";

import {
  ADMIT_AT_ONCE,
  NOON,
  openTestQueue,
  queueRecordings,
  seenFile,
  seenRecording,
  someTranscript,
  stateOf,
} from "../testing/queue-fixture.ts";
import { admitRecordings } from "./admit-recordings.ts";
import { claimRecording, nextDueAt, renewLease } from "./claim-recording.ts";
import { noteMissingFile } from "./note-missing-file.ts";
import { noteFile, noteRecording } from "./note-recording.ts";
import { queueCounts } from "./queue-counts.ts";
import { reclaimAbandoned } from "./reclaim-abandoned.ts";
import { listRevivable, reviveFailed } from "./revive-failed.ts";
import { MAX_ATTEMPTS, settleRecording, type Outcome } from "./settle-recording.ts";

const lease = { owner: "run-1", bootId: "boot-1", durationMs: 60_000 };
const otherLease = { owner: "run-2", bootId: "boot-1", durationMs: 60_000 };
const crash: Outcome = {
  kind: "error",
  code: "engine_crash",
  reason: "The engine stopped.",
  permanent: false,
  durationSec: null,
};

describe("finding", () => {
  test("a second look never queues a recording twice", () => {
    const db = openTestQueue();
    expect(noteRecording(db, seenRecording("1001"), NOON)).toBe(true);
    expect(noteRecording(db, seenRecording("1001"), NOON)).toBe(false);
    expect(queueCounts(db)).toEqual({ found: 1 });
  });

  test("a file that was just written to waits until it has been left alone", () => {
    const db = openTestQueue();
    const policy = { stableMs: 10_000, lostAfterMs: 0 };
    noteRecording(
      db,
      seenRecording("1001", { file: seenFile("1001", { mtime: NOON - 5_000 }) }),
      NOON,
    );
    admitRecordings(db, policy, NOON);
    expect(stateOf(db, "1001")).toMatchObject({
      state: "waiting_file",
      reason_code: "file_growing",
    });
    admitRecordings(db, policy, NOON + 9_000);
    expect(stateOf(db, "1001")).toMatchObject({ state: "waiting_file" });
    admitRecordings(db, policy, NOON + 10_000);
    expect(stateOf(db, "1001")).toMatchObject({ state: "pending", reason_code: null });
  });

  test("a file that grows under an old time waits until two looks agree", () => {
    const db = openTestQueue();
    const policy = { stableMs: 20_000, lostAfterMs: 0 };
    const old = NOON - 60_000;
    const look = (size: number, at: number) => {
      const file = seenFile("1001", { mtime: old, size });
      noteRecording(db, seenRecording("1001", { file }), at);
      admitRecordings(db, policy, at);
      return stateOf(db, "1001").state;
    };
    expect([
      look(1000, NOON),
      look(2000, NOON + 15_000),
      look(3000, NOON + 30_000),
      look(3000, NOON + 45_000),
    ]).toEqual(["waiting_file", "waiting_file", "waiting_file", "pending"]);
  });

  test("a file with a time in the future is finished when it has looked the same for long enough", () => {
    const db = openTestQueue();
    const policy = { stableMs: 20_000, lostAfterMs: 0 };
    noteRecording(
      db,
      seenRecording("1001", { file: seenFile("1001", { mtime: NOON + 1e9 }) }),
      NOON,
    );
    admitRecordings(db, policy, NOON + 19_000);
    expect(stateOf(db, "1001")).toMatchObject({ state: "waiting_file" });
    admitRecordings(db, policy, NOON + 20_000);
    expect(stateOf(db, "1001")).toMatchObject({ state: "pending" });
  });

  test("a recording without a file is looked for, later each time, until it is found", () => {
    const db = openTestQueue();
    noteRecording(db, seenRecording("1001", { file: null }), NOON);
    admitRecordings(db, ADMIT_AT_ONCE, NOON);
    expect(stateOf(db, "1001")).toMatchObject({ state: "found" });
    const nextLook = () =>
      Number(db.prepare("SELECT next_at FROM recording").get()?.next_at ?? 0) - NOON;
    const delays = Array.from({ length: 8 }, () => {
      noteMissingFile(db, "1001", "No file yet.", NOON);
      return nextLook();
    });
    expect(delays).toEqual([
      60_000, 120_000, 240_000, 480_000, 960_000, 1_920_000, 3_600_000, 3_600_000,
    ]);
    expect(stateOf(db, "1001")).toMatchObject({
      state: "waiting_file",
      reason_code: "file_missing",
    });
    noteFile(db, "1001", seenFile("1001"), NOON + 5_000);
    admitRecordings(db, { stableMs: 0, lostAfterMs: 3_600_000 }, NOON + 5_000);
    expect(stateOf(db, "1001")).toMatchObject({ state: "pending" });
  });

  test("its life is written down, state by state", () => {
    const db = openTestQueue();
    queueRecordings(db, "1001");
    claimRecording(db, lease, NOON + 1);
    settleRecording(
      db,
      "1001",
      lease.owner,
      { kind: "transcribed", transcript: someTranscript },
      NOON + 2,
    );
    expect(db.prepare("SELECT at, state FROM recording_event ORDER BY event_id").all()).toEqual([
      { at: NOON, state: "found" },
      { at: NOON, state: "pending" },
      { at: NOON + 1, state: "transcribing" },
      { at: NOON + 2, state: "transcribed" },
    ]);
  });

  test("a recording that went further is left alone by later looks", () => {
    const db = openTestQueue();
    queueRecordings(db, "1001");
    claimRecording(db, lease, NOON);
    noteRecording(db, seenRecording("1001", { file: seenFile("1001", { size: 5 }) }), NOON);
    admitRecordings(db, ADMIT_AT_ONCE, NOON);
    expect(stateOf(db, "1001")).toMatchObject({ state: "transcribing" });
  });
});

describe("claiming", () => {
  test("takes the oldest call first, each only once, and counts the try before the work", () => {
    const db = openTestQueue();
    queueRecordings(db, "1001", "1002");
    expect(claimRecording(db, lease, NOON)).toMatchObject({ recording_id: "1001", attempts: 1 });
    expect(claimRecording(db, otherLease, NOON)).toMatchObject({ recording_id: "1002" });
    expect(claimRecording(db, lease, NOON)).toBeNull();
  });

  test("a lease is renewed by its owner only", () => {
    const db = openTestQueue();
    queueRecordings(db, "1001");
    claimRecording(db, lease, NOON);
    expect(renewLease(db, "1001", lease, NOON + 30_000)).toBe(true);
    expect(renewLease(db, "1001", otherLease, NOON + 30_000)).toBe(false);
  });

  test.each([
    ["the host was restarted", { owner: "run-1", bootId: "boot-2" }, NOON],
    ["another run holds the lock", { owner: "run-2", bootId: "boot-1" }, NOON],
    ["the lease ran out", { owner: "run-1", bootId: "boot-1" }, NOON + 60_001],
  ])("when %s, what was being transcribed is pending again and the try forgiven", (_, self, at) => {
    const db = openTestQueue();
    queueRecordings(db, "1001");
    claimRecording(db, lease, NOON);
    expect(reclaimAbandoned(db, self, at)).toBe(1);
    expect(stateOf(db, "1001")).toEqual({
      state: "pending",
      reason_code: null,
      attempts: 0,
      interruptions: 1,
    });
  });

  test("a live lease of our own is not reclaimed", () => {
    const db = openTestQueue();
    queueRecordings(db, "1001");
    claimRecording(db, lease, NOON);
    expect(reclaimAbandoned(db, lease, NOON + 59_000)).toBe(0);
  });

  test("a recording that is interrupted without end fails in the end", () => {
    const db = openTestQueue();
    queueRecordings(db, "1001");
    let rounds = 0;
    let now = NOON;
    while (claimRecording(db, lease, now) !== null && rounds < 100) {
      reclaimAbandoned(db, otherLease, now);
      rounds += 1;
      now = nextDueAt(db) ?? now;
    }
    expect(rounds).toBe(31);
    expect(stateOf(db, "1001")).toMatchObject({ state: "failed", reason_code: "interrupted" });
    expect(db.prepare("SELECT kind FROM outbox").all()).toEqual([{ kind: "call" }]);
  });
});

describe("settling", () => {
  test("state, transcript and outbox row come together", () => {
    const db = openTestQueue();
    queueRecordings(db, "1001");
    claimRecording(db, lease, NOON);
    const outcome: Outcome = { kind: "transcribed", transcript: someTranscript };
    expect(settleRecording(db, "1001", lease.owner, outcome, NOON)).toBe("transcribed");
    expect(db.prepare("SELECT recording_id, kind FROM outbox").all()).toEqual([
      { recording_id: "1001", kind: "transcript" },
    ]);
    expect(db.prepare("SELECT count(*) AS n FROM transcript").get()).toEqual({ n: 1 });
  });

  test("a worker that comes back after its lease was taken changes nothing", () => {
    const db = openTestQueue();
    queueRecordings(db, "1001");
    claimRecording(db, lease, NOON);
    reclaimAbandoned(db, otherLease, NOON);
    claimRecording(db, otherLease, NOON);
    const outcome: Outcome = { kind: "transcribed", transcript: someTranscript };
    expect(settleRecording(db, "1001", lease.owner, outcome, NOON)).toBe("not_ours");
    expect(stateOf(db, "1001")).toMatchObject({ state: "transcribing" });
    expect(db.prepare("SELECT count(*) AS n FROM transcript").get()).toEqual({ n: 0 });
  });

  test("a file that crashes the engine is tried again, later each time, and then fails", () => {
    const db = openTestQueue();
    queueRecordings(db, "1001");
    const states: string[] = [];
    let now = NOON;
    for (let tries = 0; tries < MAX_ATTEMPTS; tries++) {
      expect(claimRecording(db, lease, now)).not.toBeNull();
      states.push(settleRecording(db, "1001", lease.owner, crash, now));
      expect(claimRecording(db, lease, now)).toBeNull();
      now = nextDueAt(db) ?? now;
    }
    expect(states).toEqual(["pending", "pending", "failed"]);
    expect(now).toBe(NOON + 31_000);
  });

  test("an error that trying again cannot mend fails at once, and the edge is told", () => {
    const db = openTestQueue();
    queueRecordings(db, "1001");
    claimRecording(db, lease, NOON);
    settleRecording(
      db,
      "1001",
      lease.owner,
      { ...crash, code: "not_audio", permanent: true },
      NOON,
    );
    expect(stateOf(db, "1001")).toMatchObject({ state: "failed", reason_code: "not_audio" });
    expect(db.prepare("SELECT kind FROM outbox").all()).toEqual([{ kind: "call" }]);
  });

  test("a stop costs the recording no try", () => {
    const db = openTestQueue();
    queueRecordings(db, "1001");
    claimRecording(db, lease, NOON);
    settleRecording(db, "1001", lease.owner, { kind: "interrupted" }, NOON);
    expect(stateOf(db, "1001")).toMatchObject({ state: "pending", attempts: 0, interruptions: 1 });
  });

  test("a file that is gone is looked for, found again or lost", () => {
    const db = openTestQueue();
    const policy = { stableMs: 0, lostAfterMs: 60_000 };
    queueRecordings(db, "1001", "1002");
    for (const id of ["1001", "1002"]) {
      claimRecording(db, lease, NOON);
      settleRecording(db, id, lease.owner, { kind: "file_missing", reason: "gone" }, NOON);
    }
    admitRecordings(db, policy, NOON + 1_000);
    expect(queueCounts(db)).toEqual({ waiting_file: 2 });
    noteRecording(db, seenRecording("1002"), NOON + 2_000);
    admitRecordings(db, policy, NOON + 60_000);
    expect(stateOf(db, "1001")).toMatchObject({ state: "lost", reason_code: "file_missing" });
    expect(stateOf(db, "1002")).toMatchObject({ state: "pending", attempts: 0 });
  });
});

test("failed recordings and refused uploads can be revived", () => {
  const db = openTestQueue();
  queueRecordings(db, "1001");
  claimRecording(db, lease, NOON);
  settleRecording(db, "1001", lease.owner, { ...crash, permanent: true }, NOON);
  db.exec("UPDATE outbox SET rejected = 'no'");
  const all = { recordingId: null, state: null, reasonCode: null };
  expect(listRevivable(db, { ...all, reasonCode: "no_decoder" })).toEqual([]);
  expect(reviveFailed(db, all, NOON)).toMatchObject([
    { recordingId: "1001", was: "failed", reasonCode: "engine_crash" },
    { recordingId: "1001", was: "refused", reason: "no" },
  ]);
  expect(stateOf(db, "1001")).toMatchObject({ state: "pending", attempts: 0 });
  expect(reviveFailed(db, all, NOON)).toEqual([]);
});

test("a revived recording without a file is looked for, never claimed", () => {
  const db = openTestQueue();
  noteRecording(db, seenRecording("1001", { file: null }), NOON);
  noteMissingFile(db, "1001", "No file yet.", NOON);
  admitRecordings(db, { stableMs: 0, lostAfterMs: 60_000 }, NOON + 60_000);
  expect(stateOf(db, "1001")).toMatchObject({ state: "lost" });
  reviveFailed(db, { recordingId: "1001", state: null, reasonCode: null }, NOON + 61_000);
  admitRecordings(db, { stableMs: 0, lostAfterMs: 60_000 }, NOON + 61_000);
  expect(stateOf(db, "1001")).toMatchObject({ state: "waiting_file", reason_code: "file_missing" });
  expect(claimRecording(db, lease, NOON + 61_000)).toBeNull();
  noteFile(db, "1001", seenFile("1001"), NOON + 62_000);
  admitRecordings(db, { stableMs: 0, lostAfterMs: 60_000 }, NOON + 62_000);
  expect(stateOf(db, "1001")).toMatchObject({ state: "pending" });
});
