import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { openDatabase } from "../queue/open-database.ts";
import { cliSite, type CliResult } from "../testing/cli-site.ts";
import { mountSmallDisk } from "../testing/small-disk.ts";

/* `nightshift backup FOLDER` with a folder that no copy can be written to: a message that says so, and no stack. */

function backupSite() {
  const site = cliSite();
  openDatabase(site.stateFolder).close();
  return { ...site, backUp: (...folder: string[]) => site.run(["backup", ...folder]) };
}

function expectRefused({ code, stdout, stderr }: CliResult, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^nightshift: [^\n]+\n$/);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
}

test("without a folder anywhere it says which line to add", () => {
  const { config, run } = backupSite();
  const { code, stderr } = run(["--config", config, "backup"]);
  expect(code).toBe(3);
  expect(stderr).toContain(`add to ${config}:\n\n    [backup]\n    folder = "/mnt/backup/`);
});

describe("a folder that takes no copy is said:", () => {
  test("a file, and one below a file", () => {
    const { root, config, backUp } = backupSite();
    expectRefused(backUp(config), /nightshift\.toml is, or lies below, a file/);
    expectRefused(backUp(join(config, "below")), /below is, or lies below, a file/);
    expectRefused(backUp(join(root, "a/b")), /the folder above it is not there/);
  });

  test("one below /proc", () => {
    expectRefused(backupSite().backUp("/proc/copies"), /copies cannot be written to \(ENOENT\)/);
    expectRefused(backupSite().backUp("/proc/no/copies"), /the folder above it is not there/);
  });

  test("one whose lock is somebody else's", () => {
    const { root, stateFolder, run } = backupSite();
    const folder = join(root, "copies");
    mkdirSync(folder);
    writeFileSync(join(folder, ".backup.lock"), "", { mode: 0o600 });
    chmodSync(root, 0o755);
    for (const open of [folder, stateFolder]) chmodSync(open, 0o777);
    for (const name of readdirSync(stateFolder)) chmodSync(join(stateFolder, name), 0o666);
    const ran = run(["backup", folder], { asNobody: true });
    expectRefused(ran, /could not be written to .*copies: unable to open database file/);
  });

  test("a full disk", (context) => {
    const { root, backUp } = backupSite();
    const disk = mountSmallDisk(join(root, "full"), 1);
    if (disk === null) return context.skip("Nothing may be mounted here.");
    try {
      disk.fill();
      expectRefused(backUp(disk.folder), /could not be written to .*full: .*(full|no space|I\/O)/);
    } finally {
      disk.unmount();
    }
  });
});
