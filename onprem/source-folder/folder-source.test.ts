import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { SourceError } from "../source.ts";
import { recordingsFolder } from "../testing/recordings-folder.ts";

const NAME = "20261120-103108_447700900123-all.wav";
const OTHER = "20261120-110000_447700900124-all.wav";

describe("what a look finds", () => {
  test("the time comes from the name, in the site's zone, and the number stays out of the identity", async () => {
    const site = recordingsFolder({ [NAME]: "RIFF" }, { timeZone: "America/New_York" });
    expect(await site.look()).toEqual({ found: 1, warnings: [] });
    expect(site.rows()).toMatchObject([
      {
        recording_id: expect.stringMatching(/^20261120-103108-[0-9a-f]{10}$/),
        started_at: Date.parse("2026-11-20T15:31:08Z"),
        local_date: "2026-11-20",
        file_size: 4,
        state: "pending",
      },
    ]);
    expect(String(site.rows()[0]?.recording_id)).not.toContain("7700");
  });

  test("folders of any depth, extensions in any case; hidden, unfinished and other files are passed over", async () => {
    const site = recordingsFolder({
      "2026/11/20/20261120-090000_1-all.wav": "",
      "2026-11-21/20261121-090000_2-all.WAV": "",
      "20261122-090000_3-all.Mp3": "",
      "20261122-090001_4-all.gsm": "",
      "20261122-090002_5-all.ogg": "",
      "notes.txt": "",
      ".20261122-090003_6-all.wav": "",
      ".hidden/20261122-090004_7-all.wav": "",
      "20261122-090005_8-all.wav.part": "",
      "20261122-090006_9-all.part.wav": "",
      "20261122-090007_9-all.wav~": "",
      "~20261122-090008_9-all.wav": "",
      "20261122-090009_9-all.tmp.wav": "",
    });
    expect(await site.look()).toEqual({ found: 5, warnings: [] });
  });

  test("a name that says nothing is taken at its file's time, and said once", async () => {
    const site = recordingsFolder({ "meeting.wav": "", "20261320-103108_1-all.wav": "" });
    for (const name of ["meeting.wav", "20261320-103108_1-all.wav"]) {
      utimesSync(join(site.folder, name), 1_790_000_000, 1_790_000_000);
    }
    const { warnings } = await site.look();
    expect(warnings).toEqual([expect.stringMatching(/^2 files' names tell no time/)]);
    expect(site.rows().map((row) => row.started_at)).toEqual([
      1_790_000_000_000, 1_790_000_000_000,
    ]);
    expect(await site.look()).toEqual({ found: 0, warnings: [] });
  });

  test("names with line breaks, quotes and right-to-left marks are taken, and never shown", async () => {
    const names = [
      "a\n20261120-090000.wav",
      "'; DROP TABLE.wav",
      "\u202egnp.wav",
      "x\u0007\u001b[31m.wav",
    ];
    const site = recordingsFolder(Object.fromEntries(names.map((name) => [name, ""])));
    const { found, warnings } = await site.look();
    expect(found).toBe(4);
    expect(warnings.join("")).toMatch(/^[\x20-\x7e…]+$/);
    expect(await site.look()).toEqual({ found: 0, warnings: [] });
  });

  test("a name that is no text is said to be so, not lost in silence", async () => {
    const site = recordingsFolder();
    writeFileSync(
      Buffer.concat([
        Buffer.from(`${site.folder}/20261120-103108_1`),
        Buffer.from([0xff]),
        Buffer.from(".wav"),
      ]),
      "",
    );
    const { found, warnings } = await site.look();
    expect(found).toBe(0);
    expect(warnings).toEqual([expect.stringContaining("not UTF-8")]);
  });

  test("pipes, sockets and folders with a recording's name are no recordings", async () => {
    const site = recordingsFolder({ [NAME]: "" });
    execFileSync("mkfifo", [join(site.folder, OTHER)]);
    mkdirSync(join(site.folder, "20261120-120000_1.wav"));
    expect(await site.look()).toEqual({ found: 1, warnings: [] });
  });

  test("a folder that is not there is said, not taken for an empty one", async () => {
    const site = recordingsFolder({}, { root: "/nonexistent/recordings" });
    await expect(site.look()).rejects.toThrow(SourceError);
  });

  test("the same recording in two formats beside each other is one", async () => {
    const site = recordingsFolder({ "20261120-103108_1.mp3": "a", "20261120-103108_1.wav": "b" });
    expect(await site.look()).toMatchObject({ found: 1 });
    expect(String(site.rows()[0]?.path)).toMatch(/wav$/);
  });

  test("what is older than rows are kept is not queued again", async () => {
    const site = recordingsFolder(
      { [NAME]: "", "20241120-103108_1-all.wav": "" },
      { notBefore: Date.parse("2025-11-25T00:00:00Z") },
    );
    const { found, warnings } = await site.look();
    expect(found).toBe(1);
    expect(warnings).toEqual([expect.stringContaining("1 recording from before 2025-11-25")]);
  });
});

describe("links and rights", () => {
  test("a link counts when it leads to a file inside, once; loops and ways out do not", async () => {
    const outside = recordingsFolder({ "20261120-120000_3-all.wav": "" });
    const site = recordingsFolder({ [`day/${NAME}`]: "" });
    const link = (target: string, name: string) => symlinkSync(target, join(site.folder, name));
    link(`day/${NAME}`, "20261120-103108_link-all.wav");
    link(".", "day/loop");
    link("..", "day/up");
    link("20261120-130000_self.wav", "20261120-130000_self.wav");
    link(join(outside.folder, "20261120-120000_3-all.wav"), "20261120-120000_3-all.wav");
    link(outside.folder, "elsewhere");
    const { found, warnings } = await site.look();
    expect(found).toBe(1);
    expect(warnings).toEqual([expect.stringContaining("leads out of the recordings folder")]);
    expect(await site.look()).toEqual({ found: 0, warnings: [] });
  });

  test("a folder and a file that may not be read are said with what mends it; the rest goes on", async () => {
    const site = recordingsFolder({ [NAME]: "", [`closed/${OTHER}`]: "", [`open/${OTHER}`]: "" });
    chmodSync(join(site.folder, "closed"), 0);
    chmodSync(join(site.folder, "open", OTHER), 0);
    asOrdinaryUser(site.folder);
    const { found, warnings } = await site.look();
    expect(found).toBe(1);
    expect(warnings).toEqual([
      expect.stringMatching(/closed cannot be looked into .*`sudo setfacl -R -m u:\S+:rX '/),
      expect.stringMatching(
        /1 recording in .*open cannot be read by .*`sudo setfacl -R -m u:\S+:rX '/,
      ),
    ]);
    expect((await site.look()).warnings).toEqual([]);
    becomeRootAgain();
    chmodSync(join(site.folder, "closed"), 0o755);
    chmodSync(join(site.folder, "open", OTHER), 0o644);
    expect(await site.look()).toEqual({ found: 2, warnings: [] });
  });
});

/** Root may read everything; another user may not. */
function asOrdinaryUser(folder: string): void {
  if (process.getuid?.() !== 0) return;
  chmodSync(folder, 0o755);
  process.seteuid?.(65_534);
  onTestFinished(becomeRootAgain);
}

function becomeRootAgain(): void {
  if (process.getuid?.() === 0) process.seteuid?.(0);
}
