import {
  copyFileSync,
  openSync,
  closeSync,
  statSync,
  truncateSync,
  writeSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { assert, nat, property, uint8Array } from "fast-check";
import { describe, expect, test } from "vitest";

import { LARGE_SHAPE, TINY_SHAPE, writeGgmlFile } from "../testing/ggml-file.ts";
import { DEMO_MODEL } from "../testing/night-site.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { readGgmlModel, UnusableModelError } from "./ggml-model.ts";

function model(): { path: string; heads: number[] } {
  const path = join(tempFolder(), "ggml-own.bin");
  return { path, heads: writeGgmlFile(path) };
}

function overwrite(path: string, at: number, bytes: Uint8Array): void {
  const file = openSync(path, "r+");
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

test("a real model is one", () => {
  expect(readGgmlModel(DEMO_MODEL)).toMatchObject({
    bytes: statSync(DEMO_MODEL).size,
    storedAs: "f16",
    multilingual: false,
    shape: { audioLayers: 3, width: 128 },
  });
});

test.each([
  [0, "f32"],
  [1, "f16"],
  [2008, "q5_0"],
  [2009, "q5_1"],
  [2007, "q8_0"],
])("file type %i is %s", (fileType, storedAs) => {
  const path = join(tempFolder(), "m.bin");
  writeGgmlFile(path, { ...TINY_SHAPE, fileType });
  expect(readGgmlModel(path).storedAs).toBe(storedAs);
});

test("a model of three gigabytes is looked through in a moment", () => {
  const path = join(tempFolder(), "large.bin");
  writeGgmlFile(path, LARGE_SHAPE);
  const found = readGgmlModel(path);
  expect(found.bytes).toBeGreaterThan(3e9);
  expect(found.multilingual).toBe(true);
});

describe("what is refused", () => {
  test("a file that ends too soon, wherever that is", () => {
    const { path, heads } = model();
    const end = heads.at(-1) ?? 0;
    const inside = heads.slice(0, -1).map((head) => head + 30);
    const cuts = [...new Set([4, 47, 60, 5000, ...heads.slice(0, -1), ...inside, end - 1])];
    for (const cut of cuts.toSorted((a, b) => b - a)) {
      truncateSync(path, cut);
      expect(() => readGgmlModel(path)).toThrow(/is cut off/);
    }
  });

  test("the demo's model without its last byte, which the engine would take", () => {
    const path = join(tempFolder(), "cut.bin");
    copyFileSync(DEMO_MODEL, path);
    truncateSync(path, statSync(DEMO_MODEL).size - 1);
    expect(() => readGgmlModel(path)).toThrow(/is cut off/);
  });

  test("more than a model", () => {
    const { path, heads } = model();
    overwrite(path, heads.at(-1) ?? 0, Buffer.alloc(64));
    expect(() => readGgmlModel(path)).toThrow(/does not belong there/);
  });

  test.each([
    ["a page of a proxy", "<!doctype html><html>", /not a Whisper model in ggml format/],
    ["nothing", "", /not a Whisper model in ggml format/],
    ["a GGUF file", "GGUF....", /GGUF/],
  ])("%s", (_, text, message) => {
    const path = join(tempFolder(), "m.bin");
    writeFileSync(path, text);
    expect(() => readGgmlModel(path)).toThrow(message);
  });

  test("a folder", () => {
    expect(() => readGgmlModel(tempFolder())).toThrow(/not a file/);
  });

  test.each([
    ["no layers", 4 + 4 * 4, 0, /shape of no Whisper/],
    ["a width of two thousand millions", 4 + 4 * 2, 0x7fffffff, /shape of no Whisper/],
    ["a file type on which the engine ends its process", 4 + 4 * 10, 4, /unknown here/],
    ["other mel filters", 48, 81, /mel filters/],
    ["a word of two gigabytes", 56 + 4 * 80 * 201 + 4, 0x80000000, /vocabulary is unreadable/],
    ["more words than fit", 56 + 4 * 80 * 201, 101, /more words/],
  ])("%s", (_, at, value, message) => {
    const { path } = model();
    overwrite(path, at, uint32(value));
    expect(() => readGgmlModel(path)).toThrow(message);
  });

  test("a tensor of another size, name or kind, or one that comes twice", () => {
    for (const change of [
      { tensor: 0, at: 12, bytes: uint32(65) },
      { tensor: 0, at: 8, bytes: uint32(1) },
      { tensor: 0, at: 4, bytes: uint32(0x7fffffff) },
      { tensor: 0, at: 20, bytes: Buffer.from("decoder") },
    ]) {
      const { path, heads } = model();
      overwrite(path, (heads[change.tensor] ?? 0) + change.at, change.bytes);
      expect(() => readGgmlModel(path)).toThrow(UnusableModelError);
    }
  });

  test("whatever a hostile hand writes into the head: an error in words or a model, never anything else", () => {
    const { path, heads } = model();
    const [firstTensor = 0] = heads;
    const holds = () =>
      assert(
        property(
          nat({ max: firstTensor + 40 }),
          uint8Array({ minLength: 1, maxLength: 16 }),
          (at, bytes) => {
            writeGgmlFile(path);
            overwrite(path, at, bytes);
            try {
              readGgmlModel(path);
            } catch (error) {
              return error instanceof UnusableModelError;
            }
            return true;
          },
        ),
        { numRuns: 150 },
      );
    expect(holds).not.toThrow();
  });
});
