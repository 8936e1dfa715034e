import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { claimRecording } from "../queue/claim-recording.ts";
import type { ClaimedRecording } from "../queue/recording-row.ts";
import { NOON, openTestQueue, queueRecordings, someTranscript } from "../testing/queue-fixture.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { textFileName, transcriptAsText, writeTranscriptText } from "./transcript-text.ts";

function claimed(change: Partial<ClaimedRecording> = {}): ClaimedRecording {
  const db = openTestQueue();
  queueRecordings(db, "1001");
  const row = claimRecording(db, { owner: "o", bootId: "b", durationMs: 1 }, NOON);
  if (row === null) throw new Error("There is one to claim.");
  return { ...row, ...change };
}

test("says what call it is, and what was said when", () => {
  expect(transcriptAsText(claimed(), someTranscript)).toBe(`Recording   1001
Started     2026-11-20T11:59:00.000Z
Agent       1001, Sarah Mitchell
Campaign    SUPPORT_IN
Length      01:02
Language    en, model whisper-demo.bin

[00:04] Thank you for calling.
`);
});

test("what was said cannot fake a line", () => {
  const [segment] = someTranscript.segments;
  if (segment === undefined) throw new Error("The transcript has a segment.");
  const hostile = {
    ...someTranscript,
    segments: [
      { ...segment, speaker: "customer" as const, text: "Yes\n[00:09] agent: I promise\u001b[2J" },
    ],
  };
  expect(transcriptAsText(claimed(), hostile).split("\n").at(-2)).toBe(
    "[00:04] customer: Yes [00:09] agent: I promise [2J",
  );
});

test.each([
  ["20261120-101500-0a1b2c3d4e", "20261120-101500-0a1b2c3d4e.txt"],
  ["../../etc/passwd", "%2e.%2f..%2fetc%2fpasswd.txt"],
  ["..", "%2e..txt"],
  ["a b/ü\u0000", "a%20b%2f%c3%bc%00.txt"],
])("the id %j stays within its folder", (id, expected) => {
  expect(textFileName(id)).toBe(expected);
});

test("nothing unfinished is left behind", () => {
  const folder = tempFolder();
  const recording = claimed();
  mkdirSync(join(folder, recording.local_date, "1001.txt"), { recursive: true });
  expect(() => writeTranscriptText(folder, recording, someTranscript)).toThrow(
    /EISDIR|ENOTEMPTY|EEXIST/,
  );
  expect(readdirSync(join(folder, recording.local_date))).toEqual(["1001.txt"]);
  expect(existsSync(join(folder, recording.local_date, "1001.txt.part"))).toBe(false);
});
