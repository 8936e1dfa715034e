import { describe, expect, test } from "vitest";

import { NOON, openTestQueue, queueRecordings, stateOf } from "../testing/queue-fixture.ts";
import { claimRecording, nextDueAt } from "./claim-recording.ts";
import { listRevivable, reviveFailed } from "./revive-failed.ts";
import { settleRecording, type Outcome } from "./settle-recording.ts";

const HOUR_MS = 60 * 60_000;
const lease = { owner: "run-1", bootId: "boot-1", durationMs: 60_000 };

function failing(code: string): Outcome {
  return { kind: "error", code, reason: "MP3 needs lame.", permanent: false, durationSec: null };
}

/** Claims and settles whenever it is due, for `hours`; returns at which hours it was tried. */
function tryFor(db: ReturnType<typeof openTestQueue>, hours: number, outcome: Outcome): number[] {
  const tries: number[] = [];
  for (let at = NOON; at < NOON + hours * HOUR_MS; at += HOUR_MS / 6) {
    if (claimRecording(db, lease, at) === null) continue;
    tries.push((at - NOON) / HOUR_MS);
    settleRecording(db, "1001", lease.owner, outcome, at);
  }
  return tries;
}

describe.each(["no_decoder", "unreadable"])("what the owner can mend: %s", (code) => {
  test("is tried again in the same night and then night after night, and fails after two weeks", () => {
    const db = openTestQueue();
    queueRecordings(db, "1001");
    const tries = tryFor(db, 4 * 24, failing(code));
    expect(tries.slice(0, 3)).toEqual([0, 1 / 6, 7 / 6]);
    expect(tries.slice(3).map((hour) => Math.round(hour))).toEqual([21, 41, 61, 81]);
    expect(stateOf(db, "1001")).toMatchObject({ state: "pending", reason_code: code, attempts: 0 });
    tryFor(db, 30 * 24, failing(code));
    expect(stateOf(db, "1001")).toMatchObject({ state: "failed", reason_code: code });
  });

  test("`nightshift retry` has it tried at once", () => {
    const db = openTestQueue();
    queueRecordings(db, "1001");
    tryFor(db, 1, failing(code));
    const wish = { recordingId: null, state: "waiting", reasonCode: code } as const;
    expect(listRevivable(db, wish)).toMatchObject([{ recordingId: "1001", was: "waiting" }]);
    reviveFailed(db, wish, NOON + HOUR_MS);
    expect(nextDueAt(db)).toBe(0);
    expect(listRevivable(db, wish)).toEqual([]);
  });
});

test("other errors keep their three tries", () => {
  const db = openTestQueue();
  queueRecordings(db, "1001");
  expect(tryFor(db, 24, failing("decoder_stopped"))).toHaveLength(3);
  expect(stateOf(db, "1001")).toMatchObject({ state: "failed", attempts: 3 });
});
