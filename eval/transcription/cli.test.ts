import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { CALLS_FOLDER, readDemoCalls } from "../../demo/demo-calls.ts";

const folder = mkdtempSync(join(tmpdir(), "nightshift-eval-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Run = { code: number; stdout: string; stderr: string };

function evaluate(...args: string[]): Promise<Run> {
  const cli = join(import.meta.dirname, "cli.ts");
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

/** A folder with some of the demo's calls and what is said in them. */
function labelled(name: string, ids: string[], truth: unknown): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const id of ids) copyFileSync(join(CALLS_FOLDER, `${id}.wav`), join(path, `${id}.wav`));
  if (truth !== null) writeFileSync(join(path, "truth.json"), JSON.stringify(truth));
  return path;
}

describe("npm run eval:transcribe", () => {
  test("measures the words and the times of real recordings, silent ones and broken ones too", async () => {
    const truth = readDemoCalls().filter(({ recording_id: id }) => ["1004", "1011"].includes(id));
    const path = labelled("calls", ["1004", "1011"], truth);
    writeFileSync(join(path, "broken.wav"), "no sound");
    writeFileSync(join(path, "broken.txt"), "Good morning");

    const { code, stdout } = await evaluate(path, "--json");
    const report = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(report.failed).toEqual([{ name: "broken", reason: expect.stringContaining("text") }]);
    const [poor, silent] = report.recordings;
    expect(poor).toMatchObject({ name: "1004", words_in_silence: 0 });
    expect(poor.word_error_rate).toBeLessThan(0.05);
    expect(poor.timing_median_sec).toBeLessThan(0.1);
    expect(silent).toMatchObject({ name: "1011", words: 0, insertions: 0, word_error_rate: null });
    expect(report.overall.words).toBe(poor.words);
  });

  test.each([
    ["no folder", () => [], "Name the folder"],
    ["a folder that is not there", () => [join(folder, "gone")], "There is no folder"],
    ["no truth", () => [labelled("bare", ["1011"], null)], "put a truth.json there"],
    ["a truth of something else", () => [labelled("odd", ["1011"], [{ id: 1 }])], "recording_id"],
    [
      "a truth without its recording",
      () => [labelled("lost", ["1011"], [{ recording_id: "9", truth: [] }])],
      "not in",
    ],
    ["a wrong language", () => [folder, "--language", "English"], "ISO 639"],
    ["a model that is not there", () => [CALLS_FOLDER, "--model", "/nowhere.bin"], "/nowhere.bin"],
  ])("says what to do about %s", async (_, args, message) => {
    const { code, stdout, stderr } = await evaluate(...args());
    expect(code).toBeGreaterThan(0);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
  });
});
