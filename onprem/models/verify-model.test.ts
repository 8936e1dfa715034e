import { readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { LARGE_SHAPE, TINY_SHAPE, writeGgmlFile } from "../testing/ggml-file.ts";
import { DEMO_MODEL } from "../testing/night-site.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { modelProblem } from "../transcription/model-file.ts";
import { findInCatalogue } from "./catalogue.ts";
import { recordPath, trustedChecksum, writeCheckedRecord } from "./checked-record.ts";
import { hashFileSync } from "./hash-file.ts";
import { isKnownIntact, verifyModel } from "./verify-model.ts";

function own(): string {
  const path = join(tempFolder(), "ggml-own.bin");
  writeGgmlFile(path);
  return path;
}

/** As long as the published file, its length made up by rows of the vocabulary and by the length of a word. */
function looksLikeTiny(): string {
  const path = join(tempFolder(), "ggml-tiny-q5_1.bin");
  const size = findInCatalogue("tiny-q5_1")?.bytes ?? 0;
  const rowBytes = 4 * TINY_SHAPE.width;
  const shape = { ...TINY_SHAPE, fileType: 0 };
  writeGgmlFile(path, shape, [""]);
  const lacking = size - statSync(path).size;
  const vocabulary = shape.vocabulary + Math.floor(lacking / rowBytes);
  writeGgmlFile(path, { ...shape, vocabulary }, ["x".repeat(lacking % rowBytes)]);
  expect(statSync(path).size).toBe(size);
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

test("a file of a published name and length, right in its form, is refused for its checksum", async () => {
  const path = looksLikeTiny();
  expect(modelProblem(path)).toMatch(/is not the published file of its name: its SHA-256 is/);
  expect(await verifyModel(path)).toMatchObject({ kind: "wrong" });
  // Only what was found right is remembered.
  expect(isKnownIntact(path)).toBeNull();
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
