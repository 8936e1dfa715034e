import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { claimRecording } from "../queue/claim-recording.ts";
import { settleRecording, type Outcome } from "../queue/settle-recording.ts";
import { someTranscript } from "../testing/queue-fixture.ts";
import { recordingsFolder } from "../testing/recordings-folder.ts";

const NAME = "20261120-103108_447700900123-all.wav";
const OTHER = "20261120-110000_447700900124-all.wav";
const lease = { owner: "run-1", bootId: "boot-1", durationMs: 60_000 };
const transcribed: Outcome = { kind: "transcribed", transcript: someTranscript };
const unusable: Outcome = {
  kind: "error",
  code: "truncated",
  reason: "It ends too early.",
  permanent: true,
  durationSec: null,
};

type Site = ReturnType<typeof recordingsFolder>;

function finish({ db }: Site, outcome: Outcome): string {
  const claimed = claimRecording(db, lease, Date.now() + 1e9);
  if (claimed === null) throw new Error("nothing is pending");
  return settleRecording(db, claimed.recording_id, lease.owner, outcome, Date.now());
}

describe("identities", () => {
  test("the same name in two folders is two recordings, at every look", async () => {
    const site = recordingsFolder({ [`a/${NAME}`]: "one", [`b/${NAME}`]: "two" });
    expect(await site.look()).toMatchObject({ found: 2 });
    expect(await site.look()).toMatchObject({ found: 0 });
    expect(new Set(site.rows().map((row) => row.recording_id)).size).toBe(2);
  });

  test("a recording that is moved or converted is not queued again", async () => {
    const site = recordingsFolder({ [NAME]: "RIFF", [OTHER]: "RIFF" });
    await site.look();
    finish(site, transcribed);
    mkdirSync(join(site.folder, "2026-11-20"));
    renameSync(join(site.folder, NAME), join(site.folder, "2026-11-20", NAME));
    rmSync(join(site.folder, OTHER));
    site.put(OTHER.replace(".wav", ".mp3"), "mp3");
    expect(await site.look(60)).toMatchObject({ found: 0 });
    expect(site.rows().map((row) => String(row.path).slice(site.folder.length + 1))).toEqual([
      `2026-11-20/${NAME}`,
      OTHER.replace(".wav", ".mp3"),
    ]);
  });

  test("a copy in another format elsewhere is not queued, and takes over when it is the last", async () => {
    const site = recordingsFolder({ [`ORIG/${NAME}`]: "RIFF" });
    site.put(`MP3/${NAME.replace(".wav", ".mp3")}`, "mp3");
    expect(await site.look()).toMatchObject({ found: 1 });
    const inMp3 = () => String(site.rows()[0]?.path).includes("/MP3/");
    const before = inMp3();
    rmSync(join(site.folder, before ? "MP3" : "ORIG"), { recursive: true });
    expect(await site.look(3601)).toEqual({ found: 0, warnings: [] });
    await site.look(60);
    expect(site.rows()).toMatchObject([{ state: "pending", missing_since: null }]);
    expect(inMp3()).toBe(!before);
  });

  test("a recording that was transcribed and then converted is neither queued again nor complained of", async () => {
    const site = recordingsFolder({ [NAME]: "RIFF" });
    await site.look();
    finish(site, transcribed);
    rmSync(join(site.folder, NAME));
    site.put(NAME.replace(".wav", ".mp3"), "mp3", 100);
    expect(await site.look(60)).toEqual({ found: 0, warnings: [] });
    expect(await site.look(60)).toEqual({ found: 0, warnings: [] });
    expect(site.rows()).toMatchObject([{ state: "transcribed", file_size: 3 }]);
  });

  test("a name that is used again in another folder after the first file was removed is another call", async () => {
    const site = recordingsFolder({ "mon/meeting.wav": "one" });
    await site.look();
    finish(site, transcribed);
    rmSync(join(site.folder, "mon/meeting.wav"));
    site.put("tue/meeting.wav", "another");
    expect(await site.look()).toMatchObject({ found: 1 });
    expect(site.rows()).toHaveLength(2);
  });

  test("one recording_id for two files: both are queued, one under another name, and it is said", async () => {
    const site = recordingsFolder({
      [NAME]: "one",
      [OTHER]: "two",
      "calls.csv": `filename,recording_id,agent_user\n${NAME},1001,a1\n${OTHER},1001,a2\n`,
    });
    const { warnings } = await site.look();
    expect(warnings).toEqual([expect.stringContaining("lines 2 and 3 have the same recording_id")]);
    expect(site.rows()).toMatchObject([
      { recording_id: "1001", agent_user: "a1" },
      { recording_id: expect.stringMatching(/^20261120-110000-/), agent_user: "a2" },
    ]);
    expect(await site.look()).toEqual({ found: 0, warnings: [] });
  });

  test("one list row that fits files in two folders names only one of them", async () => {
    const site = recordingsFolder({
      [`a/${NAME}`]: "one",
      [`b/${NAME}`]: "two",
      "calls.csv": `filename,recording_id\n${NAME},1001\n`,
    });
    const { found, warnings } = await site.look();
    expect(found).toBe(2);
    expect(warnings).toEqual([expect.stringContaining("recording_id 1001 to more than one file")]);
  });
});

describe("files that change", () => {
  test("a file that is still being written waits, and is pending when it has been left alone", async () => {
    const site = recordingsFolder();
    site.put(NAME, "a", 0);
    await site.look();
    expect(site.rows()).toMatchObject([{ state: "waiting_file", reason_code: "file_growing" }]);
    site.put(NAME, "abc", -20);
    await site.look(30);
    await site.look(30);
    expect(site.rows()).toMatchObject([{ state: "waiting_file", file_size: 3 }]);
    await site.look(30);
    expect(site.rows()).toMatchObject([{ state: "pending" }]);
  });

  test("a file that is written again after it was admitted waits again", async () => {
    const site = recordingsFolder({ [NAME]: "a" });
    await site.look();
    site.put(NAME, "abcdef", 0);
    await site.look(1);
    expect(site.rows()).toMatchObject([{ state: "waiting_file", file_size: 6 }]);
    await site.look(100);
    expect(site.rows()).toMatchObject([{ state: "pending" }]);
  });

  test("a recording that could not be used gets another chance when its file is replaced, one with a transcript does not", async () => {
    const site = recordingsFolder({ [NAME]: "broken", [OTHER]: "good" });
    await site.look();
    finish(site, unusable);
    finish(site, transcribed);
    site.put(NAME, "whole", 70);
    site.put(OTHER, "good, and more", 70);
    const { warnings } = await site.look();
    expect(site.rows()).toMatchObject([{ state: "waiting_file" }, { state: "transcribed" }]);
    await site.look(20);
    expect(site.rows()).toMatchObject([{ state: "pending" }, { state: "transcribed" }]);
    expect(warnings).toEqual([expect.stringContaining("changed after it was transcribed")]);
  });

  test("a file that vanishes waits, is lost in the end, and revives when it comes back", async () => {
    const site = recordingsFolder();
    site.put(NAME, "a", 0);
    await site.look();
    rmSync(join(site.folder, NAME));
    await site.look(5);
    expect(site.rows()).toMatchObject([{ state: "waiting_file", reason_code: "file_missing" }]);
    await site.look(3 * 86_400);
    expect(site.rows()).toMatchObject([{ state: "lost" }]);
    site.put(NAME, "a");
    await site.look(60);
    await site.look(60);
    expect(site.rows()).toMatchObject([{ state: "pending", attempts: 0 }]);
  });
});
