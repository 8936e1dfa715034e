import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { beforeAll, expect, test } from "vitest";

import { quietWrangler, withLocalDatabase } from "../../demo/local-edge.ts";
import { createSite } from "../../demo/prepare-site.ts";
import { runAsNobody } from "../../onprem/testing/run-as-nobody.ts";
import { mountSmallDisk } from "../../onprem/testing/small-disk.ts";
import { tempFolderOfFile } from "../../onprem/testing/temp-folder.ts";

/* `backup FOLDER` with a folder that no copy can be written to: a message that says so, and no stack. */

const CLI = join(import.meta.dirname, "..", "cli.ts");
const root = tempFolderOfFile();
const state = join(root, "edge");

beforeAll(async () => {
  quietWrangler(process.env);
  await withLocalDatabase(state, async (db) => {
    await createSite(db, "UTC", Date.now());
  });
}, 120_000);

type Ran = { status: number | null; stdout: string; stderr: string };

function expectRefused({ status, stdout, stderr }: Ran, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^admin: [^\n]+\n$/);
  expect([status, stdout]).toEqual([1, ""]);
}

const backUp = (folder: string): Ran =>
  spawnSync(process.execPath, [CLI, "--state", state, "backup", folder], {
    encoding: "utf8",
    timeout: 120_000,
  });

test("a file, and a folder below one, are none", () => {
  const file = join(root, "file");
  writeFileSync(file, "mine");
  expectRefused(backUp(file), /file is, or lies below, a file/);
  expectRefused(backUp(join(file, "below")), /below is, or lies below, a file/);
});

test("a folder that cannot be made is said with why", () => {
  expectRefused(
    backUp("/sys/nightshift-copies"),
    /cannot be made or written to \((EPERM|EROFS|EACCES)\)/,
  );
});

test("a folder of somebody else's is said", () => {
  const folder = join(root, "closed");
  mkdirSync(folder);
  chmodSync(folder, 0o500);
  chmodSync(root, 0o755);
  const ran = runAsNobody([CLI, "--state", state, "backup", folder]);
  expectRefused(ran, /closed cannot be made or written to \(EACCES\)/);
});

test("a disk that is full, or becomes so, is said, and leaves no half copy", (context) => {
  const disk = mountSmallDisk(join(root, "full"), 1);
  if (disk === null) return context.skip("Nothing may be mounted here.");
  try {
    const folder = join(disk.folder, "copies");
    mkdirSync(folder);
    const full = /could not be written to .*copies: .*(full|no space left|disk I\/O error)/i;
    // The tables alone take more than what is left.
    writeFileSync(join(disk.folder, "most"), Buffer.alloc(900 * 1024));
    expectRefused(backUp(folder), full);
    expect(readdirSync(folder)).toEqual([".backup.lock"]);
    disk.fill();
    expectRefused(backUp(folder), full);
  } finally {
    disk.unmount();
  }
});

test("a folder that is not there yet is made, for its owner alone", () => {
  const folder = join(root, "new", "copies");
  expect(backUp(folder)).toMatchObject({ status: 0, stderr: "" });
  expect(existsSync(folder)).toBe(true);
  expect(execFileSync("stat", ["-c", "%a", folder], { encoding: "utf8" })).toBe("700\n");
});
