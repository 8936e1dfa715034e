import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { describe, expect, test } from "vitest";

import { runAsNobody } from "../testing/run-as-nobody.ts";
import { tempFolder } from "../testing/temp-folder.ts";

const ASKS = `
  const { checkRecordings } = await import(process.argv[1]);
  console.log(JSON.stringify(checkRecordings([process.argv[2]])));
`;

/** What the check finds for a user who is not root: root may read everything. */
function asNobody(folder: string): unknown {
  const module = pathToFileURL(join(import.meta.dirname, "check-recordings.ts")).href;
  const { stdout, stderr } = runAsNobody(["--input-type=module", "--eval", ASKS, module, folder]);
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

describe.skipIf(process.geteuid?.() !== 0)("recordings as another user sees them", () => {
  function recordings(): { folder: string; dated: string; file: string } {
    const folder = tempFolder();
    const dated = join(folder, "ORIG", "2026-11-20");
    mkdirSync(dated, { recursive: true });
    for (const path of [folder, join(folder, "ORIG"), dated]) chmodSync(path, 0o755);
    const file = join(dated, "20261120-101500_447700900100-all.wav");
    writeFileSync(file, "", { mode: 0o644 });
    return { folder, dated, file };
  }

  test("open ones are fine", () => {
    expect(asNobody(recordings().folder)).toMatchObject([{ verdict: "ok" }]);
  });

  test("a folder of mode 0766, as ViciDial's installer makes them, is named with what mends it", () => {
    const { folder } = recordings();
    chmodSync(join(folder, "ORIG"), 0o766);
    expect(asNobody(folder)).toMatchObject([
      {
        verdict: "failed",
        detail: expect.stringContaining("ORIG (mode 0766"),
        mend: "sudo nightshift install",
      },
    ]);
    chmodSync(folder, 0o766);
    expect(asNobody(folder)).toMatchObject([
      { verdict: "failed", detail: expect.stringContaining("may not be looked into") },
    ]);
  });

  test("a file that only its group may read is named by number, not by name", () => {
    const { folder, file } = recordings();
    chmodSync(file, 0o600);
    const findings = asNobody(folder);
    expect(findings).toMatchObject([
      {
        verdict: "failed",
        detail: expect.stringContaining("1 of 1"),
        mend: expect.stringMatching(/setfacl -R/),
      },
    ]);
    expect(JSON.stringify(findings)).not.toContain("447700900100");
  });
});
