import { expect, test } from "vitest";

import { admitRecordings } from "../queue/admit-recordings.ts";
import { noteRecording } from "../queue/note-recording.ts";
import {
  ADMIT_AT_ONCE,
  NOON,
  openTestQueue,
  seenFile,
  seenRecording,
} from "../testing/queue-fixture.ts";
import { tooLongRecordings } from "./too-long-recordings.ts";

const HOUR_MS = 60 * 60_000;

test("recordings for which the night is too short are named, not passed over in silence", () => {
  const db = openTestQueue();
  for (const [id, hours] of [
    ["1001", 0.1],
    ["1002", 3],
  ] as const) {
    const file = seenFile(id, { size: 200_000_000 });
    noteRecording(db, seenRecording(id, { file, expectedSec: hours * 3600 }), NOON);
  }
  admitRecordings(db, ADMIT_AT_ONCE, NOON);
  expect(tooLongRecordings(db, 9 * HOUR_MS)).toBeNull();
  expect(tooLongRecordings(db, 4 * HOUR_MS)).toMatch(
    /^1 pending recording is too long .*\(more than 92 min/,
  );
  expect(tooLongRecordings(db, 60_000)).toMatch(/^2 pending recordings are/);
});
