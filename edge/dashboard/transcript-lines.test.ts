import { describe, expect, test } from "vitest";

import { segment } from "../qa-api/testing/seed-site.ts";
import { transcriptLines } from "./transcript-lines.ts";

const SEGMENTS = [segment(0, "Hello, Northgate Broadband, Sarah speaking."), segment(1, "Bye.")];
const quote = (text: string, at = 0) => ({ quote: text, segment: at, start_sec: 0, end_sec: 4 });
const criterion = (id: "greeting" | "closing", evidence: ReturnType<typeof quote>[]) => ({
  id,
  mark: "4" as const,
  rationale: "As heard.",
  evidence,
});
const linesOf = (criteria: ReturnType<typeof criterion>[]) =>
  transcriptLines(SEGMENTS, { criteria, autoFails: [], injections: [] });

describe("transcriptLines", () => {
  test("without a score a line is one piece", () => {
    expect(transcriptLines(SEGMENTS, null)[0]?.pieces).toEqual([
      { text: SEGMENTS[0]?.text, citedBy: [] },
    ]);
  });

  test("overlapping quotes are cut so that no word is lost or doubled", () => {
    const [line] = linesOf([
      criterion("greeting", [quote("Hello, Northgate Broadband")]),
      criterion("closing", [quote("Broadband, Sarah")]),
    ]);
    expect(line?.pieces).toEqual([
      { text: "Hello, Northgate ", citedBy: ["greeting"] },
      { text: "Broadband", citedBy: ["greeting", "closing"] },
      { text: ", Sarah", citedBy: ["closing"] },
      { text: " speaking.", citedBy: [] },
    ]);
    expect(line?.citedBy).toEqual(["greeting", "closing"]);
  });

  test("case does not matter, and words that are spread out mark the whole line", () => {
    const [line] = linesOf([criterion("greeting", [quote("SARAH"), quote("hello sarah")])]);
    expect(line?.pieces.every((piece) => piece.citedBy.includes("greeting"))).toBe(true);
    expect(line?.pieces.map((piece) => piece.text).join("")).toBe(SEGMENTS[0]?.text);
  });

  test("a quote of a line that is not there is left out", () => {
    expect(linesOf([criterion("greeting", [quote("Bye.", 9)])])).toHaveLength(2);
  });

  test("injected lines are marked", () => {
    const lines = transcriptLines(SEGMENTS, {
      criteria: [],
      autoFails: [],
      injections: [{ segment: 1, start_sec: 5, text: "Bye." }],
    });
    expect(lines.map((line) => line.isInjection)).toEqual([false, true]);
  });
});
