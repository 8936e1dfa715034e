import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { reportError } from "./commands/report-error.ts";
import { cliSite } from "./testing/cli-site.ts";
import { tempFolder } from "./testing/temp-folder.ts";

describe("help", () => {
  test("lists every command in a line, and the exit codes", () => {
    const { code, stdout } = cliSite().run(["--help"]);
    expect(code).toBe(0);
    for (const command of ["once", "status", "show <id>", "retry [id]", "doctor"]) {
      expect(stdout).toMatch(new RegExp(`^  ${command.replace(/[[\]]/g, "\\$&")} +\\w`, "m"));
    }
    expect(stdout).toMatch(/3 +the configuration is missing/);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test("a page is the same by either way of asking", () => {
    const site = cliSite();
    expect(site.run(["help", "retry"])).toEqual(site.run(["retry", "--help"]));
  });

  test.each(["once", "status", "show", "retry", "doctor"])(
    "%s has a page with an example and its exit codes",
    (command) => {
      const page = cliSite().run(["help", command]);
      expect(page).toMatchObject({ code: 0, stderr: "" });
      expect(page.stdout).toMatch(/Examples:\n {2}\S/);
      expect(page.stdout).toMatch(/Exit codes:\n {2}0/);
      expect(page.stdout).toContain("--config <file>");
    },
  );

  test.each([
    [["stauts"], /unknown command 'stauts'[^]*status/],
    [["status", "--jsno"], /unknown option '--jsno'[^]*--json/],
    [["show"], /missing required argument 'id'/],
    [["retry", "--state", "done"], /failed, lost, waiting, refused/],
    [["retry", "1", "2"], /too many arguments/],
    [["forget"], /--phone NUMBER or --lead ID[^]*help forget/],
    [["forget", "--phone", "7275551212", "--lead", "3"], /one of the two/],
    [["forget", "--phone", "12"], /6 to 15 digits/],
    [["forget", "--lead", "0"], /above 0/],
    [["backfill", "--from", "2026-11-02"], /'--to <date>' not specified/],
    [["backfill", "--from", "2026-11-02", "--to", "2026-11-01"], /--from must not be later/],
    [["resend", "--from", "2026-11-02", "--to", "2026-11-01"], /--from must not be later/],
    [["resend", "--from", "yesterday", "--to", "2026-11-01"], /2026-11-20/],
    [["backup", "--keep", "0"], /from 1 to 9999/],
    [["restore"], /missing required argument 'file'/],
    [["transcribe", "--until", "25:00"], /06:30/],
    [["model", "pull"], /missing required argument 'name'/],
    [["model", "tune", "--minutes", "0"], /up to 240/],
    [["install", "--token"], /unknown option/],
    [["doctor", "now"], /too many arguments/],
    [["help", "stauts"], /stauts|Usage: nightshift/],
    [[], /Usage: nightshift/],
  ])("%j is a usage error with what to do", (args, message) => {
    const { code, stdout, stderr } = cliSite().run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
  });
});

describe("the configuration", () => {
  test("is the one named, else NIGHTSHIFT_CONFIG, else the one in the working folder", () => {
    const site = cliSite();
    const elsewhere = tempFolder();
    const noQueue = expect.stringContaining("There is no queue yet");
    expect(site.run(["status"])).toMatchObject({ code: 1, stderr: noQueue });
    expect(site.run(["status", "--config", site.config], { cwd: elsewhere })).toMatchObject({
      code: 1,
    });
    const env = { NIGHTSHIFT_CONFIG: site.config };
    expect(site.run(["status"], { cwd: elsewhere, env })).toMatchObject({ code: 1 });
    const other = join(elsewhere, "other.toml");
    writeFileSync(other, "site = 3");
    expect(site.run(["-c", other, "status"], { env })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("other.toml is not right"),
    });
  });

  test("when there is none, the error says how to get one", () => {
    const site = cliSite();
    const missing = site.run(["status", "-c", "missing.toml"]);
    expect(missing.code).toBe(3);
    expect(missing.stderr).toMatch(/missing\.toml.*`sudo nightshift install` writes one/);
  });
});

test("a reader that goes away early is no error", async () => {
  const site = cliSite();
  const child = spawn(process.execPath, [join(import.meta.dirname, "cli.ts"), "--help"], {
    cwd: site.root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.destroy();
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

test("a fault shows where it happened and where to take it, without a caller's number", () => {
  const folder = mkdtempSync(join(tmpdir(), "nightshift-test-"));
  const fault = new Error(`EIO: ${folder}/20261120-103108_447700900123.wav`);
  const lines: string[] = [];
  expect(reportError(fault, "1.2.3", (line) => lines.push(line))).toBe(1);
  expect(lines.join("\n")).toMatch(/EIO[^]* at [^]*fault of Nightshift 1\.2\.3[^]*report/);
  expect(lines.join("\n")).not.toMatch(/4477/);
});
