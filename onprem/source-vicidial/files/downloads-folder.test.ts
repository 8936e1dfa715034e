import { readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

import { noteRecording } from "../../queue/note-recording.ts";
import { openDatabase } from "../../queue/open-database.ts";
import { seenFile, seenRecording, NOON } from "../../testing/queue-fixture.ts";
import { tempFolder } from "../../testing/temp-folder.ts";
import { createDownloadsFolder } from "./downloads-folder.ts";

const HOUR_MS = 60 * 60_000;

test("a download goes when its recording is done, found elsewhere or unknown, and not before", () => {
  const state = tempFolder();
  const db = openDatabase(state);
  const downloads = createDownloadsFolder(state, 0);
  const put = (recordingId: string) => {
    const { whole } = downloads.pathsFor(recordingId, "mp3");
    writeFileSync(whole, "sound");
    return whole;
  };
  const states = ["found", "waiting_file", "pending", "transcribing"];
  const finals = ["transcribed", "skipped", "failed", "lost"];
  for (const [index, name] of [...states, ...finals].entries()) {
    const file = seenFile("x", { path: put(`${100 + index}`) });
    noteRecording(db, seenRecording(`${100 + index}`, { file }), NOON);
    db.prepare("UPDATE recording SET state = ? WHERE recording_id = ?").run(name, `${100 + index}`);
  }
  put("200");
  noteRecording(db, seenRecording("200", { file: seenFile("200") }), NOON);
  db.prepare("UPDATE recording SET state = 'pending' WHERE recording_id = '200'").run();
  put("201");
  noteRecording(db, seenRecording("201", { file: null }), NOON);
  put("300");
  writeFileSync(`${put("301")}.part`, "half");

  expect(downloads.sweepDownloads(db, Date.now())).toBe(finals.length + 1);
  const left = ["100.mp3", "101.mp3", "102.mp3", "103.mp3", "201.mp3"];
  const folder = join(state, "downloads");
  expect(readdirSync(folder).toSorted()).toEqual([...left, "300.mp3", "301.mp3", "301.mp3.part"]);
  expect(downloads.sweepDownloads(db, Date.now() + 2 * HOUR_MS)).toBe(3);
  expect(readdirSync(folder).toSorted()).toEqual(left);
  db.close();
});

test("one recording's download can be removed", () => {
  const downloads = createDownloadsFolder(tempFolder(), 0);
  const { whole } = downloads.pathsFor("4711", "wav");
  writeFileSync(whole, "sound");
  writeFileSync(`${whole}.part`, "half");
  writeFileSync(downloads.pathsFor("47110", "wav").whole, "sound");
  downloads.removeDownload("4711");
  downloads.removeDownload("4712");
  expect(readdirSync(dirname(whole))).toEqual(["47110.wav"]);
  expect(downloads.find("4711")).toBeNull();
  expect(downloads.find("47110")).toMatchObject({ size: 5 });
});
