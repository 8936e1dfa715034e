import { expect, test } from "vitest";

import type { PullEvent } from "../models/pull-model.ts";
import { createPullProgress } from "./pull-progress.ts";

const MB = 1e6;

/** What is written while a hundred megabytes come, one in each tenth of a second. */
function followed(terminal: boolean, ...after: PullEvent[]): string {
  let now = 0;
  let text = "";
  const progress = createPullProgress({
    terminal,
    clockMs: () => now,
    write: (part) => (text += part),
  });
  for (let done = 0; done <= 100; done++, now += 100) {
    progress.note({ type: "progress", doing: "download", done: done * MB, total: 100 * MB });
  }
  for (const event of after) progress.note(event);
  progress.end();
  return text;
}

test("a terminal gets one line that is drawn over and over", () => {
  const text = followed(true);
  expect(text.split("\n")).toHaveLength(2);
  expect(text.split("\r").length).toBeGreaterThan(40);
  expect(text).toContain(
    "Downloading [###############               ]  50 %  50 MB of 100 MB, 10 MB/s, 5 s left",
  );
  expect(text).toMatch(/\[#{30}\] 100 %  100 MB of 100 MB, 10 MB\/s\n$/);
});

test("a log gets a line for each tenth, and one for a break", () => {
  const text = followed(
    false,
    { type: "progress", doing: "checksum", done: 1, total: 2 },
    { type: "break", reason: "it hung up", waitMs: 2000 },
  );
  expect(text.trimEnd().split("\n")).toHaveLength(12);
  expect(text).toContain("Downloading   50 %  50 MB of 100 MB, 10 MB/s, 5 s left\n");
  expect(text).toMatch(/it hung up; going on in 2 s\n$/);
  expect(text).not.toContain("\r");
});
