import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { describe, expect, test } from "vitest";

import { SourceError } from "../../source.ts";
import { tempFolder } from "../../testing/temp-folder.ts";
import type { LocatedRecording } from "../recording-locator.ts";
import type { RecordingRef } from "../recording-ref.ts";
import { createRecordingFiles, type LocatorOptions } from "./locate-recording.ts";

const F = "20261120-103108_7275551212";
const STARTED_AT = Date.parse("2026-11-20T15:31:08Z");
const ENDED_AT = STARTED_AT + 4 * 60_000;
const HOUR_MS = 60 * 60_000;

const someRef: RecordingRef = {
  filename: F,
  location: null,
  server_ip: "10.0.0.5",
  start_date: "2026-11-20",
  start_epoch: STARTED_AT / 1000,
};

function site(change: Partial<LocatorOptions> = {}) {
  const folder = tempFolder();
  const recordingsFolder = join(folder, "monitorDONE");
  const archiveFolder = join(folder, "archive");
  for (const each of [recordingsFolder, archiveFolder]) mkdirSync(each);
  const files = createRecordingFiles({
    recordingsFolder,
    archiveFolder,
    originalsKeptMs: 48 * HOUR_MS,
    night: { start: "22:00", end: "07:00" },
    timeZone: "America/New_York",
    user: "nightshift",
    fetchRecording: null,
    now: () => ENDED_AT,
    ...change,
  });
  return {
    folder,
    recordingsFolder,
    files,
    locate: (ref: Partial<RecordingRef> = {}) => files.locate("4711", { ...someRef, ...ref }),
    /** Writes a file of some bytes below the site's folder. */
    put(path: string, content = "sound", writtenAt = ENDED_AT): string {
      const whole = join(folder, path);
      mkdirSync(dirname(whole), { recursive: true });
      writeFileSync(whole, content);
      utimesSync(whole, writtenAt / 1000, writtenAt / 1000);
      return whole;
    },
  };
}

function pathOf(located: LocatedRecording): string | null {
  return located.found ? located.file.path : null;
}

describe("finding", () => {
  test("prefers the lossless original to the file it was compressed to", async () => {
    const { put, locate } = site();
    const mp3 = put(`monitorDONE/MP3/2026-11-20/${F}-all.mp3`);
    expect(pathOf(await locate())).toBe(mp3);
    const original = put(`monitorDONE/ORIG/2026-11-20/${F}-all.wav`);
    expect(await locate()).toEqual({
      found: true,
      // Removed on Sunday 22 November at 10:35 in New York: the night of Saturday is the last.
      file: { path: original, size: 5, mtime: ENDED_AT, lastNight: "2026-11-21" },
    });
  });

  test("knows the flat ORIG of older hosts, FTP's dated folders and the archive", async () => {
    for (const [path, lastNight] of [
      [`monitorDONE/ORIG/${F}-all.wav`, "2026-11-21"],
      [`monitorDONE/${F}-all.wav`, null],
      [`monitorDONE/GSW/${F}-all.wav`, null],
      [`monitorDONE/FTP/2026/11/20/${F}-all.mp3`, null],
      [`archive/2026-11-20/${F}-all.mp3`, null],
      [`monitorDONE/${F}.wav`, null],
    ] as const) {
      const { put, locate } = site();
      const whole = put(path);
      expect(await locate()).toMatchObject({ found: true, file: { path: whole, lastNight } });
    }
  });

  test("goes where location says when the name alone does not lead there", async () => {
    const { put, locate } = site();
    const kept = put(`monitorDONE/disputes/${F}-all.wav`);
    const location = `http://10.0.0.5/RECORDINGS/disputes/${F}-all.wav`;
    expect(pathOf(await locate({ location }))).toBe(kept);
  });

  test("does not take an orphan that overwrote another row's location", async () => {
    const { put, locate } = site();
    put("monitorDONE/20261120-103400_7275559999-all.wav");
    const location = "http://10.0.0.5/RECORDINGS/20261120-103400_7275559999-all.wav";
    expect(await locate({ location })).toMatchObject({ found: false, gone: false });
  });

  test("does not take a longer name that begins alike, a folder, a pipe or one leg", async () => {
    const { put, locate, recordingsFolder } = site();
    put(`monitorDONE/${F}3-all.wav`);
    put(`monitorDONE/ORIG/${F}-in.wav`);
    put(`monitorDONE/ORIG/${F}-out.wav`);
    mkdirSync(join(recordingsFolder, `${F}-all.wav`));
    execFileSync("mkfifo", [join(recordingsFolder, `${F}.wav`)]);
    expect(await locate()).toEqual({
      found: false,
      reason: "It lies in none of ViciDial's folders.",
      gone: false,
    });
  });

  test("waits while the file is empty", async () => {
    const { put, locate } = site();
    put(`monitorDONE/${F}-all.wav`, "");
    expect(await locate()).toEqual({
      found: false,
      reason: "Its file is still empty.",
      gone: false,
    });
    const mp3 = put(`monitorDONE/MP3/${F}-all.mp3`);
    expect(pathOf(await locate())).toBe(mp3);
  });

  test("does not take an earlier call's file where names hold no time", async () => {
    const { put, locate } = site();
    put("monitorDONE/MP3/7275551212-all.mp3", "sound", STARTED_AT - 26 * HOUR_MS);
    const located = await locate({ filename: "7275551212" });
    expect(located).toMatchObject({
      found: false,
      reason: expect.stringContaining("another call"),
    });
  });
});

describe("what is gone", () => {
  test.each([
    ["DELETED", /deleted/],
    ["NOT_FOUND", /did not find/],
    ["NOT_FOUND_2", /did not find/],
    [`http://10.0.0.5/RECORDINGS/GPG/${F}-all.wav.gpg`, /encrypted/],
  ])("%s", async (location, reason) => {
    const { locate } = site({ fetchRecording: () => Promise.reject(new Error("asked")) });
    expect(await locate({ location })).toEqual({
      found: false,
      reason: expect.stringMatching(reason),
      gone: true,
    });
  });

  test("a readable copy beside the encrypted one is taken, a copy of a deleted one is not", async () => {
    const { put, locate } = site();
    put(`monitorDONE/ORIG/2026-11-20/${F}-all.wav`);
    const location = `http://10.0.0.5/RECORDINGS/GPG/${F}-all.wav.gpg`;
    expect(await locate({ location })).toMatchObject({ found: true });
    expect(await locate({ location: "DELETED" })).toMatchObject({ found: false, gone: true });
  });
});

describe("hostile names", () => {
  test.each(["../outside/secret", "/etc/passwd", "..", "", "a\0b", "x".repeat(5000)])(
    "%j leads nowhere, though a file lies there",
    async (filename) => {
      const { put, locate } = site();
      put("outside/secret-all.wav");
      put("outside/secret.wav");
      const location = `http://10.0.0.5/RECORDINGS/../outside/secret-all.wav`;
      expect(await locate({ filename, location })).toMatchObject({ found: false });
    },
  );

  test("a location cannot leave the folder, plain or encoded", async () => {
    const { put, locate } = site();
    put(`outside/${F}-all.wav`);
    for (const way of ["..", "%2e%2e", "%2E%2E", ".%2e", "ORIG/../..", "..%2f.."]) {
      const location = `http://10.0.0.5/RECORDINGS/${way}/outside/${F}-all.wav`;
      expect(await locate({ location })).toMatchObject({ found: false });
    }
  });
});

describe("links", () => {
  test("that lead out of the folder are not followed, and the owner hears of it once", async () => {
    const { put, locate, folder, recordingsFolder, files } = site();
    put(`elsewhere/2026-11-20/${F}-all.wav`);
    symlinkSync(join(folder, "elsewhere"), join(recordingsFolder, "ORIG"));
    const located = await locate();
    await locate();
    expect(located).toMatchObject({ found: false, gone: false });
    const warnings = files.takeWarnings();
    expect(warnings).toEqual([
      expect.stringMatching(/monitorDONE\/ORIG is, or holds, a link.*mount --bind/),
    ]);
    expect(warnings.join()).not.toContain("7275551212");
    await locate();
    expect(files.takeWarnings()).toEqual([]);
  });

  test("a link in the file's own place cannot reach outside, nor another recording", async () => {
    const { put, locate, recordingsFolder } = site();
    symlinkSync("/etc/passwd", join(recordingsFolder, `${F}-all.wav`));
    expect(await locate()).toMatchObject({ found: false });
    const other = put("monitorDONE/MP3/other-all.wav");
    const second = site();
    symlinkSync(other, join(second.recordingsFolder, `${F}-all.wav`));
    expect(await second.locate()).toMatchObject({ found: false });
  });

  test("inside the folder are followed, and so is a recordings folder that is one itself", async () => {
    const { put, locate, folder, recordingsFolder } = site();
    const real = put(`monitorDONE/disk2/${F}-all.wav`);
    symlinkSync(join(recordingsFolder, "disk2"), join(recordingsFolder, "ORIG"));
    expect(pathOf(await locate())).toBe(real);
    symlinkSync(recordingsFolder, join(folder, "link"));
    const linked = site({ recordingsFolder: join(folder, "link") });
    expect(pathOf(await linked.locate())).toBe(real);
  });
});

describe("the folder itself", () => {
  test("that is not there stops the look instead of making every recording missing", async () => {
    const { files } = site({ recordingsFolder: "/nowhere/monitorDONE" });
    await expect(files.beginLook()).rejects.toThrow(SourceError);
    await expect(files.beginLook()).rejects.toThrow(
      /\/nowhere\/monitorDONE is not there \(ENOENT\): mount its disk, or set source.recordings_folder/,
    );
    await expect(files.locate("4711", someRef)).rejects.toThrow(SourceError);
  });

  test("may come back", async () => {
    const folder = tempFolder();
    const { files } = site({ recordingsFolder: join(folder, "late") });
    await expect(files.beginLook()).rejects.toThrow(SourceError);
    mkdirSync(join(folder, "late"));
    await files.beginLook();
    expect(await files.locate("4711", someRef)).toMatchObject({ found: false });
  });

  test("an archive is not needed", async () => {
    const { files, put } = site({ archiveFolder: "/nowhere/archive" });
    put(`monitorDONE/${F}-all.wav`);
    await files.beginLook();
    expect(await files.locate("4711", someRef)).toMatchObject({ found: true });
    expect(files.takeWarnings()).toEqual([]);
  });
});

describe("over HTTP", () => {
  const fetched: LocatedRecording = {
    found: true,
    file: { path: "/state/downloads/4711.wav", size: 9, mtime: ENDED_AT, lastNight: null },
  };
  const location = `http://10.0.0.6/RECORDINGS/${F}-all.wav`;

  test("only what lies in no folder is asked for", async () => {
    const asked: string[] = [];
    const { put, locate } = site({
      fetchRecording: async (recordingId) => {
        asked.push(recordingId);
        return fetched;
      },
    });
    expect(await locate({ location: F })).toMatchObject({ found: false });
    expect(asked).toEqual([]);
    expect(await locate({ location })).toEqual(fetched);
    expect(asked).toEqual(["4711"]);
    put(`monitorDONE/${F}-all.wav`);
    expect(await locate({ location })).not.toEqual(fetched);
    expect(asked).toEqual(["4711"]);
  });

  test("what stood in the way here is said when the other host does not help", async () => {
    const { put, locate } = site({
      fetchRecording: async () => ({ found: false, reason: "no answer", gone: false }),
    });
    expect(await locate({ location })).toMatchObject({ reason: "no answer" });
    put(`monitorDONE/${F}-all.wav`, "");
    expect(await locate({ location })).toMatchObject({ reason: "Its file is still empty." });
  });
});
