import { mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { makeFolder } from "./make-folder.ts";
import { tempFolder } from "./testing/temp-folder.ts";

test("makes what is missing, and leaves what is there", () => {
  const root = tempFolder();
  makeFolder(join(root, "a/b/c"), 0o700);
  expect(statSync(join(root, "a/b/c")).mode & 0o777).toBe(0o700);
  makeFolder(join(root, "a/b/c"), 0o750);
  expect(statSync(join(root, "a/b/c")).mode & 0o777).toBe(0o700);
});

test.each([
  ["below /proc", () => "/proc/nightshift/state", "ENOENT"],
  ["a file", (root: string) => join(root, "file"), "EEXIST"],
  ["below a file", (root: string) => join(root, "file/state"), "ENOTDIR"],
  ["far below a file", (root: string) => join(root, "file/a/b/state"), "ENOTDIR"],
  ["a link to nowhere", (root: string) => join(root, "dangling"), "EEXIST"],
  ["below a link to nowhere", (root: string) => join(root, "dangling/state"), "EEXIST"],
])("says why there can be none: %s", (_, pathIn, code) => {
  const root = tempFolder();
  writeFileSync(join(root, "file"), "");
  symlinkSync(join(root, "nowhere/at/all"), join(root, "dangling"));
  expect(() => makeFolder(pathIn(root))).toThrow(expect.objectContaining({ code }));
});

test("a link to a folder is one", () => {
  const root = tempFolder();
  mkdirSync(join(root, "real"));
  symlinkSync(join(root, "real"), join(root, "link"));
  makeFolder(join(root, "link/inner"));
  expect(statSync(join(root, "real/inner")).isDirectory()).toBe(true);
});
