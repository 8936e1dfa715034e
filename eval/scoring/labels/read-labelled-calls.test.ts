import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { STANDARD_CRITERION_IDS } from "#shared/scorecard/scorecard.ts";

import { UnusableInput } from "../unusable-input.ts";
import { readLabelledCalls } from "./read-labelled-calls.ts";

const folder = mkdtempSync(join(tmpdir(), "labelled-calls-"));
afterAll(() => rmSync(folder, { recursive: true }));

const allMarks = Object.fromEntries(STANDARD_CRITERION_IDS.map((id) => [id, "4"]));
const call = (id: string, change: Record<string, unknown> = {}) => ({
  id,
  about: "A call.",
  lines: ["agent: Hello, this is Ann.", "customer: Hi."],
  marks: allMarks,
  ...change,
});

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

function refusal(path: string): string {
  try {
    readLabelledCalls(path);
  } catch (error) {
    if (error instanceof UnusableInput) return error.message;
    throw error;
  }
  throw new Error("it was read");
}

describe("readLabelledCalls", () => {
  test("reads one call, an array of them, and one a line", () => {
    expect(readLabelledCalls(file("one.json", call("a")))).toHaveLength(1);
    expect(readLabelledCalls(file("two.json", [call("a"), call("b")]))).toHaveLength(2);
    const lines = `\uFEFF${JSON.stringify(call("a"))}\n\n${JSON.stringify(call("b"))}\n`;
    expect(readLabelledCalls(file("lines.jsonl", lines)).map(({ id }) => id)).toEqual(["a", "b"]);
  });

  test("takes speakers from the lines, keeps segments as they are, and works out the score", () => {
    const segment = { start_sec: 9, end_sec: 12, text: "Bye.", confidence: 0.5, speaker: null };
    const given = call("a", {
      lines: ["agent: Hello there.", "Agency: we sell.", segment],
      marks: { ...allMarks, resolution: { mark: "1", why: "nothing was done" } },
      auto_fails: ["abuse"],
    });
    const [read] = readLabelledCalls(file("lines.json", given));
    expect(read?.segments).toEqual([
      { start_sec: 0.6, end_sec: 1.37, text: "Hello there.", confidence: 0.9, speaker: "agent" },
      { start_sec: 1.97, end_sec: 3.12, text: "Agency: we sell.", confidence: 0.9, speaker: null },
      segment,
    ]);
    expect(read?.whys).toEqual({ resolution: "nothing was done" });
    expect(read?.score).toMatchObject({ total: 68, flagged: true });
  });

  test("names file, call or line, and field of what is wrong", () => {
    const wrong = call("b", { marks: { ...allMarks, needs: 4 }, mark: "5" });
    const message = refusal(file("wrong.json", [call("a"), wrong]));
    expect(message).toContain('wrong.json: b: marks.needs: a mark "1" to "5" or "NA"');
    expect(message).toContain("b: the call: there is no mark here");
    const { about: _, ...nameless } = call("");
    const lines = `${JSON.stringify(call("a"))}\n${JSON.stringify(nameless)}`;
    const ofLine = refusal(file("wrong.jsonl", lines));
    expect(ofLine).toContain("wrong.jsonl:2: id: lower case");
    expect(ofLine).toContain("wrong.jsonl:2: about:");
  });

  test("does not repeat what stands in a broken file", () => {
    const message = refusal(file("broken.json", '[{"id": "a", lines: "my card is 4242"}]'));
    expect(message).toMatch(/broken\.json is not JSON \(at position \d+/);
    expect(message).not.toContain("4242");
  });

  test("refuses two calls of one name, an empty file, and what is not there", () => {
    expect(refusal(file("twice.json", [call("a"), call("a")]))).toContain(
      "the id a stands already",
    );
    expect(refusal(file("empty.json", []))).toContain("no labelled call");
    expect(refusal(join(folder, "nowhere"))).toContain("There is no");
  });
});
