import { readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { LARGE_SHAPE, writeGgmlFile } from "../testing/ggml-file.ts";
import { DEMO_MODEL } from "../testing/night-site.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { modelProblem } from "../transcription/model-file.ts";
import { recordPath, trustedChecksum, writeCheckedRecord } from "./checked-record.ts";
import { hashFileSync } from "./hash-file.ts";
import { isKnownIntact, verifyModel } from "./verify-model.ts";

function own(): string {
  const path = join(tempFolder(), "ggml-own.bin");
  writeGgmlFile(path);
  return path;
}

function changeLastByte(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 1] = 7;
  writeFileSync(path, bytes);
}

describe("a model of one's own", () => {
  test("is remembered when it is first looked at, and must stay the same", async () => {
    const path = own();
    const sha256 = hashFileSync(path);
    expect(isKnownIntact(path)).toBeNull();
    expect(await verifyModel(path)).toEqual({ kind: "first_seen", sha256 });
    expect(isKnownIntact(path)).toBe(true);
    expect(await verifyModel(path)).toEqual({ kind: "intact", sha256, by: "record" });
    changeLastByte(path);
    expect(isKnownIntact(path)).toBeNull();
    expect(await verifyModel(path)).toMatchObject({
      kind: "wrong",
      problem: expect.stringMatching(/has changed since .* and was/),
    });
  });

  test("may be the demo's", () => {
    expect(modelProblem(DEMO_MODEL)).toBeNull();
  });
});

test("a file of a published name and another length is refused without reading it", async () => {
  const path = join(tempFolder(), "ggml-large-v3.bin");
  writeGgmlFile(path, LARGE_SHAPE);
  expect(modelProblem(path)).toMatch(/has \d+ bytes, not 3095033483/);
  expect(await verifyModel(path)).toMatchObject({ kind: "wrong" });
});

test("what was computed counts only for the file as it was then", () => {
  const path = own();
  writeCheckedRecord(path, "a".repeat(64));
  expect(trustedChecksum(path)).toBe("a".repeat(64));
  utimesSync(path, new Date(), new Date(1_000_000));
  expect(trustedChecksum(path)).toBeNull();
  writeFileSync(recordPath(path), "{ broken");
  expect(trustedChecksum(path)).toBeNull();
});

test("a file that cannot be read is said to be so", () => {
  expect(modelProblem("/nonexistent/ggml-x.bin")).toMatch(/cannot be read: ENOENT/);
});
