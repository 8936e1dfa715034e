import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { layoutFor } from "../install/layout.ts";
import { renderConfig } from "../install/render-config.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { withSettings, writeSettings } from "./edit-config.ts";

const installed = renderConfig(
  {
    siteId: "northgate",
    timeZone: "Europe/London",
    edgeUrl: "https://e.example.com",
    source: "vicidial",
    recordings: null,
  },
  layoutFor("/", null),
  "ggml-base.bin",
);

/** Lines of one text that the other lacks. */
function lacking(one: string, other: string): string[] {
  const there = new Set(other.split(/\r?\n/));
  return one.split(/\r?\n/).filter((line) => !there.has(line));
}

const set = (text: string, workers = 3) => withSettings(text, "whisper", { workers, threads: 2 });

const rest = `site = { id = "x", time_zone = "UTC" }
source = { kind = "folder", folder = "calls" }
state = { folder = "state" }
edge = { url = "https://e.example.com" }
`;

describe("settings of a table", () => {
  test("get lines of their own beside the examples, and nothing else changes", () => {
    const changed = set(installed);
    expect(lacking(changed, installed)).toEqual(["workers = 3", "threads = 2"]);
    expect(lacking(installed, changed)).toEqual([]);
    expect(changed).toContain("# workers = 4\nworkers = 3\n");
    expect(set(changed, 5)).toBe(changed.replace("workers = 3", "workers = 5"));
  });

  test("that are set already keep what stands beside them", () => {
    const text = `${rest}[whisper]   # ears\r\n  workers = 8 # was 4\r\nmodel = "m" # threads = 9\r\n[night]\r\n`;
    expect(set(text)).toBe(
      `${rest}[whisper]   # ears\r\nthreads = 2\r\n  workers = 3 # was 4\r\nmodel = "m" # threads = 9\r\n[night]\r\n`.replaceAll(
        /\r?\n/g,
        "\r\n",
      ),
    );
  });

  test.each([
    ["a table in one line", `${rest}whisper = { model = "m" }\n`],
    ["no table", rest],
    ["a header inside a text", `${rest}whisper.model = """\n[whisper]\n"""\n`],
    ["a setting written with quotes", `${rest}[whisper]\nmodel = "m"\n"workers" = 1\n`],
    ["what the configuration does not allow", `${rest}[whisper]\nmodel = "m"\nspeed = 1\n`],
  ])("are left to the owner where there is %s", (_, text) => {
    expect(() => set(text)).toThrow(/Set by hand in \[whisper\]: workers = 3, threads = 2/);
  });
});

test("writing keeps the file's mode, and the file before", () => {
  const folder = tempFolder();
  const path = join(folder, "nightshift.toml");
  writeFileSync(path, installed);
  chmodSync(path, 0o600);
  const { ino } = statSync(path);
  const backup = writeSettings(
    path,
    "whisper",
    { workers: 1 },
    join(folder, "backups"),
    new Date("2026-11-20T12:00:00Z"),
  );
  expect(backup).toBe(join(folder, "backups", "nightshift.toml.2026-11-20T120000"));
  expect(readFileSync(backup, "utf8")).toBe(installed);
  expect(readFileSync(path, "utf8")).toBe(withSettings(installed, "whisper", { workers: 1 }));
  expect(statSync(path)).toMatchObject({ ino, mode: 0o100600 });
});
