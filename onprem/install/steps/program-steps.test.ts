import {
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { tempFolder } from "../../testing/temp-folder.ts";
import { copyTree } from "../copy-tree.ts";
import { layoutFor } from "../layout.ts";
import type { Program } from "../program-files.ts";
import { hostTools } from "../run-tool.ts";
import { carryOut } from "../step.ts";
import { programSteps } from "./program-steps.ts";

const quiet = { dryRun: false, say: () => undefined };

function programOf(version: string): Program {
  const source = tempFolder();
  writeFileSync(join(source, "package.json"), JSON.stringify({ version }));
  return { source, version, release: `${version}-abc`, files: ["package.json"], packages: [] };
}

/** Installs a program that has no engine: the step that would compile one is left out. */
function installRelease(root: string, program: Program): number {
  const steps = programSteps({
    layout: layoutFor(root, null),
    program,
    tools: hostTools(process.env),
    env: {},
    now: () => new Date(),
  }).filter((step) => !step.describe.startsWith("compile"));
  return carryOut(steps, quiet);
}

test("releases lie side by side, one is current, and the one before is kept", () => {
  const root = tempFolder();
  const releases = join(root, "opt/nightshift/releases");
  for (const version of ["0.1.0", "0.2.0", "0.3.0"]) installRelease(root, programOf(version));
  expect(readlinkSync(join(root, "opt/nightshift/current"))).toBe("releases/0.3.0-abc");
  expect(readdirSync(releases).toSorted()).toEqual(["0.2.0-abc", "0.3.0-abc"]);
});

test("going back to the release before is one link", () => {
  const root = tempFolder();
  const first = programOf("0.1.0");
  installRelease(root, first);
  installRelease(root, programOf("0.2.0"));
  expect(installRelease(root, first)).toBe(1);
  expect(readlinkSync(join(root, "opt/nightshift/current"))).toBe("releases/0.1.0-abc");
});

test("what a killed installation left behind is neither taken for a release nor kept", () => {
  const root = tempFolder();
  const releases = join(root, "opt/nightshift/releases");
  mkdirSync(join(releases, ".incoming-1"), { recursive: true });
  mkdirSync(join(releases, "0.1.0-abc"));
  writeFileSync(join(releases, "0.1.0-abc", "half"), "");
  installRelease(root, programOf("0.1.0"));
  expect(readdirSync(releases)).toEqual(["0.1.0-abc"]);
  expect(existsSync(join(releases, "0.1.0-abc", "half"))).toBe(false);
});

test("a link that leads out of a package is refused, one within is kept", () => {
  const from = tempFolder();
  writeFileSync(join(from, "a"), "");
  symlinkSync("a", join(from, "b"));
  const to = join(tempFolder(), "copy");
  copyTree(from, to);
  expect(readlinkSync(join(to, "b"))).toBe("a");
  symlinkSync("/etc/shadow", join(from, "c"));
  expect(() => copyTree(from, join(tempFolder(), "copy"))).toThrow(/outside of what is installed/);
});
