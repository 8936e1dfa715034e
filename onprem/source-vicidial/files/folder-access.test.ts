import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { describe, expect, test } from "vitest";

import { runAsNobody } from "../../testing/run-as-nobody.ts";
import { tempFolder } from "../../testing/temp-folder.ts";

const F = "20261120-103108_7275551212";
const MP3 = `monitorDONE/MP3/${F}-all.mp3`;
const ORIGINAL = `monitorDONE/ORIG/2026-11-20/${F}-all.wav`;

/** What a user without rights of their own finds in a folder with these files and modes. */
function lookAt(
  paths: string[],
  modes: Record<string, number>,
): { outcome: unknown; warnings: string[] } {
  const folder = tempFolder();
  chmodSync(folder, 0o755);
  for (const path of paths) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), "sound");
  }
  for (const [path, mode] of Object.entries(modes)) chmodSync(join(folder, path), mode);
  const ref = {
    filename: F,
    location: null,
    server_ip: "10.0.0.5",
    start_date: "2026-11-20",
    start_epoch: Date.parse("2026-11-20T15:31:08Z") / 1000,
  };
  const script = join(import.meta.dirname, "testing/locate-one.ts");
  const { stdout, stderr } = runAsNobody([script, JSON.stringify({ folder, ref })]);
  expect(stderr).toBe("");
  for (const path of Object.keys(modes)) chmodSync(join(folder, path), 0o755);
  return JSON.parse(stdout.replaceAll(folder, "")) as ReturnType<typeof lookAt>;
}

describe("folders as ViciDial's installer makes them, without the right to search (0766)", () => {
  test("the recordings folder itself: the look stops and says which command opens it", () => {
    expect(lookAt([MP3], { monitorDONE: 0o766 })).toEqual({
      outcome: {
        threw:
          "/monitorDONE cannot be searched by user nightshift: setfacl -R -m u:nightshift:rX -m d:u:nightshift:rX /monitorDONE",
      },
      warnings: [],
    });
  });

  test("a folder above it: that one is opened for passing through only", () => {
    const { outcome } = lookAt([MP3], { "": 0o700 });
    expect(outcome).toEqual({
      threw: expect.stringMatching(
        /^\/monitorDONE cannot be reached by user nightshift: setfacl -m u:nightshift:x .* && setfacl -R/,
      ),
    });
  });

  test("ORIG: what lies elsewhere is found, and the owner is told", () => {
    expect(lookAt([MP3, ORIGINAL], { "monitorDONE/ORIG": 0o766 })).toEqual({
      outcome: { found: true, file: expect.objectContaining({ path: `/${MP3}` }) },
      warnings: [
        "/monitorDONE/ORIG is closed to user nightshift, and recordings may lie there: setfacl -R -m u:nightshift:rX -m d:u:nightshift:rX /monitorDONE",
      ],
    });
  });

  test("ORIG alone: the recording is not called missing", () => {
    const { outcome, warnings } = lookAt([ORIGINAL], { "monitorDONE/ORIG": 0o766 });
    expect(outcome).toEqual({
      found: false,
      reason: "It may lie in a folder that is closed to the agent's user.",
      gone: false,
      blocked: true,
    });
    expect(warnings).toHaveLength(1);
  });

  test("a dated folder in ORIG", () => {
    const { warnings } = lookAt([ORIGINAL], { "monitorDONE/ORIG/2026-11-20": 0o700 });
    expect(warnings).toEqual([expect.stringContaining("/monitorDONE/ORIG/2026-11-20 is closed")]);
  });

  test("a file that only its owner may read; its name is not told", () => {
    const { outcome, warnings } = lookAt([ORIGINAL], { [ORIGINAL]: 0o600 });
    expect(outcome).toMatchObject({ found: false, gone: false, blocked: true });
    expect(warnings).toEqual([expect.stringContaining("A file in /monitorDONE/ORIG/2026-11-20")]);
    expect(JSON.stringify([outcome, warnings])).not.toContain("7275551212");
  });

  test("the archive", () => {
    const { outcome, warnings } = lookAt([MP3, `archive/2026-11-20/${F}-all.mp3`], {
      archive: 0o766,
    });
    expect(outcome).toMatchObject({ found: true });
    expect(warnings).toEqual([expect.stringContaining("/archive cannot be searched")]);
  });

  test("the archive, and the recording lies there alone: it is not called missing", () => {
    const paths = [`archive/2026-11-20/${F}-all.mp3`, "monitorDONE/MP3/other-all.mp3"];
    const { outcome } = lookAt(paths, { archive: 0o766 });
    expect(outcome).toMatchObject({ found: false, gone: false, blocked: true });
  });
});
