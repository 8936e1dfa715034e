import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { SourceError } from "../source.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { scanFolder } from "./scan-folder.ts";

const NAME = "20261120-103108_447700900123-all.wav";

function folderWith(files: Record<string, string>): string {
  const folder = tempFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const scan = (folder: string, timeZone = "UTC") =>
  scanFolder({ folder, timeZone, priorities: new Map([["SUPPORT_IN", 5]]) });

describe("scanFolder", () => {
  test("reads the time from the name, in the site's zone", () => {
    const folder = folderWith({ [NAME]: "RIFF" });
    const { recordings, warnings } = scan(folder, "America/New_York");
    expect(warnings).toEqual([]);
    expect(recordings).toMatchObject([
      { startedAt: Date.parse("2026-11-20T15:31:08Z"), localDate: "2026-11-20", file: { size: 4 } },
    ]);
  });

  test("the caller's number never becomes part of the identity", () => {
    const folder = folderWith({ [NAME]: "" });
    const id = scan(folder).recordings[0]?.recordingId;
    expect(id).toMatch(/^20261120-103108-[0-9a-f]{10}$/);
    expect(id).not.toContain("7700");
  });

  test("calls.csv gives identity, agent, campaign and status; empty cells are unknown", () => {
    const folder = folderWith({
      [NAME]: "",
      "calls.csv": `filename,recording_id,uniqueid,agent_user,agent_name,campaign_id,call_status\n${NAME},1001,17.5,1001,"Mitchell, Sarah",SUPPORT_IN,\n`,
    });
    expect(scan(folder).recordings).toMatchObject([
      {
        recordingId: "1001",
        uniqueid: "17.5",
        agentName: "Mitchell, Sarah",
        campaignId: "SUPPORT_IN",
        callStatus: null,
        priority: 5,
      },
    ]);
  });

  test("a bad row is a warning and does not take the others with it", () => {
    const folder = folderWith({
      [NAME]: "",
      "calls.csv": `filename,agent_user\n,1002\n${NAME},1001\n`,
    });
    const { recordings, warnings } = scan(folder);
    expect(recordings[0]?.agentUser).toBe("1001");
    expect(warnings).toEqual([expect.stringContaining("row 2: filename")]);
  });

  test("an unreadable list is a warning, the recordings still count", () => {
    const folder = folderWith({ [NAME]: "", "calls.csv": 'filename\n"unclosed' });
    const { recordings, warnings } = scan(folder);
    expect(recordings).toHaveLength(1);
    expect(warnings).toEqual([expect.stringContaining("is not a CSV file")]);
  });

  test("looks into date folders and passes over what is no recording", () => {
    const folder = folderWith({
      [`2026-11-20/${NAME}`]: "",
      "2026-11-20/notes.txt": "",
      "2026-11-21/20261121-090000_1-all.mp3": "",
    });
    expect(scan(folder).recordings).toHaveLength(2);
  });

  test.each(["meeting.wav", "20261320-103108_1-all.wav"])(
    "%s tells no time, so its file's time is taken, with a warning",
    (name) => {
      const folder = folderWith({ [name]: "" });
      utimesSync(join(folder, name), 1_790_000_000, 1_790_000_000);
      const { recordings, warnings } = scan(folder);
      expect(recordings[0]?.startedAt).toBe(1_790_000_000_000);
      expect(warnings).toHaveLength(1);
    },
  );

  test("a folder that is not there is said, not taken for an empty one", () => {
    expect(() => scan("/nonexistent/recordings")).toThrow(SourceError);
  });
});
