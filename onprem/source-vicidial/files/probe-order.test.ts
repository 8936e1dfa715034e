import { describe, expect, test } from "vitest";

import type { RecordingRef } from "../recording-ref.ts";
import { belongsTo, probeOrder } from "./probe-order.ts";

const F = "20261120-103108_7275551212";
const ZONE = "America/New_York";
const ref: RecordingRef = {
  filename: F,
  location: null,
  server_ip: "10.0.0.5",
  start_date: "2026-11-20",
  start_epoch: Date.parse("2026-11-20T15:31:08Z") / 1000,
};

const paths = (change: Partial<RecordingRef> = {}) =>
  probeOrder({ ...ref, ...change }, ZONE).map(({ root, path }) => `${root}:${path}`);

describe("probeOrder", () => {
  test("takes the lossless copy first, then what is quicker to vanish, then the archive", () => {
    expect(paths({ location: `http://10.0.0.5/RECORDINGS/MP3/2026-11-20/${F}-all.mp3` })).toEqual([
      `recordings:ORIG/2026-11-20/${F}-all.wav`,
      `recordings:ORIG/${F}-all.wav`,
      `recordings:${F}-all.wav`,
      `recordings:MP3/2026-11-20/${F}-all.mp3`,
      `recordings:MP3/${F}-all.mp3`,
      `recordings:OGG/2026-11-20/${F}-all.ogg`,
      `recordings:OGG/${F}-all.ogg`,
      `recordings:GSW/2026-11-20/${F}-all.wav`,
      `recordings:GSW/${F}-all.wav`,
      `recordings:GSM/2026-11-20/${F}-all.gsm`,
      `recordings:GSM/${F}-all.gsm`,
      ...["FTP", "FTP/2026-11-20", "FTP/2026/11/20", "FTP/2026/2026-11-20"].flatMap((folder) =>
        ["wav", "mp3", "ogg", "gsm"].map(
          (extension) => `recordings:${folder}/${F}-all.${extension}`,
        ),
      ),
      ...["wav", "mp3", "ogg", "gsm"].map(
        (extension) => `archive:2026-11-20/${F}-all.${extension}`,
      ),
      `recordings:ORIG/2026-11-20/${F}.wav`,
      `recordings:ORIG/${F}.wav`,
      `recordings:${F}.wav`,
    ]);
  });

  test("never looks into monitor/, nor at one side of a talk", () => {
    for (const path of paths({ location: `http://10.0.0.5/RECORDINGS/ORIG/${F}-in.wav` })) {
      expect(path).not.toMatch(/monitor|-in\.|-out\./);
    }
  });

  test("looks where location says, in the archive too", () => {
    expect(paths({ location: `https://10.0.0.5/RECORDINGS/kept/${F}-all.wav` })).toContain(
      `recordings:kept/${F}-all.wav`,
    );
    expect(paths({ location: `http://10.0.0.5/archive/RECORDINGS/old/${F}-all.mp3` })).toContain(
      `archive:old/${F}-all.mp3`,
    );
  });

  test.each([
    ["another recording's file", `http://10.0.0.5/RECORDINGS/20261120-103108_7275551999-all.wav`],
    ["a longer name that begins alike", `http://10.0.0.5/RECORDINGS/${F}9-all.wav`],
    ["its prompt's suffix", `http://10.0.0.5/RECORDINGS/${F}-all-2.wav`],
    ["a way out", `http://10.0.0.5/RECORDINGS/../../../etc/${F}-all.wav`],
    ["an encoded way out", `http://10.0.0.5/RECORDINGS/%2e%2e/%2E%2E/${F}-all.wav`],
    ["an encoded slash", `http://10.0.0.5/RECORDINGS/..%2f..%2f${F}-all.wav`],
    ["a NUL", `http://10.0.0.5/RECORDINGS/a%00b/${F}-all.wav`],
    ["an absolute path", `http://10.0.0.5/RECORDINGS//etc/${F}-all.wav`],
    ["a very long path", `http://10.0.0.5/RECORDINGS/${"a".repeat(5000)}/${F}-all.wav`],
    ["no address", `/var/spool/asterisk/RECORDINGS/x/${F}-all.wav`],
  ])("does not follow a location that is %s", (_, location) => {
    expect(paths({ location })).toEqual(paths());
  });

  test.each(["", ".", "..", "../etc/passwd", "/etc/passwd", "a/b", "a\0b", "a".repeat(300)])(
    "has nowhere to look for a file named %j",
    (filename) => {
      expect(paths({ filename, location: `http://h/RECORDINGS/${filename}-all.wav` })).toEqual([]);
    },
  );

  test("takes a percent sign in a name for itself", () => {
    expect(paths({ filename: "%2e%2e" })[0]).toBe("recordings:ORIG/2026-11-20/%2e%2e-all.wav");
  });

  test("looks at the neighbouring day around midnight only", () => {
    const datesAt = (time: string) => {
      const start_epoch = Date.parse(time) / 1000;
      return paths({ start_epoch }).filter((path) => /ORIG\/\d.*-all/.test(path));
    };
    expect(datesAt("2026-11-20T06:59:00Z")).toEqual([
      `recordings:ORIG/2026-11-20/${F}-all.wav`,
      `recordings:ORIG/2026-11-19/${F}-all.wav`,
      `recordings:ORIG/${F}-all.wav`,
    ]);
    expect(datesAt("2026-11-21T03:00:00Z")[1]).toBe(`recordings:ORIG/2026-11-21/${F}-all.wav`);
    expect(datesAt("2026-11-20T07:00:00Z")).toHaveLength(2);
  });

  test("does without dates that are none", () => {
    expect(paths({ start_date: "../../etc" })[0]).toBe(`recordings:ORIG/${F}-all.wav`);
    expect(paths({ start_date: "2026-13-45" })[0]).toBe(`recordings:ORIG/${F}-all.wav`);
  });

  test("marks the copies that are removed first", () => {
    const originals = probeOrder(ref, ZONE).filter(({ original }) => original);
    expect(originals.map(({ path }) => path)).toEqual([
      `ORIG/2026-11-20/${F}-all.wav`,
      `ORIG/${F}-all.wav`,
      `ORIG/2026-11-20/${F}.wav`,
      `ORIG/${F}.wav`,
    ]);
  });
});

describe("belongsTo", () => {
  test.each([
    [`${F}-all.wav`, true],
    [`${F}-all.MP3`, true],
    [`${F}.wav`, true],
    [`${F}-all.wav.gpg`, false],
    [`${F}-in.wav`, false],
    [`${F}1-all.wav`, false],
    [`${F}_2-all.wav`, false],
    [`${F}-all.php`, false],
    [`x${F}-all.wav`, false],
  ])("%s: %s", (name, expected) => {
    expect(belongsTo(name, F)).toBe(expected);
  });
});
